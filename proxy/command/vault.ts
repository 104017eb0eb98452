import type { Command } from 'commander'
import { administratorIn, adminOf, strangerTo } from './admin.ts'
import { type Place, placeOf } from './place.ts'
import { note, printOne } from './print.ts'
import { askSecret, askSecrets } from './secrets.ts'
import { keepSession } from './session.ts'

const PASSPHRASE = { prompt: 'Passphrase', variable: 'KEYRACK_PASSPHRASE' }

export function addVault(program: Command): void {
  const vault = program
    .command('vault')
    .summary('passphrase and recovery key')
    .description('Passphrase and recovery key.')

  vault
    .command('passphrase')
    .summary('change the passphrase')
    .description(
      'Changes the passphrase. The present one comes from KEYRACK_PASSPHRASE, the new one from KEYRACK_NEW_PASSPHRASE, else each from a line on stdin.',
    )
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      const [current = '', next = ''] = await askSecrets([
        PASSPHRASE,
        { prompt: 'New passphrase', variable: 'KEYRACK_NEW_PASSPHRASE', twice: true },
      ])
      await adminOf(place).vault.changePassphrase.mutate({ current, next })
      printOne(place, { changed: true }, () => 'The passphrase is changed.')
    })

  vault
    .command('recover')
    .summary('set a new passphrase with the recovery key')
    .description(
      'Sets a new passphrase with the recovery key, which is used up: a new one is printed. It comes from KEYRACK_RECOVERY_KEY, the new passphrase from KEYRACK_NEW_PASSPHRASE, else each from a line on stdin.',
    )
    .option('--as <owner>', 'whose passphrase it is, where there are several owners')
    .action(async ({ as }: { as?: string }, command: Command) => {
      const place = placeOf(command)
      const stranger = strangerTo(place)
      const administratorId = administratorIn(await stranger.status.get.query(), as)
      const [recoveryKey = '', passphrase = ''] = await askSecrets([
        { prompt: 'Recovery key', variable: 'KEYRACK_RECOVERY_KEY' },
        { prompt: 'New passphrase', variable: 'KEYRACK_NEW_PASSPHRASE', twice: true },
      ])
      const recovered = await stranger.vault.recover.mutate({
        ...{ recoveryKey, passphrase, administratorId },
      })
      keepSession(place.files.session, recovered.session)
      printRecoveryKey(place, recovered.recoveryKey)
    })

  vault
    .command('recovery-key')
    .description('make a new recovery key; the old one opens nothing from then on')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      const passphrase = await askSecret(PASSPHRASE)
      const { recoveryKey } = await adminOf(place).vault.newRecoveryKey.mutate({ passphrase })
      printRecoveryKey(place, recoveryKey)
    })

  vault
    .command('recovery-saved')
    .description('say that the recovery key is in a safe place, so that Keyrack stops asking')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      await adminOf(place).vault.recoverySaved.mutate()
      printOne(place, { recoverySaved: true }, () => 'Good.')
    })
}

function printRecoveryKey(place: Place, recoveryKey: string): void {
  if (!place.json) note('Keep this new recovery key on paper; it is not shown again:')
  printOne(place, { recoveryKey }, (made) => made.recoveryKey)
}
