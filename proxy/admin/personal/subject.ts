import { findPerson, type Person } from '../../store/personal/person.ts'
import { problem } from '../problems.ts'
import type { AdminServices } from '../services.ts'

/** Somebody whose data is here, also when they were taken off the list. */
export function personOrProblem({ db }: Pick<AdminServices, 'db'>, memberId: string): Person {
  const person = findPerson(db, memberId)
  if (person) return person
  throw problem('NOT_FOUND', 'There is no data of this member, or it was erased already.')
}
