import type { AlarmKind } from '../../proxy/contract/alarmRules.ts'
import type { Company, Person } from './company.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Something out of the ordinary that was planted into the year. */
export interface Incident {
  name: 'leak' | 'runaway' | 'launch' | 'waking' | 'errors' | 'newModel' | 'splurge'
  /** Which alarm should tell of it; null: everybody knew, and none has to. */
  kind: AlarmKind | null
  person: Person
  from: number
  to: number
}

/**
 * What goes wrong in a year, in its later part, so that habits are known by then. `until` is the end of the year;
 * everything lies within its last 90 days.
 */
export function incidentsOf({ people }: Company, until: number): Incident[] {
  const by = (place: number): Person => people[place % people.length] as Person
  /** In the middle of the day, UTC, so many days before the end. */
  const at = (daysBefore: number, hour: number) =>
    Math.floor(until / DAY_MS) * DAY_MS - daysBefore * DAY_MS + hour * HOUR_MS
  return [
    // Somebody else has the token, and uses it at night while its owner sleeps and at noon while they work.
    {
      ...{ name: 'leak', kind: 'newAddress', person: by(6) },
      ...{ from: at(20, 1), to: at(20, 4) },
    },
    {
      ...{ name: 'runaway', kind: 'requestSurge', person: by(1) },
      ...{ from: at(41, 14), to: at(41, 17) },
    },
    { name: 'launch', kind: null, person: by(0), from: at(60, 8), to: at(60, 18) },
    // After two months without a call.
    {
      ...{ name: 'waking', kind: 'dormantToken', person: by(37) },
      ...{ from: at(75, 0), to: at(12, 10) },
    },
    {
      ...{ name: 'errors', kind: 'errorBurst', person: by(12) },
      ...{ from: at(8, 11), to: at(8, 12) },
    },
    {
      ...{ name: 'newModel', kind: 'modelChange', person: by(2) },
      ...{ from: at(28, 9), to: at(28, 17) },
    },
    // A script goes through a whole archive with the dearest model.
    {
      ...{ name: 'splurge', kind: 'quotaSurge', person: by(18) },
      ...{ from: at(35, 10), to: at(35, 11) },
    },
  ]
}

/** How much more somebody calls in an hour because of what happens then; 0 while they do not call at all. */
export function excess(incidents: readonly Incident[], person: Person, at: number): number {
  let factor = 1
  for (const incident of incidents) {
    if (at < incident.from || at >= incident.to) continue
    if (incident.name === 'launch' && person.teamId === incident.person.teamId) factor *= 3
    if (incident.person !== person) continue
    if (incident.name === 'waking') factor = 0
    if (incident.name === 'runaway') factor *= 40
  }
  return factor
}
