import { randomBytes } from 'node:crypto'
import { unwrap, wrap } from './cipher.ts'
import type { Slot, SlotKind, UnsignedHeader } from './header.ts'
import { deriveKey, isWeaker, type KdfStrength, stretch } from './kdf.ts'
import { VaultDamaged } from './problems.ts'

export type SlotOf<Kind extends SlotKind> = Extract<Slot, { kind: Kind }>

export interface Origin {
  installId: string
  createdAt: number
}

/** Wraps the vault key under a passphrase; a new salt each time. A slot that takes another's place keeps its id. */
export async function passwordSlot(
  vaultKey: Buffer,
  passphrase: string,
  strength: KdfStrength,
  { installId, createdAt, id = newSlotId('password') }: Origin & { id?: string | undefined },
): Promise<SlotOf<'password'>> {
  const salt = randomBytes(16)
  const { memoryKiB, passes, lanes } = strength
  const open = {
    kind: 'password' as const,
    id,
    createdAt,
    kdf: { name: 'argon2id' as const, salt: salt.toString('base64url'), memoryKiB, passes, lanes },
  }
  const key = await stretch(passphrase, salt, strength)
  return { ...open, wrapped: wrapAndWipe(key, vaultKey, slotContext(installId, open)) }
}

/** Wraps the vault key under a random secret: the recovery key, or the key that the key store keeps. */
export function secretSlot<Kind extends 'recovery' | 'keystore'>(
  kind: Kind,
  vaultKey: Buffer,
  secret: Buffer,
  { installId, createdAt }: Origin,
) {
  const salt = randomBytes(16)
  const open = {
    kind,
    id: newSlotId(kind),
    createdAt,
    kdf: { name: 'hkdf-sha256' as const, salt: salt.toString('base64url') },
  }
  const key = deriveKey(secret, salt, `keyrack/v1/${kind}-kek`)
  return { ...open, wrapped: wrapAndWipe(key, vaultKey, slotContext(installId, open)) }
}

/** Wraps the vault key under the code of an invitation. */
export function invitationSlot(
  vaultKey: Buffer,
  code: string,
  validUntil: number,
  { installId, createdAt }: Origin,
): SlotOf<'invitation'> {
  const salt = randomBytes(16)
  const open = {
    kind: 'invitation' as const,
    id: newSlotId('invitation'),
    createdAt,
    kdf: { name: 'hkdf-sha256' as const, salt: salt.toString('base64url') },
    validUntil,
  }
  const key = deriveKey(Buffer.from(code), salt, 'keyrack/v1/invitation-kek')
  return { ...open, wrapped: wrapAndWipe(key, vaultKey, slotContext(installId, open)) }
}

/** The vault key, or undefined for a wrong passphrase. Refuses settings weaker than `weakest` before deriving. */
export async function openPasswordSlot(
  slot: SlotOf<'password'>,
  passphrase: string,
  installId: string,
  weakest: KdfStrength,
): Promise<Buffer | undefined> {
  if (isWeaker(slot.kdf, weakest)) {
    throw new VaultDamaged(
      'The vault file asks for a weaker protection than Keyrack ever writes, so it is not opened. Put back the last good copy of vault.json.',
    )
  }
  const key = await stretch(passphrase, Buffer.from(slot.kdf.salt, 'base64url'), slot.kdf)
  return unwrapAndWipe(key, slot, installId)
}

/** The vault key, or undefined when the secret is of another slot. */
export function openSecretSlot(
  slot: SlotOf<'recovery' | 'keystore' | 'invitation'>,
  secret: Buffer,
  installId: string,
): Buffer | undefined {
  const salt = Buffer.from(slot.kdf.salt, 'base64url')
  return unwrapAndWipe(deriveKey(secret, salt, `keyrack/v1/${slot.kind}-kek`), slot, installId)
}

export function findSlot<Kind extends SlotKind>(
  header: Pick<UnsignedHeader, 'slots'>,
  kind: Kind,
): SlotOf<Kind> | undefined {
  return header.slots.find((slot): slot is SlotOf<Kind> => slot.kind === kind)
}

/** Puts a slot in the place of the one of its id or, where there can be only one, of its kind; else at the end. */
export function withSlot<Header extends UnsignedHeader>(header: Header, slot: Slot): Header {
  const isOne = slot.kind === 'recovery' || slot.kind === 'keystore'
  const place = header.slots.findIndex(({ id, kind }) =>
    isOne ? kind === slot.kind : id === slot.id,
  )
  const slots = place < 0 ? [...header.slots, slot] : header.slots.with(place, slot)
  return { ...header, slots }
}

export function withoutSlots<Header extends UnsignedHeader>(
  header: Header,
  isGone: (slot: Slot) => boolean,
): Header {
  return { ...header, slots: header.slots.filter((slot) => !isGone(slot)) }
}

/** The id that the slot of the passphrase will have once an invitation is taken up: that of the invitation, renamed. */
export function passwordIdOf({ id }: Pick<Slot, 'id'>): string {
  return id.replace(/^[a-z]+/, 'password')
}

/** What a slot is bound to: moved to another vault, renamed, or given other KDF settings, it no longer opens. */
function slotContext(installId: string, slot: SlotOpen) {
  const { kind, id, kdf } = slot
  const settings =
    kdf.name === 'argon2id'
      ? [kdf.memoryKiB, kdf.passes, kdf.lanes]
      : slot.validUntil === undefined
        ? []
        : [slot.validUntil]
  return JSON.stringify(['keyrack/v1/slot', installId, id, kind, kdf.name, kdf.salt, ...settings])
}

type SlotOpen = Pick<Slot, 'kind' | 'id' | 'kdf'> & { validUntil?: number }

function newSlotId(kind: SlotKind): string {
  return `${kind}-${randomBytes(8).toString('hex')}`
}

function wrapAndWipe(key: Buffer, vaultKey: Buffer, context: string): string {
  try {
    return wrap(key, vaultKey, context).toString('base64url')
  } finally {
    key.fill(0)
  }
}

function unwrapAndWipe(key: Buffer, slot: Slot, installId: string): Buffer | undefined {
  try {
    return unwrap(key, Buffer.from(slot.wrapped, 'base64url'), slotContext(installId, slot))
  } finally {
    key.fill(0)
  }
}
