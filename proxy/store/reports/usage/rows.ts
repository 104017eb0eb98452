import type { UsageFilter } from '../../../contract/usage.ts'
import { tokensOf, type UsageRow } from '../../../contract/usageExport.ts'
import type { Db } from '../../db.ts'
import { NO_NAME, textsOf } from '../../names.ts'
import { figuresOf, gather } from './gather.ts'
import { NOBODY, namesFor } from './labels.ts'
import { PriceLists } from './priceLists.ts'

/** What the rows of a report tell apart, in the order in which they are sorted. */
const BY = ['team', 'member', 'token', 'provider', 'key', 'model'] as const

export interface RowsQuestion {
  from: number
  /** The first moment left out. */
  to: number
  filter: UsageFilter
  teamId?: string | undefined
  timeZone: string
}

/** Reads what calls add up to by everything a report tells apart at once, stretch by stretch under the same names. */
export class UsageRows {
  readonly #db: Db
  readonly #names: ReadonlyMap<string, string>[]
  readonly #priceLists: PriceLists

  constructor(db: Db) {
    this.#db = db
    this.#names = BY.map((dimension) =>
      dimension === 'token' ? tokenLabels(db) : namesFor(db, dimension),
    )
    this.#priceLists = new PriceLists(db)
  }

  /** The rows of one stretch, such as a day; in an order of its own, so that two reports are the same. */
  of(question: RowsQuestion): UsageRow[] {
    const found = gather(this.#db, { ...question, step: 'none', by: BY, latency: false })
    const texts = textsOf(
      this.#db,
      found.flatMap(({ groups }) => groups),
    )
    const listsOf = this.#priceLists.within(question)
    const rows = found.map((sums): UsageRow => {
      const { usage, calls, failed, refused, unpriced, costNanoUsd } = figuresOf(sums)
      const ids = sums.groups.map((code) => texts.get(code) ?? null)
      const [teamId = null, memberId = null, tokenId = null, provider = null] = ids
      const [, , , , keyId = null, model = null] = ids
      const label = (place: number) => {
        const id = ids[place]
        if (id == null) return NOBODY[BY[place] ?? 'member']
        return this.#names[place]?.get(id) ?? id
      }
      const [, , , providerCode = NO_NAME, keyCode = NO_NAME, modelCode = NO_NAME] = sums.groups
      return {
        ...{ teamId, team: label(0), memberId, member: label(1), tokenId, token: label(2) },
        ...{ provider, keyId, key: label(4), model, ...tokensOf(usage) },
        ...{ calls, failed, refused, unpriced, costNanoUsd },
        priceLists: listsOf({ providerCode, keyCode, modelCode, provider, keyId, model }),
      }
    })
    return rows.sort(inOrder)
  }
}

/** Beside the member's name a label needs not to say whose it is. */
function tokenLabels(db: Db): Map<string, string> {
  const tokens = db.all(db.sql.selectFrom('tokens').select(['id', 'label', 'hint']))
  return new Map(tokens.map(({ id, label, hint }) => [id, label || hint]))
}

const nameOf = ({ team, teamId, member, memberId, token, tokenId, key, keyId, ...row }: UsageRow) =>
  [team, teamId, member, memberId, token, tokenId, row.provider, key, keyId, row.model].join('\n')

/** By code units: the same on every computer, whatever its language. */
function inOrder(a: UsageRow, b: UsageRow): number {
  const [one, other] = [nameOf(a), nameOf(b)]
  return one < other ? -1 : one > other ? 1 : 0
}
