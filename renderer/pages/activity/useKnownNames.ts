import { useQuery } from '@tanstack/react-query'
import { CALL_FIELDS, type CallField } from '../../../proxy/contract/callQuery.ts'
import { callOutcome, priceState } from '../../../proxy/contract/calls.ts'
import { useClient } from '../../client.tsx'

/** What is worth offering while a filter is typed: the fields, and the names there are. */
export function useKnownNames() {
  const client = useClient()
  const members = useQuery({ queryKey: ['members'], queryFn: () => client.members.list.query() })
  const keys = useQuery({ queryKey: ['keys'], queryFn: () => client.keys.list.query() })
  const teams = useQuery({ queryKey: ['teams'], queryFn: () => client.teams.list.query() })
  const tokens = useQuery({
    queryKey: ['tokens', 'all'],
    queryFn: () => client.tokens.list.query(),
  })
  const models = useQuery({
    queryKey: ['calls', 'models'],
    queryFn: () => client.calls.summary.query({ by: 'model' }),
  })
  const values: Partial<Record<CallField, readonly string[]>> = {
    status: [...STATUSES, ...callOutcome.options],
    member: names(members.data?.map(({ name }) => name)),
    team: names(teams.data?.map(({ name }) => name)),
    token: names(tokens.data?.map(({ label }) => label)),
    key: names(keys.data?.map(({ label }) => label)),
    provider: names(keys.data?.map(({ provider }) => provider)),
    model: names(models.data?.map(({ group }) => group)),
    endpoint: ENDPOINTS,
    reason: REASONS,
    cost: ['>0.10', '>1', '0.01..0.10'],
    ms: ['>1000', '>10s', '1000..5000'],
    first: ['>500', '>2s'],
    ...{ tokens: ['>10k', '>100k'], input: ['>10k'], output: ['>1k'], cached: ['>0'] },
    streamed: ['yes', 'no'],
    price: priceState.options,
    hour: ['mon.09', 'mon.09..17', 'sat', '22..23'],
  }
  return {
    memberId: members.data?.[0]?.id,
    hasKeys: keys.data === undefined || keys.data.length > 0,
    /** Fields of the filter with values worth offering. */
    fields: Object.fromEntries(CALL_FIELDS.map((field) => [field, values[field] ?? []])),
  }
}

const STATUSES = ['2xx', '4xx', '5xx', '200', '400', '401', '403', '404', '429', '500', '502']
const ENDPOINTS = ['chat.completions', 'responses', 'messages', 'generateContent', 'embeddings']
const REASONS = ['QUOTA_SPENT', 'RATE_LIMITED', 'MODEL_NOT_ALLOWED', 'TOKEN_EXPIRED']

/** Each once; what has no name cannot be typed. */
const names = (all: readonly string[] | undefined) => [...new Set(all?.filter(Boolean))]
