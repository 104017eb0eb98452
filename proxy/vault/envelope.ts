import { CompactEncrypt, type CompactJWEHeaderParameters, compactDecrypt, errors } from 'jose'
import { VaultDamaged } from './problems.ts'

/** The row and column that a secret belongs to; `version` grows each time the secret is replaced. */
export interface SecretPlace {
  table: string
  row: string
  column: string
  version: number
}

export interface DataKey {
  id: string
  key: Buffer
}

const ONLY = {
  keyManagementAlgorithms: ['dir'],
  contentEncryptionAlgorithms: ['A256GCM'],
}

/** Encrypts one secret as compact JWE (RFC 7516). Its place is sealed in, so rows cannot be swapped. */
export function sealSecret(
  secret: string,
  place: SecretPlace,
  dataKey: DataKey,
  org: string,
): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(secret))
    .setProtectedHeader(headerFor(place, dataKey.id, org))
    .encrypt(dataKey.key)
}

/** Decrypts, then compares the sealed-in place with the row being read: GCM proves the header is ours, not that it is the right one. */
export async function openSecret(
  sealed: string,
  place: SecretPlace,
  dataKeys: ReadonlyMap<string, Buffer>,
  org: string,
): Promise<string> {
  if (!isCanonical(sealed)) throw damaged()
  const { plaintext, protectedHeader } = await compactDecrypt(
    sealed,
    (header: CompactJWEHeaderParameters) => {
      const key = dataKeys.get(header.kid ?? '')
      // We never compress: inflating would let a small text take much memory.
      if (!key || header.zip !== undefined) throw damaged()
      return key
    },
    ONLY,
  ).catch((cause: unknown) => {
    throw cause instanceof errors.JOSEError ? damaged(cause) : cause
  })
  const expected = headerFor(place, protectedHeader.kid ?? '', org)
  if (!sameFields(protectedHeader, expected)) {
    throw new VaultDamaged('A stored secret belongs to another row, so it is not used.')
  }
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plaintext)
}

function headerFor({ table, row, column, version }: SecretPlace, kid: string, org: string) {
  return {
    alg: 'dir',
    enc: 'A256GCM',
    kid,
    typ: 'krs1',
    tbl: table,
    row,
    col: column,
    ver: version,
    org,
  }
}

function sameFields(actual: object, expected: object): boolean {
  const wanted = Object.entries(expected)
  const found = new Map(Object.entries(actual))
  return found.size === wanted.length && wanted.every(([name, value]) => found.get(name) === value)
}

/** Base64url may end in bits that decode to nothing; only the spelling that `sealSecret` writes is taken. */
function isCanonical(sealed: string): boolean {
  return sealed
    .split('.')
    .every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
}

function damaged(cause?: unknown): VaultDamaged {
  return new VaultDamaged(
    'A stored secret cannot be opened: it was damaged or sealed by another vault. Enter it again.',
    { cause },
  )
}
