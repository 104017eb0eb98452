// `npm run demo`: everything alive, nothing real. A throw-away data folder, simulated providers on loopback, a
// sample team with a day behind it and a trickle of calls, until it is ended with Ctrl-C (or the window's Quit).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from '../built.mjs'
import { hasDisplay, start } from '../start.mjs'
import { adminOf, unlockWhenUp } from './admin.ts'
import { writePastDay } from './pastDay.ts'
import { startSimulatedProviders } from './providers.ts'
import { serveForSetUp } from './serve.ts'
import { setUpTeam } from './team.ts'
import { keepCalling } from './traffic.ts'

const PASSPHRASE = 'a rack full of keys'

const dataDir = mkdtempSync(join(tmpdir(), 'keyrack-demo-'))
process.env.KEYRACK_STATE ??= join(dataDir, 'state')
const removeFolder = () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
process.on('exit', removeFolder)
// Until the app runs, which passes signals on, Ctrl-C must not leave the folder behind.
const endEarly = () => process.exit(130)
process.on('SIGINT', endEarly).on('SIGTERM', endEarly)

await ensureBuilt(hasDisplay() ? undefined : ['node'])
const providers = await startSimulatedProviders()
const setUp = await serveForSetUp(dataDir)
const team = await setUpTeam(adminOf(dataDir), providers, PASSPHRASE)
await setUp.stop()
writePastDay(dataDir, team)

console.log(`
  Keyrack demo: simulated providers, a sample team, nothing leaves this computer.

    Vault passphrase   ${PASSPHRASE}
    Proxy address      ${team.url}
    A member's token   ${team.members[0]?.token}
    Data folder        ${dataDir} (removed at the end)
${
  hasDisplay()
    ? ''
    : `\n    npm run --silent keyrack -- --data ${dataDir} calls list
    shows what is going on; Ctrl-C ends it.\n`
}`)

const over = new AbortController()
process.env.KEYRACK_DATA = dataDir
// Without a window there is nobody to type it.
if (!hasDisplay()) process.env.KEYRACK_PASSPHRASE = PASSPHRASE
process.off('SIGINT', endEarly).off('SIGTERM', endEarly)
const ended = start([]).finally(() => over.abort())
void unlockWhenUp(dataDir, PASSPHRASE, over.signal).then(() =>
  keepCalling(team, providers, over.signal),
)
process.exitCode = await ended
await providers.stop()
