import { isDeepStrictEqual } from 'node:util'
import { SDK_CASES } from './cases/all.ts'
import { keyrackPlace } from './place.ts'

/**
 * A teammate's own process, as https.test.ts starts it: trust comes from NODE_EXTRA_CA_CERTS, as the
 * connection card says. Prints one line of JSON for each thing it did.
 */
const { KEYRACK_URL = '', KEYRACK_TOKEN = '', ONLY = '' } = process.env

for (const { name, run, gives } of SDK_CASES.filter((sdkCase) => sdkCase.name.endsWith(ONLY))) {
  let problem: string | undefined
  try {
    const got = await run(keyrackPlace(KEYRACK_URL, KEYRACK_TOKEN))
    if (!isDeepStrictEqual(got, gives)) problem = JSON.stringify(got)
  } catch (error) {
    problem = wordsOf(error)
  }
  process.stdout.write(`${JSON.stringify({ name, problem })}\n`)
}
// Cohere's client leaves a timer of a minute behind when a connection fails.
process.exit()

/** SDKs wrap what went wrong on the line several times over. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? ` ${error.code}` : ''
  return `${error.message}${code}${error.cause ? ` < ${wordsOf(error.cause)}` : ''}`
}
