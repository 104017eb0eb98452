import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  sign,
  verify,
} from 'node:crypto'

/**
 * How the audit log is bound together. Whoever has the vault proves every entry by its MAC; whoever has only an
 * export and the public key proves it by the links between the entries and the signed checkpoints.
 */
export interface AuditEntry {
  /** 1, 2, 3 … without a gap. */
  seq: number
  at: number
  /** Id of whoever acted; null for the service itself, and while nobody knows who it is. */
  actor: string | null
  role: string | null
  source: string
  action: string
  objectType: string | null
  object: string | null
  result: string
  /** The entry whose outcome this one tells. */
  of: number | null
  /** `live`, or why it came into the chain later than it was written. */
  origin: string
  /** Commitment to the detail that lies aside, hex: the chain stays whole when the detail is erased. */
  detail: string
}

const FIELDS = [
  ...['action', 'actor', 'at', 'detail', 'object', 'objectType', 'of', 'origin', 'result'],
  ...['role', 'seq', 'source'],
]

/** One spelling for one entry: its fields by name, nothing else. */
export function canonicalEntry(entry: AuditEntry): string {
  return JSON.stringify(entry, FIELDS)
}

export function entryHash(entry: AuditEntry): Buffer {
  return createHash('sha256').update(canonicalEntry(entry)).digest()
}

/** What stands where the MAC before the first entry would. */
export const FIRST_MAC: Buffer = Buffer.alloc(32)

export function macOf(key: Uint8Array, seq: number, before: Uint8Array, hash: Uint8Array): Buffer {
  return createHmac('sha256', key).update(numbered(seq)).update(before).update(hash).digest()
}

/** What the first entry of an installation is linked to. */
export function firstLink(installId: string): Buffer {
  return createHash('sha256').update(`keyrack/v1/audit ${installId}`).digest()
}

/** The same chain without a key: anybody can compute it, and checkpoints sign it. */
export function linkOf(before: Uint8Array, hash: Uint8Array): Buffer {
  return createHash('sha256').update(before).update(hash).digest()
}

export function commitmentOf(salt: Uint8Array, detail: string): string {
  return createHmac('sha256', salt).update(detail).digest('hex')
}

/** Proves that Keyrack itself erased a detail, and by which entry. */
export function erasureMac(key: Uint8Array, seq: number, by: number): Buffer {
  return createHmac('sha256', key)
    .update('erased')
    .update(numbered(seq))
    .update(numbered(by))
    .digest()
}

/** Where the log stood, for keeping outside of the database. */
export function headMac(key: Uint8Array, seq: number, mac: Uint8Array, at: number): Buffer {
  return createHmac('sha256', key)
    .update('head')
    .update(numbered(seq))
    .update(mac)
    .update(numbered(at))
    .digest()
}

export interface CheckpointFacts {
  installId: string
  seq: number
  at: number
  /** Hex. */
  link: string
  mac: string
}

export function signCheckpoint(seed: Buffer, facts: CheckpointFacts): Buffer {
  return signBytes(seed, checkpointText(facts))
}

export function isSigned(
  publicKey: string,
  facts: CheckpointFacts,
  signature: Uint8Array,
): boolean {
  return verifyBytes(publicKey, checkpointText(facts), signature)
}

/** Where a log begins whose oldest entries were taken off: all that stands for them from then on. */
export interface BeginningFacts {
  installId: string
  /** The last entry that was taken off, with the chain as it stood there (hex). */
  seq: number
  link: string
  mac: string
  /** When, by whom (null: by itself), how many in that deletion, and which entry tells of it. */
  at: number
  actor: string | null
  taken: number
  entry: number
}

export function signBeginning(seed: Buffer, facts: BeginningFacts): Buffer {
  return signBytes(seed, beginningText(facts))
}

export function isBeginningSigned(
  publicKey: string,
  facts: BeginningFacts,
  signature: Uint8Array,
): boolean {
  return verifyBytes(publicKey, beginningText(facts), signature)
}

export function signBytes(seed: Buffer, bytes: Buffer): Buffer {
  return sign(null, bytes, privateKeyOf(seed))
}

/** False also for a key or signature that is none. */
export function verifyBytes(publicKey: string, bytes: Buffer, signature: Uint8Array): boolean {
  try {
    const spki = Buffer.concat([SPKI, Buffer.from(publicKey, 'base64')])
    return verify(
      null,
      bytes,
      createPublicKey({ key: spki, format: 'der', type: 'spki' }),
      signature,
    )
  } catch {
    return false
  }
}

/** The 32 bytes of the public half, base64. */
export function publicKeyOf(seed: Buffer): string {
  const spki = createPublicKey(privateKeyOf(seed)).export({ format: 'der', type: 'spki' })
  return spki.subarray(SPKI.length).toString('base64')
}

/** How people compare two keys: eight groups of four. */
export function fingerprintOf(publicKey: string): string {
  const hash = createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex')
  return (hash.slice(0, 32).match(/.{4}/g) ?? []).join(' ')
}

/** RFC 8410: what stands before the 32 bytes of an Ed25519 key. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')

function privateKeyOf(seed: Buffer) {
  const key = Buffer.concat([PKCS8, seed])
  try {
    return createPrivateKey({ key, format: 'der', type: 'pkcs8' })
  } finally {
    key.fill(0)
  }
}

function checkpointText({ installId, seq, at, link, mac }: CheckpointFacts): Buffer {
  return Buffer.from(JSON.stringify(['keyrack/v1/audit-checkpoint', installId, seq, at, link, mac]))
}

function beginningText(facts: BeginningFacts): Buffer {
  const { installId, seq, link, mac, at, actor, taken, entry } = facts
  const fields = [installId, seq, link, mac, at, actor, taken, entry]
  return Buffer.from(JSON.stringify(['keyrack/v1/audit-beginning', ...fields]))
}

function numbered(number: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(number))
  return bytes
}
