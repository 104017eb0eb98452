import type { UsageDimension } from '../../../contract/usage.ts'
import type { Db } from '../../db.ts'
import { NO_NAME, textsOf } from '../../names.ts'
import type { Gathered } from './gather.ts'

/** Calls that were refused before it was known whom or what they were for. */
export const NOBODY: Record<UsageDimension, string> = {
  member: '(no member)',
  team: '(no team)',
  token: '(no token)',
  key: '(no key)',
  provider: '(no provider)',
  model: '(no model)',
  endpoint: '(no endpoint)',
  status: '(no status)',
  client: '(not said)',
}

export interface Group {
  value: string | null
  label: string
}

/** Turns the codes of groups into what they stand for, with the names of members, teams, tokens and keys as they are now. */
export function groupReader(
  db: Db,
  by: readonly UsageDimension[],
  found: readonly Gathered[],
): (codes: readonly number[]) => Group[] {
  const texts = textsOf(
    db,
    found.flatMap(({ groups }) => groups),
  )
  const names = by.map((dimension) => namesFor(db, dimension))
  return function read(codes) {
    let place = 0
    return by.map((dimension, index): Group => {
      const code = codes[place++] ?? NO_NAME
      const text = texts.get(code) ?? null
      if (dimension === 'status') return statusGroup(text ?? '', codes[place++] ?? 0)
      if (text === null) return { value: null, label: NOBODY[dimension] }
      return { value: text, label: names[index]?.get(text) ?? text }
    })
  }
}

/** Only where something went wrong does the status tell more than the outcome. */
function statusGroup(outcome: string, status: number): Group {
  const isWrong = (outcome === 'refused' || outcome === 'failed') && status > 0
  const value = isWrong ? `${outcome} ${status}` : outcome
  return { value, label: value }
}

/** Names by id. Removed ones keep their rows, and with them their names. */
export function namesFor(db: Db, dimension: UsageDimension): Map<string, string> {
  const { sql } = db
  const rows = () => {
    if (dimension === 'member') return db.all(sql.selectFrom('members').select(['id', 'name']))
    if (dimension === 'team') return db.all(sql.selectFrom('teams').select(['id', 'name']))
    if (dimension === 'key') return db.all(sql.selectFrom('keys').select(['id', 'label as name']))
    if (dimension === 'token') return tokens(db)
    return []
  }
  return new Map(rows().map(({ id, name }) => [id, name]))
}

/** Tokens by member and label: a label alone is often the same for everybody. */
function tokens(db: Db): { id: string; name: string }[] {
  return db
    .all(
      db.sql
        .selectFrom('tokens')
        .innerJoin('members', 'members.id', 'tokens.memberId')
        .select(['tokens.id', 'tokens.label', 'tokens.hint', 'members.name']),
    )
    .map(({ id, label, hint, name }) => ({ id, name: `${name} · ${label || hint}` }))
}
