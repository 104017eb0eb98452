import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { parseCallId } from '../../base/ids.ts'
import { INPUT_BUCKETS, OUTPUT_BUCKETS } from '../../contract/amounts.ts'
import type {
  NameField,
  NameValue,
  RangeField,
  StatusValue,
  Term,
} from '../../contract/callQuery.ts'
import type { Range } from '../../contract/filterRanges.ts'
import { fits, fold } from '../../contract/filterText.ts'
import type { Db } from '../db.ts'

type Condition = RawBuilder<SqlBool>

/** One condition of a filter as SQL on `calls`. What is unknown fulfils nothing, so an exclusion keeps it. */
export function termCondition(db: Db, term: Term): Condition {
  const held = sql<SqlBool>`coalesce(${conditionOf(db, term)}, 0)`
  return term.negated ? sql<SqlBool>`not ${held}` : held
}

function conditionOf(db: Db, term: Term): Condition {
  if (term.field === null) return freeText(db, term.text)
  if ('names' in term) return any(term.names.map((name) => isNamed(db, term.field, name)))
  if ('ranges' in term) {
    const value = NUMBERS[term.field]
    return any(term.ranges.map((range) => lies(value, range)))
  }
  switch (term.field) {
    case 'status':
      return any(term.statuses.map(hasStatus))
    case 'price':
      return isAmong(calls('priceState'), term.choices)
    case 'streamed':
      return isAmong(
        calls('streamed'),
        term.choices.map((choice) => (choice === 'yes' ? 1 : 0)),
      )
    default:
      return isAmong(
        calls('id'),
        term.ids.map((id) => parseCallId(id) ?? -1),
      )
  }
}

/** Names that stand in a table of their own: the ids of those that fit are looked up once. Removed ones stay known. */
const NAMED = {
  member: {
    column: 'memberId',
    all: (db: Db) => db.all(db.sql.selectFrom('members').select(['id', 'name'])),
  },
  team: {
    column: 'teamId',
    all: (db: Db) => db.all(db.sql.selectFrom('teams').select(['id', 'name'])),
  },
  token: {
    column: 'tokenId',
    all: (db: Db) => db.all(db.sql.selectFrom('tokens').select(['id', 'label as name'])),
  },
  key: {
    column: 'keyId',
    all: (db: Db) => db.all(db.sql.selectFrom('keys').select(['id', 'label as name'])),
  },
} as const
type Named = keyof typeof NAMED
const isTable = (field: NameField): field is Named => Object.hasOwn(NAMED, field)

/** Names that stand in the ledger itself. */
const WRITTEN = ['provider', 'model', 'endpoint', 'client', 'address', 'reason'] as const

function isNamed(db: Db, field: NameField, name: NameValue): Condition {
  const column = calls(isTable(field) ? NAMED[field].column : field)
  if (name === 'none') return sql<SqlBool>`${column} is null`
  if (!isTable(field)) return isWritten(db, field, name)
  return isAmong(column, [...idsNamed(db, field, (text) => fits(text, name)), name.text])
}

function idsNamed(db: Db, field: Named, isMeant: (name: string) => boolean): string[] {
  return NAMED[field].all(db).flatMap(({ id, name }) => (isMeant(name) ? id : []))
}

function freeText(db: Db, text: string): Condition {
  const wanted = fold(text)
  const holds = (held: string) => fold(held).includes(wanted)
  return any([
    ...(Object.keys(NAMED) as Named[]).map((field) =>
      isAmong(calls(NAMED[field].column), idsNamed(db, field, holds)),
    ),
    ...WRITTEN.map((field) => isWritten(db, field, wanted)),
  ])
}

function isWritten(
  db: Db,
  field: (typeof WRITTEN)[number],
  meant: { text: string; quoted: boolean } | string,
): Condition {
  teach(db)
  const column = calls(field)
  return typeof meant === 'string'
    ? sql<SqlBool>`holdsText(${column}, ${meant})`
    : sql<SqlBool>`fitsText(${column}, ${meant.text}, ${meant.quoted ? 1 : 0})`
}

const taught = new WeakSet<Db>()

/** The two ways in which a filter looks at a text; what somebody typed is never a pattern of SQL. */
function teach(db: Db): void {
  if (taught.has(db)) return
  taught.add(db)
  db.raw.function('holdsText', { deterministic: true }, (held, wanted) =>
    fold(String(held ?? '')).includes(String(wanted)) ? 1 : 0,
  )
  db.raw.function('fitsText', { deterministic: true }, (held, text, quoted) =>
    held !== null && fits(String(held), { text: String(text), quoted: quoted === 1 }) ? 1 : 0,
  )
}

function hasStatus(status: StatusValue): Condition {
  if ('outcome' in status) return sql<SqlBool>`${calls('outcome')} = ${status.outcome}`
  return lies(calls('status'), status)
}

function lies(value: RawBuilder<unknown>, { from, to }: Range): Condition {
  return sql<SqlBool>`${value} between ${from ?? Number.MIN_SAFE_INTEGER} and ${to ?? Number.MAX_SAFE_INTEGER}`
}

const sumOf = (columns: readonly string[]) => sql`(${sql.join(columns.map(calls), sql` + `)})`

const NUMBERS: Record<RangeField, RawBuilder<unknown>> = {
  cost: calls('costNanoUsd'),
  ms: calls('totalMs'),
  first: calls('firstByteMs'),
  input: sumOf(INPUT_BUCKETS),
  output: sumOf(OUTPUT_BUCKETS),
  cached: calls('cachedRead'),
  tokens: sumOf([...INPUT_BUCKETS, ...OUTPUT_BUCKETS]),
}

/** A list of any length is one parameter, so that one statement serves them all. */
function isAmong(column: RawBuilder<unknown>, values: readonly (string | number)[]): Condition {
  return sql<SqlBool>`${column} in (select value from json_each(${JSON.stringify(values)}))`
}

function any(conditions: Condition[]): Condition {
  return sql<SqlBool>`(${sql.join(conditions, sql` or `)})`
}

function calls(column: string): RawBuilder<unknown> {
  return sql`${sql.ref(`calls.${column}`)}`
}
