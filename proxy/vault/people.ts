import { randomBase62 } from '../base/ids.ts'
import type { Slot, UnsignedHeader, VaultHeader } from './header.ts'
import { InvitationRefused, VaultDamaged, VaultProblem } from './problems.ts'
import {
  invitationSlot,
  type Origin,
  openSecretSlot,
  passwordIdOf,
  type SlotOf,
  withoutSlots,
  withSlot,
} from './slots.ts'

/** 273 random bits, in the length that redaction looks for in Keyrack's own tokens. */
const CODE_LENGTH = 46

/** The slots of passphrases, one for each person. */
export function passwordSlots({ slots }: Pick<UnsignedHeader, 'slots'>): SlotOf<'password'>[] {
  return slots.filter((slot) => slot.kind === 'password')
}

/** The slot of one person; who it is must be said where there are several. */
export function passwordSlotOf(header: UnsignedHeader, slotId?: string): SlotOf<'password'> {
  const all = passwordSlots(header)
  const [first, another] = all
  if (!first) throw new VaultDamaged('The vault file has no passphrase. Use the recovery key.')
  if (slotId === undefined && another) {
    throw new VaultProblem('Several people have a passphrase of their own. Say who you are.')
  }
  const slot = slotId === undefined ? first : all.find(({ id }) => id === slotId)
  if (slot) return slot
  throw new VaultProblem('You no longer have a passphrase here. Ask the owner to invite you.')
}

/** A code, and the slot that it opens until a moment. */
export function newInvitation(
  vaultKey: Buffer,
  validUntil: number,
  origin: Origin,
): { code: string; slot: SlotOf<'invitation'> } {
  const code = `krk_i_${randomBase62(CODE_LENGTH)}`
  return { code, slot: invitationSlot(vaultKey, code, validUntil, origin) }
}

/** The vault key behind a code, and the id of the slot that a passphrase is to have. */
export function openInvitation(
  { slots, installId }: VaultHeader,
  code: string,
  now: number,
): { vaultKey: Buffer; slotId: string } {
  for (const slot of slots) {
    if (slot.kind !== 'invitation' || slot.validUntil <= now) continue
    const vaultKey = openSecretSlot(slot, Buffer.from(code), installId)
    if (vaultKey) return { vaultKey, slotId: passwordIdOf(slot) }
  }
  throw new InvitationRefused()
}

/** Puts a passphrase in the place of the invitation that became it. */
export function withAccepted(header: UnsignedHeader, slot: SlotOf<'password'>): UnsignedHeader {
  const rest = withoutSlots(
    header,
    ({ kind, id }) => kind === 'invitation' && passwordIdOf({ id }) === slot.id,
  )
  // Withdrawn while the passphrase was derived.
  if (rest.slots.length === header.slots.length) throw new InvitationRefused()
  return withSlot(rest, slot)
}

/** Without the passphrase or invitation of one person; the last passphrase stays. */
export function withoutPerson(header: UnsignedHeader, slotId: string): UnsignedHeader {
  if (passwordSlots(header).every(({ id }) => id === slotId)) {
    throw new VaultProblem('This is the last passphrase of the vault, so it was not removed.')
  }
  return withoutSlots(header, (slot) => isPersonal(slot) && passwordIdOf(slot) === slotId)
}

export function withoutPeople(header: UnsignedHeader): UnsignedHeader {
  return withoutSlots(header, isPersonal)
}

export function withoutOldInvitations(header: UnsignedHeader, now: number): UnsignedHeader {
  return withoutSlots(header, (slot) => slot.kind === 'invitation' && slot.validUntil <= now)
}

function isPersonal({ kind }: Slot): boolean {
  return kind === 'password' || kind === 'invitation'
}
