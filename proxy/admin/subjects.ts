import type { TeamRow } from '../store/schema.ts'
import { findTeam } from '../store/teams.ts'
import { problem } from './problems.ts'
import type { AdminServices } from './services.ts'

export function teamOrProblem({ db }: AdminServices, id: string): TeamRow {
  const team = findTeam(db, id)
  if (!team) throw problem('NOT_FOUND', 'This team is no longer there. Look at the list again.')
  return team
}
