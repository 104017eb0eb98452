import type { ElectronApplication } from '@playwright/test'

/** One line each: a policy violation, an error in the console, an uncaught error, a request to elsewhere. */
export type Complaints = string[]

const OWN = /^(keyrack:\/\/app\/|data:|devtools:)/

/** Collects what every page of this app complains of, from the next load on. */
export async function watch(app: ElectronApplication, complaints: Complaints): Promise<void> {
  const context = app.context()
  // The browser writes each violation of the page's policy to the console as an error, too, but not
  // always in the words of the directive.
  await context.exposeBinding('reportViolation', (_source, line: string) => {
    complaints.push(`policy: ${line}`)
  })
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { violatedDirective, blockedURI, sourceFile, lineNumber } = event
      const report = (window as unknown as { reportViolation(line: string): void }).reportViolation
      report(`${violatedDirective} ${blockedURI} (${sourceFile}:${lineNumber})`)
    })
  })
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`)
  })
  context.on('weberror', (error) => complaints.push(`uncaught: ${error.error().message}`))
  context.on('request', (request) => {
    if (!OWN.test(request.url())) complaints.push(`network: ${request.url()}`)
  })
}
