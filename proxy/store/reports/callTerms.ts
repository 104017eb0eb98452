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
import { CODES, NO_NAME } from '../names.ts'
import { fromRow, type RolledBy } from '../rollups/columns.ts'
import {
  conditionText,
  type RollupColumn,
  type Condition as RollupCondition,
} from '../rollups/conditions.ts'
import { codesThat } from './knownTexts.ts'

type Condition = RawBuilder<SqlBool>

/** No count of anything is larger. */
const MOST_COUNT = Number.MAX_SAFE_INTEGER

/**
 * One condition of a filter as SQL on the columns of `callRows`. Names are looked up first, so that the rows are held against small
 * numbers only. What is unknown fulfils nothing, so an exclusion keeps it.
 */
export function termCondition(db: Db, term: Term): Condition {
  const told = toldApart(db, term)
  // Without a look into a list of one, and nothing of it is null: the commonest conditions are the fastest.
  if (told) {
    return sql.raw(conditionText(told, (name) => fromRow(name as RolledBy)))
  }
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
    case 'price':
      return isAmong(
        column('priceState'),
        term.choices.map((choice) => CODES[choice as keyof typeof CODES]),
      )
    case 'streamed':
      return isAmong(
        column('streamed'),
        term.choices.map((choice) => (choice === 'yes' ? 1 : 0)),
      )
    default:
      return isAmong(
        column('id'),
        ('ids' in term ? term.ids : []).map((id) => parseCallId(id) ?? -1),
      )
  }
}

/** Names that stand in a table of their own; a row holds the code of their id. Removed ones stay known. */
const NAMED = {
  member: (db: Db) => db.all(db.sql.selectFrom('members').select(['id', 'name'])),
  team: (db: Db) => db.all(db.sql.selectFrom('teams').select(['id', 'name'])),
  token: (db: Db) => db.all(db.sql.selectFrom('tokens').select(['id', 'label as name'])),
  key: (db: Db) => db.all(db.sql.selectFrom('keys').select(['id', 'label as name'])),
} as const
export type Named = keyof typeof NAMED
export const isTable = (field: string): field is Named => Object.hasOwn(NAMED, field)

/** Names that stand in the ledger itself. */
const WRITTEN = ['provider', 'model', 'endpoint', 'client', 'address', 'reason'] as const

function isNamed(db: Db, field: NameField, name: NameValue): Condition {
  if (name === 'none') return sql<SqlBool>`${column(field)} = ${NO_NAME}`
  const codes = codesNamed(db, field, name)
  if (field !== 'client') return isAmong(column(field), codes)
  // A client is meant by its family as well, as reports name it.
  return any([isAmong(column('client'), codes), isAmong(column('family'), codes)])
}

function codesNamed(db: Db, field: NameField, name: NameValue): number[] {
  if (name === 'none') return [NO_NAME]
  if (!isTable(field)) return codesThat(db, (text) => fits(text, name))
  const ids = idsNamed(db, field, (text) => fits(text, name)).add(name.text)
  return codesThat(db, (text) => ids.has(text))
}

function freeText(db: Db, text: string): Condition {
  const wanted = fold(text)
  const holds = (held: string) => fold(held).includes(wanted)
  const codes = codesThat(db, holds)
  return any([
    ...(Object.keys(NAMED) as Named[]).map((field) => {
      const ids = idsNamed(db, field, holds)
      return isAmong(column(field), ids.size === 0 ? [] : codesThat(db, (id) => ids.has(id)))
    }),
    ...WRITTEN.map((field) => isAmong(column(field), codes)),
  ])
}

export function idsNamed(db: Db, field: Named, isMeant: (name: string) => boolean): Set<string> {
  return new Set(NAMED[field](db).flatMap(({ id, name }) => (isMeant(name) ? id : [])))
}

function lies(value: RawBuilder<unknown>, { from, to }: Range): Condition {
  return sql<SqlBool>`${value} between ${from ?? Number.MIN_SAFE_INTEGER} and ${to ?? Number.MAX_SAFE_INTEGER}`
}

const NUMBERS: Record<RangeField, RawBuilder<unknown>> = {
  cost: column('costNanoUsd'),
  ms: column('totalMs'),
  first: column('firstByteMs'),
  input: sumOfColumns(INPUT_BUCKETS),
  output: sumOfColumns(OUTPUT_BUCKETS),
  cached: column('cachedRead'),
  tokens: sumOfColumns([...INPUT_BUCKETS, ...OUTPUT_BUCKETS]),
}

/** What rollups tell apart as exactly as rows do. */
const TOLD_APART = ['member', 'team', 'token', 'key', 'provider', 'model', 'endpoint'] as const
const MOST: Partial<Record<RangeField, RollupColumn>> = {
  ...{ cost: 'mostCostNanoUsd', ms: 'mostTotalMs', first: 'mostFirstByteMs' },
  // None of them is more than all tokens together.
  ...{ tokens: 'mostTokens', input: 'mostTokens', output: 'mostTokens', cached: 'mostTokens' },
}

/**
 * What a rollup must fulfil to hold calls that fulfil a term; undefined where it cannot tell. It may promise too much,
 * never too little.
 */
export function rollupCondition(db: Db, term: Term): RollupCondition | undefined {
  const told = toldApart(db, term)
  if (told) return told
  if (term.negated) return undefined
  if (term.field === 'price' && term.choices.every((choice) => choice === 'unknown'))
    return { column: 'unpriced', from: 1, to: MOST_COUNT }
  if (!('ranges' in term)) return undefined
  const most = MOST[term.field]
  const least = Math.min(...term.ranges.map(({ from }) => from ?? 0))
  return most !== undefined && least > 0 ? { column: most, from: least, to: MOST_COUNT } : undefined
}

/** The condition of a term for which a rollup holds nothing but calls that fulfil it, or none of them. */
function toldApart(db: Db, term: Term): RollupCondition | undefined {
  const column = TOLD_APART.find((field) => field === term.field)
  const held: RollupCondition | undefined =
    term.field === 'status'
      ? { any: term.statuses.map(hasStatus) }
      : column !== undefined && 'names' in term
        ? { column, among: term.names.flatMap((name) => codesNamed(db, column, name)) }
        : undefined
  return held && term.negated ? { not: held } : held
}

function hasStatus(status: StatusValue): RollupCondition {
  return 'outcome' in status
    ? { column: 'outcome', among: [CODES[status.outcome]] }
    : { column: 'status', from: status.from, to: status.to }
}

export function sumOfColumns(columns: readonly string[]): RawBuilder<number> {
  return sql<number>`(${sql.join(columns.map(column), sql` + `)})`
}

/** A list of any length is one parameter, so that one statement serves them all. */
function isAmong(value: RawBuilder<unknown>, values: readonly number[]): Condition {
  return sql<SqlBool>`${value} in (select value from json_each(${JSON.stringify(values)}))`
}

function any(conditions: Condition[]): Condition {
  return sql<SqlBool>`(${sql.join(conditions, sql` or `)})`
}

/** Rollups tell calls apart by columns of the same names, so a condition may be meant for either. */
function column(name: string): RawBuilder<unknown> {
  return sql`${sql.ref(name)}`
}
