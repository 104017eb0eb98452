/** Something about the vault that the administrator must read; the message never holds a secret. */
export class VaultProblem extends Error {
  override readonly name: string = 'VaultProblem'
}

/** The passphrase opened nothing; says how many tries are left before the next pause. */
export class WrongPassphrase extends VaultProblem {
  override readonly name = 'WrongPassphrase'
  readonly triesLeft: number
  /** When the next try is taken, epoch milliseconds; null while tries are left. */
  readonly retryAt: number | null

  constructor(triesLeft: number, pauseSeconds: number, retryAt: number | null) {
    const next =
      triesLeft > 0
        ? `${triesLeft} ${triesLeft === 1 ? 'try' : 'tries'} left before a ${pauseSeconds}-second pause.`
        : `Try again in ${inWords(pauseSeconds)}.`
    super(`That passphrase did not open the vault. ${next}`)
    this.triesLeft = triesLeft
    this.retryAt = retryAt
  }
}

/** Too many wrong passphrases: this one was not even tried. */
export class UnlockDelayed extends VaultProblem {
  override readonly name = 'UnlockDelayed'
  readonly retryAt: number

  constructor(retryAt: number, now: number) {
    const wait = inWords(Math.ceil((retryAt - now) / 1000))
    super(`Too many wrong passphrases. Try again in ${wait}; this try was not counted.`)
    this.retryAt = retryAt
  }
}

/** A new passphrase that would be guessed too soon. */
export class WeakPassphrase extends VaultProblem {
  override readonly name = 'WeakPassphrase'
}

/** Mistyped, used, too old, or withdrawn. */
export class InvitationRefused extends VaultProblem {
  override readonly name = 'InvitationRefused'

  constructor() {
    super(
      'This invitation opens nothing: it was used, withdrawn or is too old, or the code has a typing error. Ask the owner for a new one.',
    )
  }
}

/** Mistyped, used up, or of another vault. */
export class RecoveryKeyRefused extends VaultProblem {
  override readonly name = 'RecoveryKeyRefused'
}

/** The key kept by the operating system does not open this vault. */
export class KeyStoreRefused extends VaultProblem {
  override readonly name = 'KeyStoreRefused'
}

/** The vault's file, or a secret sealed by it, is not what Keyrack wrote. */
export class VaultDamaged extends VaultProblem {
  override readonly name = 'VaultDamaged'
}

function inWords(seconds: number): string {
  if (seconds < 90) return `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`
  return `${Math.ceil(seconds / 60)} minutes`
}
