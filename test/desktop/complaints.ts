import type { Page } from '@playwright/test'

/** One line each: a policy violation, an error in the console, an uncaught error, a request to elsewhere. */
export type Complaints = string[]

const OWN = /^(keyrack:\/\/app\/|data:|devtools:)/

/** Loads the page anew and collects what it complains of from then on: its first load began unwatched. */
export async function reloadWatched(page: Page, complaints: Complaints): Promise<void> {
  const context = page.context()
  await context.exposeBinding('reportViolation', (_source, line: string) => {
    complaints.push(`policy: ${line}`)
  })
  // Listened to in the page itself: not every violation is written to the console.
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { violatedDirective, blockedURI, sourceFile, lineNumber } = event
      const report = (window as unknown as { reportViolation(line: string): void }).reportViolation
      report(`${violatedDirective} ${blockedURI} (${sourceFile}:${lineNumber})`)
    })
  })
  // What the first load leaves unfinished is no complaint.
  await page.reload({ waitUntil: 'commit' })
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`)
  })
  context.on('weberror', (error) => complaints.push(`uncaught: ${error.error().message}`))
  context.on('request', (request) => {
    if (!OWN.test(request.url())) complaints.push(`network: ${request.url()}`)
  })
  await page.waitForLoadState()
}

/** Takes the complaints that a test caused on purpose out of the list, and answers them. */
export function forgive(complaints: Complaints, expected: RegExp): Complaints {
  const all = complaints.splice(0)
  complaints.push(...all.filter((line) => !expected.test(line)))
  return all.filter((line) => expected.test(line))
}
