import { useQuery } from '@tanstack/react-query'
import { callOutcome } from '../../../proxy/contract/calls.ts'
import { useClient } from '../../client.tsx'
import type { KnownNames } from './callWords.ts'

/** What words of the filter may stand for: members, keys and the models called so far. */
export function useKnownNames() {
  const client = useClient()
  const members = useQuery({ queryKey: ['members'], queryFn: () => client.members.list.query() })
  const keys = useQuery({ queryKey: ['keys'], queryFn: () => client.keys.list.query() })
  const models = useQuery({
    queryKey: ['calls', 'models'],
    queryFn: () => client.calls.summary.query({ by: 'model' }),
  })
  const names: KnownNames = {
    members: members.data?.map(({ id, name }) => ({ id, name })) ?? [],
    keys: keys.data?.map(({ id, label }) => ({ id, name: label })) ?? [],
    models: models.data?.map(({ group }) => group).filter((group) => group !== '') ?? [],
  }
  return {
    names,
    hasKeys: keys.data === undefined || keys.data.length > 0,
    isReady: !members.isPending && !keys.isPending && !models.isPending,
    /** Fields of the filter with values worth offering. */
    fields: {
      member: names.members.map(({ name }) => name),
      model: names.models,
      status: ['200', '400', '401', '403', '404', '429', '500', '502', '503', '504'],
      outcome: callOutcome.options,
      provider: [...new Set(keys.data?.map(({ provider }) => provider) ?? [])],
      key: names.keys.map(({ name }) => name),
      token: [],
    },
  }
}
