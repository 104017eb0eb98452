import {
  addUsageSums,
  noUsageSums,
  type UsageRow,
  type UsageSums,
} from '../../contract/usageExport.ts'

/** What one line of a table adds up: now, and in the range before. */
export interface Group {
  id: string | null
  name: string
  now: UsageSums
  before: UsageSums
}

export const GROUPINGS = ['team', 'member', 'model', 'key'] as const
export type Grouping = (typeof GROUPINGS)[number]

/** All that is told of one team, or of everybody. */
export interface Sheet extends Group {
  /** Sums of each day that had calls, by when it began. */
  days: Map<number, UsageSums>
  by: Record<Grouping, Map<string | null, Group>>
  priceLists: Set<string>
  /** Models that were called without a known price, with the number of those calls. */
  unpriced: Map<string, number>
}

/** Adds rows up for the printed report: for everybody together, and for each team. */
export class Sheets {
  readonly whole = newSheet(null, '')
  readonly teams = new Map<string | null, Sheet>()

  /** The rows of a day of the range itself. */
  add(day: number, rows: readonly UsageRow[]): void {
    for (const row of rows) {
      for (const sheet of [this.whole, this.#teamOf(row)]) {
        addUsageSums(sheet.now, row)
        const sums = sheet.days.get(day) ?? noUsageSums()
        sheet.days.set(day, sums)
        addUsageSums(sums, row)
        for (const group of groupsOf(sheet, row)) addUsageSums(group.now, row)
        for (const list of row.priceLists) sheet.priceLists.add(list)
        if (row.unpriced === 0) continue
        const name = row.model ?? 'no model'
        sheet.unpriced.set(name, (sheet.unpriced.get(name) ?? 0) + row.unpriced)
      }
    }
  }

  /** The rows of the range before, whatever their day. */
  addBefore(rows: readonly UsageRow[]): void {
    for (const row of rows) {
      for (const sheet of [this.whole, this.#teamOf(row)]) {
        addUsageSums(sheet.before, row)
        for (const group of groupsOf(sheet, row)) addUsageSums(group.before, row)
      }
    }
  }

  /** The teams that had calls in the range, by name; calls without a team come last. */
  inOrder(): Sheet[] {
    return [...this.teams.values()]
      .filter(({ now }) => now.calls > 0)
      .sort((a, b) => {
        if ((a.id === null) !== (b.id === null)) return a.id === null ? 1 : -1
        return a.name < b.name ? -1 : a.name > b.name ? 1 : (a.id ?? '') < (b.id ?? '') ? -1 : 1
      })
  }

  #teamOf({ teamId, team }: UsageRow): Sheet {
    const known = this.teams.get(teamId)
    if (known) return known
    const sheet = newSheet(teamId, team)
    this.teams.set(teamId, sheet)
    return sheet
  }
}

function newSheet(id: string | null, name: string): Sheet {
  return {
    ...{ id, name, now: noUsageSums(), before: noUsageSums(), days: new Map() },
    by: { team: new Map(), member: new Map(), model: new Map(), key: new Map() },
    ...{ priceLists: new Set(), unpriced: new Map() },
  }
}

function groupsOf({ by }: Sheet, row: UsageRow): Group[] {
  const labels: Record<Grouping, [id: string | null, name: string]> = {
    team: [row.teamId, row.team],
    member: [row.memberId, row.member],
    model: [row.model, row.model ?? '(no model)'],
    key: [row.keyId, row.key],
  }
  return GROUPINGS.map((grouping) => {
    const [id, name] = labels[grouping]
    const known = by[grouping].get(id)
    if (known) return known
    const group = { id, name, now: noUsageSums(), before: noUsageSums() }
    by[grouping].set(id, group)
    return group
  })
}
