import { useQuery } from '@tanstack/react-query'
import type { Level } from '../../../proxy/contract/limits.ts'
import { useClient } from '../../client.tsx'

/** Whom a limit or rule may be about, ready for a list to choose from. */
export type Subjects = Record<Exclude<Level, 'workspace'>, { value: string; label: string }[]>

export function useSubjects(): Subjects {
  const client = useClient()
  const teams = useQuery({ queryKey: ['teams'], queryFn: () => client.teams.list.query() })
  const members = useQuery({ queryKey: ['members'], queryFn: () => client.members.list.query() })
  const tokens = useQuery({ queryKey: ['tokens'], queryFn: () => client.tokens.list.query({}) })
  return {
    team: (teams.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
    member: (members.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
    token: (tokens.data ?? [])
      .filter(({ state }) => state === 'active')
      .map(({ id, memberName, label, hint }) => ({
        value: id,
        label: `${memberName} · ${label || hint}`,
      })),
  }
}
