import { randomBytes } from 'node:crypto'
import {
  checkHeader,
  parseVaultHeader,
  signHeader,
  type UnsignedHeader,
  type VaultHeader,
  versionFor,
} from './header.ts'
import { isWeaker, type KdfStrength, kdfForMachine, WEAKEST_KDF } from './kdf.ts'
import { derivePurpose, newDataKey } from './keyring.ts'
import {
  newInvitation,
  openInvitation,
  passwordSlotOf,
  passwordSlots,
  withAccepted,
  withoutOldInvitations,
  withoutPeople,
  withoutPerson,
} from './people.ts'
import {
  KeyStoreRefused,
  RecoveryKeyRefused,
  UnlockDelayed,
  VaultProblem,
  WrongPassphrase,
} from './problems.ts'
import { formatRecoveryKey, parseRecoveryKey } from './recoveryKey.ts'
import {
  findSlot,
  openPasswordSlot,
  openSecretSlot,
  passwordIdOf,
  passwordSlot,
  secretSlot,
  withoutSlots,
  withSlot,
} from './slots.ts'
import {
  type Attempts,
  FREE_TRIES,
  NO_ATTEMPTS,
  nextTryAt,
  pauseSeconds,
  rebase,
} from './throttle.ts'

export interface DoorOptions {
  /** Keeps the header; throws when it could not. */
  save(header: VaultHeader): void
  now?: () => number
  /** For tests, which may ask for less than the product ever does. */
  kdf?: KdfStrength
}

/**
 * What opens the vault: the header with its slots, and the count of wrong passphrases. It gives the vault key out
 * and keeps no copy. Its changes are not safe side by side: the vault calls them one after the other.
 */
export class Door {
  readonly #save: (header: VaultHeader) => void
  readonly #now: () => number
  readonly #strength: KdfStrength
  readonly #weakest: KdfStrength
  #header: VaultHeader | undefined

  constructor({ save, now = Date.now, kdf = kdfForMachine() }: DoorOptions) {
    this.#save = save
    this.#now = now
    this.#strength = kdf
    this.#weakest = isWeaker(kdf, WEAKEST_KDF) ? kdf : WEAKEST_KDF
  }

  get exists(): boolean {
    return this.#header !== undefined
  }

  get header(): VaultHeader {
    if (!this.#header) throw new VaultProblem('There is no vault yet. Create one first.')
    return this.#header
  }

  load(header: VaultHeader): void {
    this.#header = parseVaultHeader(header)
  }

  /** Writes the first header of a new vault; answers its recovery key. */
  async build(vaultKey: Buffer, passphrase: string): Promise<string> {
    const origin = { installId: randomBytes(16).toString('hex'), createdAt: this.#now() }
    const recovery = randomBytes(32)
    const slots = [
      await passwordSlot(vaultKey, passphrase, this.#strength, origin),
      secretSlot('recovery', vaultKey, recovery, origin),
    ]
    const dataKeys = [newDataKey(vaultKey, { ...origin, dataKeys: [] })]
    this.#commit(vaultKey, {
      ...{ format: 'keyrack-vault', version: 1, ...origin },
      ...{ slots, dataKeys, attempts: NO_ATTEMPTS },
    })
    return formatAndWipe(recovery)
  }

  /**
   * Throws `WrongPassphrase`, or `UnlockDelayed` while a pause lasts. Only the chosen slot is tried: a try of all
   * of them would cost a second and a quarter of a gigabyte for each.
   */
  async keyByPassphrase(passphrase: string, slotId?: string): Promise<Buffer> {
    const { installId } = this.header
    const slot = passwordSlotOf(this.header, slotId)
    const attempts = this.#countTry()
    const vaultKey = await openPasswordSlot(slot, passphrase, installId, this.#weakest)
    if (!vaultKey) throw wrongPassphrase(attempts)
    this.#remember(NO_ATTEMPTS)
    return this.#checked(vaultKey)
  }

  /** Not throttled: 256 random bits are not guessed. */
  keyByRecovery(recoveryKey: string): Buffer {
    const secret = parseRecoveryKey(recoveryKey)
    const slot = findSlot(this.header, 'recovery')
    const vaultKey = slot && openSecretSlot(slot, secret, this.header.installId)
    secret.fill(0)
    if (vaultKey) return this.#checked(vaultKey)
    throw new RecoveryKeyRefused(
      'That recovery key does not open this vault: it was replaced by a newer one, or is of another vault.',
    )
  }

  /** Not throttled either; answers the id of the slot that a passphrase is to have, too. */
  keyByInvitation(code: string): { vaultKey: Buffer; slotId: string } {
    const { vaultKey, slotId } = openInvitation(this.header, code, this.#now())
    return { vaultKey: this.#checked(vaultKey), slotId }
  }

  keyByKeyStore(kek: Buffer): Buffer {
    const slot = findSlot(this.header, 'keystore')
    if (!slot) {
      throw new KeyStoreRefused('This vault is not kept in the key store. Enter the passphrase.')
    }
    const vaultKey = openSecretSlot(slot, kek, this.header.installId)
    if (vaultKey) return this.#checked(vaultKey)
    throw new KeyStoreRefused(
      'The key kept by the operating system does not open this vault. Enter the passphrase.',
    )
  }

  /** Puts a new passphrase in the place of the slot's. */
  async setPassphrase(vaultKey: Buffer, passphrase: string, slotId?: string): Promise<void> {
    const { id } = passwordSlotOf(this.header, slotId)
    const slot = await this.#newPassword(vaultKey, passphrase, id)
    // Removed while the passphrase was derived: it must not come back.
    passwordSlotOf(this.header, id)
    this.#change(vaultKey, (header) => withSlot(header, slot))
  }

  /**
   * One write for both: there is no moment in which the old recovery key is dead and the passphrase still lost.
   * Without a `slotId` nobody knows whose the passphrases are, and the new one takes the place of them all.
   */
  async setPassphraseAndRecovery(
    vaultKey: Buffer,
    passphrase: string,
    slotId?: string,
  ): Promise<string> {
    const id = slotId ?? this.passwordSlots[0]
    const slot = await this.#newPassword(vaultKey, passphrase, id)
    const secret = randomBytes(32)
    const recovery = secretSlot('recovery', vaultKey, secret, this.#origin())
    this.#change(vaultKey, (header) => {
      const kept = slotId === undefined ? withoutPeople(header) : header
      return withSlot(withSlot({ ...kept, attempts: NO_ATTEMPTS }, slot), recovery)
    })
    return formatAndWipe(secret)
  }

  /** Derives anew where the header was written with less than this machine's strength: guesses get dearer. */
  async strengthen(vaultKey: Buffer, passphrase: string, slotId?: string): Promise<void> {
    const { id, kdf } = passwordSlotOf(this.header, slotId)
    if (isWeaker(kdf, this.#strength)) await this.setPassphrase(vaultKey, passphrase, id)
  }

  /** Adds a slot that the answered code opens until a moment; a passphrase takes its place. */
  invite(vaultKey: Buffer, validUntil: number): { slotId: string; code: string } {
    const { code, slot } = newInvitation(vaultKey, validUntil, this.#origin())
    this.#change(vaultKey, (header) => withSlot(header, slot))
    return { slotId: passwordIdOf(slot), code }
  }

  /** Puts a passphrase in the place of an invitation, which opens nothing from then on. */
  async acceptInvitation(vaultKey: Buffer, passphrase: string, slotId: string): Promise<void> {
    const slot = await this.#newPassword(vaultKey, passphrase, slotId)
    this.#change(vaultKey, (header) => withAccepted(header, slot))
  }

  /** Takes somebody's passphrase or invitation away; the last passphrase stays. */
  removePerson(vaultKey: Buffer, slotId: string): void {
    this.#change(vaultKey, (header) => withoutPerson(header, slotId))
  }

  renewRecovery(vaultKey: Buffer): string {
    const secret = randomBytes(32)
    const slot = secretSlot('recovery', vaultKey, secret, this.#origin())
    this.#change(vaultKey, (header) => withSlot(header, slot))
    return formatAndWipe(secret)
  }

  /** Adds a slot for the answered key, which is for the operating system to keep. */
  addKeyStore(vaultKey: Buffer): Buffer {
    const kek = randomBytes(32)
    const slot = secretSlot('keystore', vaultKey, kek, this.#origin())
    this.#change(vaultKey, (header) => withSlot(header, slot))
    return kek
  }

  removeKeyStore(vaultKey: Buffer): void {
    this.#change(vaultKey, (header) => withoutSlots(header, ({ kind }) => kind === 'keystore'))
  }

  get passwordSlots(): string[] {
    return passwordSlots(this.header).map(({ id }) => id)
  }

  get hasKeyStore(): boolean {
    return this.#header !== undefined && findSlot(this.#header, 'keystore') !== undefined
  }

  #newPassword(vaultKey: Buffer, passphrase: string, id: string | undefined) {
    return passwordSlot(vaultKey, passphrase, this.#strength, { ...this.#origin(), id })
  }

  #origin() {
    return { installId: this.header.installId, createdAt: this.#now() }
  }

  /** Counts before the passphrase is tried, so that ending the process while it is tried gains nothing. */
  #countTry(): Attempts {
    const now = this.#now()
    const earlier = rebase(this.header.attempts, now)
    if (earlier !== this.header.attempts) this.#remember(earlier)
    if (nextTryAt(earlier) > now) throw new UnlockDelayed(nextTryAt(earlier), now)
    const counted = { failures: earlier.failures + 1, lastFailureAt: now }
    this.#remember(counted)
    return counted
  }

  /** No key leaves without the whole header being as Keyrack wrote it. */
  #checked(vaultKey: Buffer): Buffer {
    try {
      withMacKey(vaultKey, this.header, (macKey) => checkHeader(this.header, macKey))
      return vaultKey
    } catch (changed) {
      vaultKey.fill(0)
      throw changed
    }
  }

  /** The header must have been checked before: signing makes any change good. */
  #change(vaultKey: Buffer, edit: (header: UnsignedHeader) => UnsignedHeader): void {
    const { mac: _, ...header } = this.header
    const edited = withoutOldInvitations(edit(header), this.#now())
    this.#commit(vaultKey, { ...edited, version: versionFor(edited.slots) })
  }

  #commit(vaultKey: Buffer, header: UnsignedHeader): void {
    const signed = withMacKey(vaultKey, header, (macKey) => signHeader(header, macKey))
    this.#save(signed)
    this.#header = signed
  }

  #remember(attempts: Attempts): void {
    const header = { ...this.header, attempts }
    this.#save(header)
    this.#header = header
  }
}

function withMacKey<Answer>(
  vaultKey: Buffer,
  { installId }: UnsignedHeader,
  use: (macKey: Buffer) => Answer,
): Answer {
  const macKey = derivePurpose(vaultKey, installId, 'header-mac')
  try {
    return use(macKey)
  } finally {
    macKey.fill(0)
  }
}

function wrongPassphrase(attempts: Attempts): WrongPassphrase {
  const triesLeft = Math.max(0, FREE_TRIES - attempts.failures)
  const pause = pauseSeconds(Math.max(FREE_TRIES, attempts.failures))
  return new WrongPassphrase(triesLeft, pause, triesLeft > 0 ? null : nextTryAt(attempts))
}

function formatAndWipe(secret: Buffer): string {
  const text = formatRecoveryKey(secret)
  secret.fill(0)
  return text
}
