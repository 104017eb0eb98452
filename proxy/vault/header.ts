import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { MOST_MEMORY_KIB } from './kdf.ts'
import { VaultDamaged } from './problems.ts'

/** Base64url of so many bytes in its one canonical spelling: a changed bit always changes the bytes. */
const bytes = (length: number) =>
  z.string().refine((text) => {
    const decoded = Buffer.from(text, 'base64url')
    return decoded.length === length && decoded.toString('base64url') === text
  }, `must be base64url of ${length} bytes`)

const SALT_BYTES = 16
/** 12 bytes of IV, a 32-byte key, 16 bytes of tag. */
const wrappedKey = bytes(60)
const slotId = z.string().regex(/^[a-z]+-[0-9a-f]{16}$/)
const at = z.number().int().nonnegative()

const argon2id = z
  .strictObject({
    name: z.literal('argon2id'),
    salt: bytes(SALT_BYTES),
    memoryKiB: z.number().int().max(MOST_MEMORY_KIB),
    passes: z.number().int().min(1).max(64),
    lanes: z.number().int().min(1).max(64),
  })
  .refine(({ memoryKiB, lanes }) => memoryKiB >= 8 * lanes, 'needs 8 KiB a lane (RFC 9106 §3.1)')

const hkdf = z.strictObject({ name: z.literal('hkdf-sha256'), salt: bytes(SALT_BYTES) })

const slot = <Kind extends string, Kdf extends z.ZodType>(kind: Kind, kdf: Kdf) =>
  z.strictObject({
    kind: z.literal(kind),
    id: slotId,
    createdAt: at,
    kdf,
    /** The vault key under this slot's own key. */
    wrapped: wrappedKey,
  })

const passwordSlot = slot('password', argon2id)
const recoverySlot = slot('recovery', hkdf)
const keyStoreSlot = slot('keystore', hkdf)
/** Opened once, by a code that the owner hands over; a passphrase slot takes its place. */
const invitationSlot = slot('invitation', hkdf).extend({ validUntil: at })

const slots = z
  .array(z.discriminatedUnion('kind', [passwordSlot, recoverySlot, keyStoreSlot, invitationSlot]))
  .min(1)
  .max(200)
  .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'must differ')
  .refine((all) => ['recovery', 'keystore'].every((kind) => countOf(all, kind) <= 1), {
    message: 'must hold one recovery key and one key of the key store at most',
  })

/** The first version knows one passphrase and no invitations: an older Keyrack still opens what it can hold. */
export function versionFor(all: readonly { kind: string }[]): 1 | 2 {
  return countOf(all, 'password') <= 1 && countOf(all, 'invitation') === 0 ? 1 : 2
}

function countOf(all: readonly { kind: string }[], kind: string): number {
  return all.filter((slot) => slot.kind === kind).length
}

/** What `vault.json` holds: nothing that opens the vault without a passphrase, a recovery key or a key store. */
export const vaultHeader = z
  .strictObject({
    format: z.literal('keyrack-vault'),
    version: z.literal([1, 2]),
    installId: z.string().regex(/^[0-9a-f]{32}$/),
    createdAt: at,
    slots,
    /** Keys that seal the secrets; the last one seals new ones, the others only open. */
    dataKeys: z
      .array(
        z.strictObject({
          id: z.string().regex(/^dek-workspace-[1-9]\d{0,5}$/),
          wrapped: wrappedKey,
        }),
      )
      .min(1)
      .max(1000),
    /** Over all of the above, by a sub-key of the vault key. */
    mac: bytes(32),
    /** Not covered by the MAC: it is counted while nobody has the key. */
    attempts: z.strictObject({
      failures: z.number().int().min(0).max(1_000_000),
      lastFailureAt: at,
    }),
  })
  .refine(({ version, slots }) => version === versionFor(slots), 'must be of its version')
export type VaultHeader = z.infer<typeof vaultHeader>
export type Slot = VaultHeader['slots'][number]
export type SlotKind = Slot['kind']
export type UnsignedHeader = Omit<VaultHeader, 'mac'>

const anyVersion = z.looseObject({ format: z.literal('keyrack-vault'), version: z.number() })

/** Reads the parsed `vault.json`; says in words when it is damaged or written by a newer Keyrack. */
export function parseVaultHeader(value: unknown): VaultHeader {
  const header = vaultHeader.safeParse(value)
  if (header.success) return header.data
  const other = anyVersion.safeParse(value)
  if (other.success && other.data.version > 2) {
    throw new VaultDamaged('The vault was written by a newer Keyrack. Update Keyrack to open it.')
  }
  throw new VaultDamaged(
    'The vault file is damaged. Nothing was changed; put back the last good copy of vault.json.',
    { cause: header.error },
  )
}

/** Adds the MAC over everything but the count of wrong passphrases. */
export function signHeader({ attempts, ...rest }: UnsignedHeader, macKey: Buffer): VaultHeader {
  return { ...rest, mac: macOf(rest, macKey).toString('base64url'), attempts }
}

/** Refuses a header of which anything was changed outside Keyrack, such as a removed slot or a weaker KDF. */
export function checkHeader({ mac, attempts: _, ...rest }: VaultHeader, macKey: Buffer): void {
  if (timingSafeEqual(Buffer.from(mac, 'base64url'), macOf(rest, macKey))) return
  throw new VaultDamaged(
    'The vault file was changed outside Keyrack, so it is not opened. Put back the last good copy of vault.json.',
  )
}

function macOf(rest: Omit<UnsignedHeader, 'attempts'>, macKey: Buffer): Buffer {
  return createHmac('sha256', macKey).update(canonical(rest)).digest()
}

/** JSON with sorted names: one spelling for one meaning. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
