import type { Db } from '../store/db.ts'
import { type ListedKey, listKeys } from '../store/keys.ts'

/** Keys that members of a team, or of none, can call with now. */
export function usableKeys(db: Db, teamId: string | null): ListedKey[] {
  return listKeys(db).filter(
    ({ paused, teams }) => paused === 0 && (teams === null || isAmong(teamId, teams)),
  )
}

function isAmong(teamId: string | null, teams: string): boolean {
  return teamId !== null && (JSON.parse(teams) as string[]).includes(teamId)
}

/** The models of these keys, by name. */
export function modelsOf(keys: readonly Pick<ListedKey, 'models'>[]): string[] {
  return [...new Set(keys.flatMap(({ models }) => JSON.parse(models) as string[]))].sort()
}
