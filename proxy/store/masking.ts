import type { Dictionary, MaskRules } from '../contract/masking.ts'
import type { Db } from './db.ts'
import type { MaskingDictionaryRow } from './schema/masking.ts'

/** What the workspace (team id null) and the teams say. */
export function listMaskRules(db: Db): { teamId: string | null; rules: MaskRules }[] {
  return db
    .all(db.sql.selectFrom('maskingRules').selectAll().orderBy('teamId'))
    .map(({ teamId, rules }) => ({ teamId: teamId || null, rules: JSON.parse(rules) as MaskRules }))
}

/** Rules that say nothing are removed. */
export function saveMaskRules(db: Db, teamId: string | null, rules: MaskRules): void {
  const key = teamId ?? ''
  if (Object.keys(rules).length === 0) {
    db.run(db.sql.deleteFrom('maskingRules').where('teamId', '=', key))
    return
  }
  const text = JSON.stringify(rules)
  db.run(
    db.sql
      .insertInto('maskingRules')
      .values({ teamId: key, rules: text })
      .onConflict((row) => row.column('teamId').doUpdateSet({ rules: text })),
  )
}

export type StoredDictionary = Dictionary & { terms: string[] }

/** Every dictionary with its words, by name. */
export function listDictionaries(db: Db): StoredDictionary[] {
  return db.all(db.sql.selectFrom('maskingDictionaries').selectAll().orderBy('name')).map(fromRow)
}

export function findDictionary(db: Db, id: string): StoredDictionary | undefined {
  const row = db.get(db.sql.selectFrom('maskingDictionaries').selectAll().where('id', '=', id))
  return row && fromRow(row)
}

export function saveDictionary(db: Db, dictionary: StoredDictionary): void {
  const { rule, terms, wholeWord, matchCase, ...plain } = dictionary
  const row: MaskingDictionaryRow = {
    ...plain,
    mode: rule.mode,
    answers: rule.answers ? 1 : 0,
    wholeWord: wholeWord ? 1 : 0,
    matchCase: matchCase ? 1 : 0,
    terms: JSON.stringify(terms),
  }
  db.run(
    db.sql
      .insertInto('maskingDictionaries')
      .values(row)
      .onConflict((one) => one.column('id').doUpdateSet(row)),
  )
}

/** False when it was not there. */
export function removeDictionary(db: Db, id: string): boolean {
  return db.run(db.sql.deleteFrom('maskingDictionaries').where('id', '=', id)) > 0
}

function fromRow(row: MaskingDictionaryRow): StoredDictionary {
  const { mode, answers, wholeWord, matchCase, terms, ...plain } = row
  return {
    ...plain,
    rule: { mode, answers: answers === 1 },
    wholeWord: wholeWord === 1,
    matchCase: matchCase === 1,
    terms: JSON.parse(terms) as string[],
  }
}
