import type { Db } from '../db.ts'

interface Known {
  /** Erasures until then: each gives texts to numbers that had others before. */
  erasures: number
  codes: number[]
  texts: string[]
}

const kept = new WeakMap<Db, Known>()

/** Codes of the ledger's texts for which something holds; each text is read once, until somebody is erased. */
export function codesThat(db: Db, isMeant: (text: string) => boolean): number[] {
  const { codes, texts } = known(db)
  return codes.filter((_, index) => isMeant(texts[index] ?? ''))
}

/** The texts themselves. */
export function textsThat(db: Db, isMeant: (text: string) => boolean): string[] {
  return known(db).texts.filter(isMeant)
}

function known(db: Db): Known {
  const erasures = db.raw.prepare<[], number>('SELECT count(*) FROM erasures').pluck().get() ?? 0
  const before = kept.get(db)
  const all = before?.erasures === erasures ? before : { erasures, codes: [], texts: [] }
  kept.set(db, all)
  const newer = db.raw
    .prepare<[number], [number, string]>(
      'SELECT code, text FROM names WHERE code > ? ORDER BY code',
    )
    .raw()
  for (const [code, text] of newer.iterate(all.codes.at(-1) ?? 0) as Iterable<[number, string]>) {
    all.codes.push(code)
    all.texts.push(text)
  }
  return all
}
