import type { Limit } from '../../contract/limits.ts'
import { limitWords } from '../../contract/limitWords.ts'
import type { CallTrace } from '../../contract/trace.ts'
import type { Db } from '../db.ts'
import { textsOf } from '../names.ts'
import { readTrace, type StoredHeaders, type StoredTrace } from '../storedTrace.ts'

interface Traced {
  id: number
  tokenId: string | null
}

/** How a call went; null where that was not kept, or is gone already. */
export function traceOf(db: Db, { id, tokenId }: Traced): CallTrace | null {
  const { sql } = db
  const kept = db.get(
    sql
      .selectFrom('callDetails')
      .select(['trace', 'requestHeaders', 'answerHeaders'])
      .where('callId', '=', id),
  )
  if (!kept?.trace) return null
  const token =
    tokenId === null
      ? undefined
      : db.get(sql.selectFrom('tokens').select('hint').where('id', '=', tokenId))
  const texts = textsOf(db, [kept.requestHeaders, kept.answerHeaders])
  const headers = (code: number) => JSON.parse(texts.get(code) ?? '[]') as StoredHeaders
  const parts = {
    trace: JSON.parse(kept.trace) as StoredTrace,
    requestHeaders: headers(kept.requestHeaders),
    answerHeaders: headers(kept.answerHeaders),
  }
  return readTrace(parts, {
    tokenHint: token?.hint ?? 'krk_m_…',
    nameOf: (named) => nameOf(db, named),
  })
}

/** Keys and limits that were removed keep theirs. */
function nameOf(db: Db, id: string): string | undefined {
  const { sql } = db
  if (id.startsWith('key_'))
    return db.get(sql.selectFrom('keys').select('label').where('id', '=', id))?.label
  const limit = db.get(
    sql.selectFrom('limits').select(['metric', 'window', 'size']).where('id', '=', id),
  )
  return limit && limitWords({ ...limit, window: JSON.parse(limit.window) as Limit['window'] })
}
