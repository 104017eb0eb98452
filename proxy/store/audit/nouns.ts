import type { Db } from '../db.ts'

/** How a row of each noun is read for the audit log. What is not named here never gets there. */
interface Noun {
  type: string
  table: string
  fields: readonly string[]
  /** Fields that hold JSON. */
  json?: readonly string[]
  /** The field people call it by. */
  name: string
}

/** By the prefix of their ids. */
const NOUNS: Record<string, Noun> = {
  mem: {
    ...{ type: 'member', table: 'members', name: 'name' },
    fields: [
      'name',
      'email',
      'note',
      'teamId',
      'suspendedAt',
      'keepBodies',
      'unlogged',
      'removedAt',
    ],
  },
  tea: {
    ...{ type: 'team', table: 'teams', name: 'name' },
    fields: ['name', 'note', 'keepBodies', 'unlogged', 'removedAt'],
  },
  key: {
    ...{ type: 'key', table: 'keys', name: 'label' },
    fields: [
      ...['label', 'provider', 'baseUrl', 'allowLocal', 'models', 'modelsPinned', 'options'],
      ...['paused', 'teams', 'secretChangedAt', 'removedAt'],
    ],
    json: ['models', 'options', 'teams'],
  },
  tok: {
    ...{ type: 'token', table: 'tokens', name: 'label' },
    fields: ['label', 'memberId', 'expiresAt', 'revokedAt', 'replacedById', 'unlogged'],
  },
  lim: {
    ...{ type: 'limit', table: 'limits', name: 'note' },
    fields: [
      ...['level', 'subjectId', 'each', 'metric', 'window', 'size', 'scope', 'action'],
      ...['warnAtPercent', 'note', 'removedAt'],
    ],
    json: ['window', 'scope', 'action'],
  },
  rai: {
    ...{ type: 'raise', table: 'limitRaises', name: 'note' },
    fields: ['limitId', 'memberId', 'size', 'until', 'note'],
  },
  top: {
    ...{ type: 'topUp', table: 'topUps', name: 'note' },
    fields: ['limitId', 'amount', 'note'],
  },
  adm: {
    ...{ type: 'administrator', table: 'administrators', name: 'name' },
    fields: ['name', 'role', 'teamId', 'invitedUntil', 'removedAt'],
  },
  req: {
    ...{ type: 'request', table: 'accessRequests', name: 'subject' },
    fields: ['kind', 'subject', 'memberId', 'size', 'state', 'answer', 'until'],
  },
  grt: {
    ...{ type: 'grant', table: 'modelGrants', name: 'model' },
    fields: ['memberId', 'model', 'until', 'endedAt'],
  },
  // Without its words, which are what must not be known.
  dic: {
    ...{ type: 'dictionary', table: 'maskingDictionaries', name: 'name' },
    fields: ['name', 'label', 'teamId', 'mode', 'answers', 'wholeWord', 'matchCase'],
  },
  alm: {
    ...{ type: 'alert', table: 'alarms', name: 'kind' },
    fields: ['kind', 'state', 'resolution', 'note'],
  },
  whk: {
    ...{ type: 'webhook', table: 'notifyChannels', name: 'label' },
    fields: ['label', 'isOn', 'config'],
    json: ['config'],
  },
  prc: {
    ...{ type: 'price', table: 'prices', name: 'model' },
    fields: [
      ...['provider', 'model', 'effectiveFrom', 'free', 'prices', 'tiers', 'note', 'removedAt'],
    ],
    json: ['prices', 'tiers'],
  },
}

/** Fields that hold an id; the log tells the name, which somebody understands years later. */
const NAMES: Record<string, { field: string; table: string }> = {
  teamId: { field: 'team', table: 'teams' },
  memberId: { field: 'member', table: 'members' },
}

export interface NounState {
  type: string
  id: string
  name: string | null
  /** Undefined while it is not there. */
  fields: Record<string, unknown> | undefined
}

/** How something with an id of ours stands now; undefined for what is no such id. */
export function nounState(db: Db, id: string): NounState | undefined {
  const noun = NOUNS[id.slice(0, id.indexOf('_'))]
  if (!noun) return undefined
  const columns = noun.fields.map((name) => `"${name}"`).join(', ')
  const row = db.raw.prepare(`SELECT ${columns} FROM "${noun.table}" WHERE id = ?`).get(id) as
    | Record<string, unknown>
    | undefined
  if (!row) return { type: noun.type, id, name: null, fields: undefined }
  const fields = Object.fromEntries(
    Object.entries(row).map(([name, value]) => readable(db, noun, name, value)),
  )
  const name = row[noun.name]
  return { type: noun.type, id, name: typeof name === 'string' && name ? name : null, fields }
}

function readable(db: Db, noun: Noun, name: string, value: unknown): [string, unknown] {
  if (noun.json?.includes(name)) return [name, value === null ? null : JSON.parse(String(value))]
  const named = NAMES[name]
  if (!named || value === null) return [named?.field ?? name, value]
  const row = db.raw.prepare(`SELECT name FROM "${named.table}" WHERE id = ?`).get(value)
  return [named.field, (row as { name: string } | undefined)?.name ?? value]
}
