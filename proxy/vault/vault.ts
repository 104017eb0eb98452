import { randomBytes } from 'node:crypto'
import { Refusal } from '../base/errors.ts'
import type { VaultState } from '../contract/status.ts'
import { OpenedSecrets } from './cache.ts'
import { Door, type DoorOptions } from './door.ts'
import { openSecret, type SecretPlace, sealSecret } from './envelope.ts'
import type { VaultHeader } from './header.ts'
import { Keyring, type Purpose } from './keyring.ts'
import { checkPassphrase } from './passphrase.ts'
import { VaultProblem } from './problems.ts'

/** Locked or unlocked; the only holder of the vault key. It stores nothing itself: `save` gets each new header. */
export class Vault {
  readonly #door: Door
  readonly #now: () => number
  readonly #opened = new OpenedSecrets()
  #keys: Keyring | undefined
  #turn: Promise<unknown> = Promise.resolve()
  #timesLocked = 0

  constructor(options: DoorOptions) {
    this.#door = new Door(options)
    this.#now = options.now ?? Date.now
  }

  get state(): VaultState {
    if (!this.#door.exists) return 'none'
    return this.#keys ? 'unlocked' : 'locked'
  }

  /** Random name of this installation, known as soon as there is a vault. */
  get installId(): string {
    return this.#door.header.installId
  }

  get createdAt(): number {
    return this.#door.header.createdAt
  }

  /** Ids of the slots that passphrases open. */
  get passwordSlots(): string[] {
    return this.#door.exists ? this.#door.passwordSlots : []
  }

  get keyStoreEnabled(): boolean {
    return this.#door.hasKeyStore
  }

  /** Takes the header that `save` was given earlier. */
  load(header: VaultHeader): void {
    if (this.#keys) throw new VaultProblem('Lock the vault before loading another one.')
    this.#door.load(header)
  }

  create(passphrase: string): Promise<{ recoveryKey: string }> {
    const newKey = () => {
      if (this.#door.exists) throw new VaultProblem('There is a vault already. Unlock it instead.')
      checkPassphrase(passphrase)
      return randomBytes(32)
    }
    return this.#withKey(newKey, async (vaultKey, timesLocked) => {
      const recoveryKey = await this.#door.build(vaultKey, passphrase)
      this.#adopt(vaultKey, timesLocked)
      return { recoveryKey }
    })
  }

  /**
   * Throws `WrongPassphrase`, or `UnlockDelayed` while a pause lasts. `slotId` says whose passphrase it is, here and
   * below; left out where there is only one.
   */
  unlock(passphrase: string, slotId?: string): Promise<void> {
    return this.#withKeyBehind(passphrase, slotId, async (vaultKey, timesLocked) => {
      await this.#door.strengthen(vaultKey, passphrase, slotId)
      if (!this.#adopt(vaultKey, timesLocked)) throw lockedMeanwhile()
    })
  }

  /** Proves the passphrase, under the same throttle, without changing the state. */
  verify(passphrase: string, slotId?: string): Promise<void> {
    return this.#withKeyBehind(passphrase, slotId, () => {})
  }

  unlockWithKeyStore(kek: Buffer): Promise<void> {
    const kept = () => this.#door.keyByKeyStore(kek)
    return this.#withKey(kept, (vaultKey, timesLocked) => {
      if (!this.#adopt(vaultKey, timesLocked)) throw lockedMeanwhile()
    })
  }

  /**
   * Opens with the recovery key and sets a new passphrase. The key used is dead; the answer is its successor.
   * Without a `slotId` every other passphrase is dead as well.
   */
  recover(
    recoveryKey: string,
    newPassphrase: string,
    slotId?: string,
  ): Promise<{ recoveryKey: string }> {
    const recovered = () => this.#door.keyByRecovery(recoveryKey)
    return this.#withKey(recovered, async (vaultKey, timesLocked) => {
      checkPassphrase(newPassphrase)
      const next = await this.#door.setPassphraseAndRecovery(vaultKey, newPassphrase, slotId)
      this.#adopt(vaultKey, timesLocked)
      return { recoveryKey: next }
    })
  }

  /** Makes a new recovery key; the one before opens nothing any more. */
  renewRecoveryKey(passphrase: string, slotId?: string): Promise<{ recoveryKey: string }> {
    return this.#withKeyBehind(passphrase, slotId, (vaultKey) => ({
      recoveryKey: this.#door.renewRecovery(vaultKey),
    }))
  }

  changePassphrase(current: string, next: string, slotId?: string): Promise<void> {
    return this.#withKeyBehind(current, slotId, async (vaultKey) => {
      checkPassphrase(next)
      await this.#door.setPassphrase(vaultKey, next, slotId)
    })
  }

  /** Answers a new key that opens the vault, for the operating system's key store to keep. */
  enableKeyStore(passphrase: string, slotId?: string): Promise<Buffer> {
    return this.#withKeyBehind(passphrase, slotId, (vaultKey) => this.#door.addKeyStore(vaultKey))
  }

  disableKeyStore(): void {
    this.#door.removeKeyStore(this.#unlocked().vaultKey)
  }

  /** Answers a code that opens the vault once until a moment, and the slot of whoever takes it up. */
  invite(validUntil: number): { slotId: string; code: string } {
    return this.#door.invite(this.#unlocked().vaultKey, validUntil)
  }

  /** Opens with an invitation's code and puts a passphrase in its place. `admit` may throw, then nothing is done. */
  accept(code: string, passphrase: string, admit: (slotId: string) => void): Promise<void> {
    let slotId = ''
    const invited = () => {
      const found = this.#door.keyByInvitation(code)
      slotId = found.slotId
      return found.vaultKey
    }
    return this.#withKey(invited, async (vaultKey, timesLocked) => {
      admit(slotId)
      checkPassphrase(passphrase)
      await this.#door.acceptInvitation(vaultKey, passphrase, slotId)
      if (!this.#adopt(vaultKey, timesLocked)) throw lockedMeanwhile()
    })
  }

  /** Takes somebody's passphrase or invitation away. The vault key stays: they may have kept a copy of it. */
  removePerson(slotId: string): void {
    this.#door.removePerson(this.#unlocked().vaultKey, slotId)
  }

  /** Wipes every key, those given out by `subkey` as well. */
  lock(): void {
    this.#timesLocked++
    this.#keys?.wipe()
    this.#keys = undefined
    this.#opened.clear()
  }

  async seal(secret: string, place: SecretPlace): Promise<string> {
    const keys = this.#unlocked()
    const sealed = await sealSecret(secret, place, keys.sealingKey, this.installId)
    // Locked meanwhile, the data key may have been wiped to zeros before it was used.
    if (this.#keys !== keys) throw locked()
    return sealed
  }

  /** The secret, when it was sealed by this vault for exactly this place. */
  async open(sealed: string, place: SecretPlace): Promise<string> {
    const keys = this.#unlocked()
    const opening = openSecret(sealed, place, keys.dataKeys, this.installId)
    const secret = await opening.catch((cause: unknown) => {
      throw this.#keys === keys ? cause : locked()
    })
    if (this.#keys !== keys) throw locked()
    this.#opened.set(sealed, place, secret, this.#now())
    return secret
  }

  /** The secret when it was opened less than a minute ago, without waiting: for the path of every call. */
  opened(sealed: string, place: SecretPlace): string | undefined {
    return this.#opened.get(sealed, place, this.#now())
  }

  /** A key for one purpose. It is wiped on lock: use it at once, and ask again the next time. */
  subkey(purpose: Purpose): Buffer {
    return this.#unlocked().subkey(purpose)
  }

  #unlocked(): Keyring {
    if (this.#keys) return this.#keys
    throw locked()
  }

  #withKeyBehind<Answer>(
    passphrase: string,
    slotId: string | undefined,
    use: UseKey<Answer>,
  ): Promise<Answer> {
    return this.#withKey(() => this.#door.keyByPassphrase(passphrase, slotId), use)
  }

  /**
   * Lends the vault key to `use` and wipes it afterwards. One after the other: guesses cannot overtake the count,
   * and no two changes of the header mix.
   */
  #withKey<Answer>(find: () => Buffer | Promise<Buffer>, use: UseKey<Answer>): Promise<Answer> {
    const timesLocked = this.#timesLocked
    const result = this.#turn.then(async () => {
      const vaultKey = await find()
      try {
        return await use(vaultKey, timesLocked)
      } finally {
        vaultKey.fill(0)
      }
    })
    this.#turn = result.catch(() => {})
    return result
  }

  /** Becomes unlocked; false when somebody locked the vault since the key was asked for: then locking wins. */
  #adopt(vaultKey: Buffer, timesLocked: number): boolean {
    if (!this.#keys && this.#timesLocked === timesLocked) {
      this.#keys = new Keyring(vaultKey, this.#door.header)
    }
    return this.#keys !== undefined
  }
}

type UseKey<Answer> = (vaultKey: Buffer, timesLocked: number) => Answer | Promise<Answer>

function locked(): Refusal {
  return new Refusal(
    'VAULT_LOCKED',
    'Keyrack is locked, so no key can be used. Ask your Keyrack administrator to unlock it.',
  )
}

function lockedMeanwhile(): VaultProblem {
  return new VaultProblem('The vault was locked while it was being opened. Unlock it again.')
}
