import { BILL_CAUSES, type BillCause, type BillCell, type BillLine } from '../../contract/bill.ts'
import type { Suspect } from './causeOf.ts'
import { DAY_MS, type OwnHour } from './ownIndex.ts'

/** A price is the same every day; money that goes up and down by more than this is no matter of a price. */
const STEADY = 0.02

/** Cells with the same cause, as one finding each; what matters most comes first. */
export function gatherCauses(
  suspects: readonly Suspect[],
  cells: readonly BillCell[],
  hours: readonly OwnHour[],
): BillCause[] {
  const groups = new Map<string, Suspect[]>()
  for (const suspect of unsteadyAsOutside(suspects)) {
    const { cause, keyId, model } = suspect.cell
    const name = JSON.stringify([cause, keyId, cause === 'price' ? model : null])
    groups.set(name, [...(groups.get(name) ?? []), suspect])
  }
  const causes = [...groups.values()].map((group) => causeFrom(group, cells, hours))
  return causes.sort(
    (a, b) =>
      Number(b.likely) - Number(a.likely) ||
      BILL_CAUSES.indexOf(a.kind) - BILL_CAUSES.indexOf(b.kind) ||
      Math.abs(b.costNanoUsd ?? 0) - Math.abs(a.costNanoUsd ?? 0),
  )
}

/** Where only money is told, a model that costs now this and now that much more is used by others. */
function unsteadyAsOutside(suspects: readonly Suspect[]): readonly Suspect[] {
  const groups = new Map<string, number[]>()
  const nameOf = ({ cell }: Suspect) => JSON.stringify([cell.keyId, cell.model])
  const isMoneyOnly = ({ cell }: Suspect) =>
    cell.cause === 'price' && cell.theirs.tokens === null && cell.theirs.requests === null
  for (const suspect of suspects.filter(isMoneyOnly)) {
    const name = nameOf(suspect)
    groups.set(name, [...(groups.get(name) ?? []), factorOf([suspect]) ?? 0])
  }
  for (const suspect of suspects) {
    const factors = groups.get(nameOf(suspect)) ?? []
    const isSteady = Math.max(...factors) - Math.min(...factors) <= STEADY * Math.max(...factors)
    if (!isMoneyOnly(suspect) || isSteady) continue
    suspect.cell.cause = (suspect.difference.costNanoUsd ?? 0) > 0 ? 'outside' : 'missing'
  }
  return suspects
}

function causeFrom(
  group: readonly Suspect[],
  cells: readonly BillCell[],
  hours: readonly OwnHour[],
): BillCause {
  const kind = group[0]?.cell.cause ?? 'other'
  const keyId = group[0]?.cell.keyId ?? null
  const days = sorted(group.map(({ cell }) => cell.day))
  const models = [...new Set(group.flatMap(({ cell }) => cell.model ?? []))].sort()
  const isOutside = kind === 'outside'
  const own = hours.filter((hour) => keyId === null || hour.keyId === keyId)
  const activeDays = new Set(own.map(({ at }) => Math.floor(at / DAY_MS) * DAY_MS))
  const silentDays = isOutside ? days.filter((day) => !activeDays.has(day)) : []
  const known = group[0]?.known.get(keyId)
  const newModels = isOutside ? models.filter((model) => known?.has(model) !== true) : []
  const isCounted = group.some(({ cell }) => cell.theirs.requests !== null)
  return {
    ...{ kind, keyId, keyLabel: null, models, days, silentDays, newModels, note: '' },
    // One odd day of money alone may have other reasons; calls that are counted do not.
    likely: isOutside
      ? isCounted || silentDays.length > 0 || newModels.length > 0 || days.length > 1
      : kind !== 'counted' && kind !== 'missing',
    requests: sumOf(group, ({ requests }) => requests),
    tokens: sumOf(group, ({ tokens }) => tokens),
    costNanoUsd: sumOf(group, ({ costNanoUsd }) => costNanoUsd) ?? moneyBeside(group, cells),
    factor: kind === 'price' ? factorOf(group) : kind === 'days' ? (group[0]?.shift ?? null) : null,
  }
}

/** Charges that are for no model: each once, with what it adds up to. */
export function otherCharges(lines: readonly BillLine[]): BillCause[] {
  const charges = new Map<string, BillLine[]>()
  for (const line of lines) {
    if (line.what !== null) charges.set(line.what, [...(charges.get(line.what) ?? []), line])
  }
  return [...charges].flatMap(([note, found]): BillCause[] => {
    const costNanoUsd = found.reduce((sum, { costNanoUsd: each }) => sum + (each ?? 0), 0)
    if (costNanoUsd === 0) return []
    return [
      {
        ...{ kind: 'other', likely: true, keyId: null, keyLabel: null, models: [] },
        ...{ days: sorted(found.map(({ day }) => day)), silentDays: [], newModels: [] },
        ...{ requests: null, tokens: null, costNanoUsd, factor: null, note },
      },
    ]
  })
}

/** Usage without money: what a file of costs says of the same days and models, where there is one. */
function moneyBeside(group: readonly Suspect[], cells: readonly BillCell[]): number | null {
  const places = new Set(group.map(({ cell }) => `${cell.day} ${cell.model}`))
  const beside = cells.filter(
    ({ day, model, theirs, agrees }) =>
      !agrees && theirs.costNanoUsd !== null && places.has(`${day} ${model}`),
  )
  if (beside.length === 0) return null
  return beside.reduce(
    (sum, { theirs, ours }) => sum + (theirs.costNanoUsd ?? 0) - ours.costNanoUsd,
    0,
  )
}

function factorOf(group: readonly Suspect[]): number | null {
  const ours = group.reduce((sum, { cell }) => sum + cell.ours.costNanoUsd, 0)
  const theirs = group.reduce((sum, { cell }) => sum + (cell.theirs.costNanoUsd ?? 0), 0)
  return ours === 0 ? null : theirs / ours
}

function sumOf(
  group: readonly Suspect[],
  of: (difference: Suspect['difference']) => number | null,
) {
  const told = group.flatMap(({ difference }) => of(difference) ?? [])
  return told.length === 0 ? null : told.reduce((sum, each) => sum + each, 0)
}

const sorted = (days: readonly number[]) => [...new Set(days)].sort((a, b) => a - b)
