import type { KeyHealth } from '../contract/keys.ts'
import type { Db } from './db.ts'
import type { KeyRow } from './schema/keys.ts'

/** A key without its secret. */
export type ListedKey = Omit<KeyRow, 'sealed' | 'sealVersion' | 'secretMark'>

const LISTED = [
  'id',
  'provider',
  'preset',
  'label',
  'hint',
  'baseUrl',
  'allowLocal',
  'models',
  'modelsPinned',
  'options',
  'paused',
  'health',
  'healthNote',
  'testedAt',
  'createdAt',
  'secretChangedAt',
  'lastUsedAt',
  'removedAt',
  'teams',
] as const satisfies (keyof ListedKey)[]

/** Every key that was not removed, by label; the sealed secrets stay out. */
export function listKeys(db: Db): ListedKey[] {
  return db.all(
    db.sql.selectFrom('keys').select(LISTED).where('removedAt', 'is', null).orderBy('label'),
  )
}

/** Keys with their sealed secrets, oldest first: for the gateway, which opens them when it sends. */
export function listSealedKeys(db: Db): KeyRow[] {
  return db.all(
    db.sql
      .selectFrom('keys')
      .selectAll()
      .where('removedAt', 'is', null)
      .orderBy('createdAt')
      .orderBy('id'),
  )
}

/** One key with its sealed secret. */
export function findKey(db: Db, id: string): KeyRow | undefined {
  return db.get(
    db.sql.selectFrom('keys').selectAll().where('id', '=', id).where('removedAt', 'is', null),
  )
}

/** Which stored keys hold which secrets, by the secrets' marks. */
export function secretMarks(db: Db): { label: string; secretMark: string | null }[] {
  return db.all(
    db.sql
      .selectFrom('keys')
      .select(['label', 'secretMark'])
      .where('removedAt', 'is', null)
      .where('secretMark', 'is not', null),
  )
}

export function hasSealedKeys(db: Db): boolean {
  const query = db.sql.selectFrom('keys').select('id').where('sealed', 'is not', null).limit(1)
  return db.get(query) !== undefined
}

export function insertKey(db: Db, key: KeyRow): void {
  db.run(db.sql.insertInto('keys').values(key))
}

export type KeyFields = Partial<Omit<KeyRow, 'id' | 'provider' | 'createdAt'>>

export function updateKey(db: Db, id: string, fields: KeyFields): void {
  if (Object.keys(fields).length === 0) return
  db.run(db.sql.updateTable('keys').set(fields).where('id', '=', id).where('removedAt', 'is', null))
}

/**
 * Puts a new secret (and what changes with it) in the place of version `replaced`; false when somebody else
 * was faster: a secret must never end up beside an address that was typed for another one.
 */
export function replaceSecret(db: Db, id: string, replaced: number, fields: KeyFields): boolean {
  return (
    db.run(
      db.sql
        .updateTable('keys')
        .set(fields)
        .where('id', '=', id)
        .where('sealVersion', '=', replaced)
        .where('removedAt', 'is', null),
    ) > 0
  )
}

/** What a call or a test learned of a key. `note` is one sentence without any secret. */
export function noteKeyHealth(db: Db, id: string, health: KeyHealth, note: string | null): void {
  updateKey(db, id, { health, healthNote: note })
}

/**
 * Removes a key: its secret is wiped for good (`secure_delete` overwrites it on disk); its name stays, so that
 * past calls still say what they went through.
 */
export function removeKey(db: Db, id: string, now: number): void {
  updateKey(db, id, {
    sealed: null,
    secretMark: null,
    hint: '',
    options: '{}',
    models: '[]',
    paused: 1,
    healthNote: null,
    removedAt: now,
  })
}
