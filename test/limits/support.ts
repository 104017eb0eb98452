import type { CallRecord } from '../../proxy/contract/calls.ts'
import { type NewLimit, newLimit } from '../../proxy/contract/limits.ts'
import { callRaw, type RawAnswer, type RawDialect } from '../faults/rawClient.ts'
import { startTeam, type Team } from '../sdk/team.ts'
import type { Service, ServiceOptions } from '../support/service.ts'

/** Room for hundreds of calls at a time, so that only limits stand in their way. */
export const ROOMY: NonNullable<ServiceOptions['settings']> = {
  memberParallel: 2000,
  connectionsPerAddress: 2000,
  connections: 4000,
}

export const startRoomyTeam = (options: ServiceOptions = {}): Promise<Team> =>
  startTeam({ ...options, settings: { ...ROOMY, ...options.settings } })

/** Sets a limit on the workspace, unless the part says otherwise; answers its id. */
export async function addLimit(
  { admin }: Service,
  part: Partial<NewLimit> & Pick<NewLimit, 'metric' | 'size'>,
): Promise<string> {
  const limit = { level: 'workspace', window: { kind: 'fixed', every: 'month' }, ...part }
  return (await admin.limits.add.mutate(newLimit.parse(limit))).id
}

/** A chat that may be answered with `cap` tokens at most. */
export function chatOf(cap: number, model = 'gpt-5-mini'): RawDialect {
  return {
    family: 'openai',
    model,
    path: () => '/v1/chat/completions',
    headers: (token) => ({ authorization: `Bearer ${token}` }),
    body: (stream, content) => ({
      ...{ model, stream, max_completion_tokens: cap },
      messages: [{ role: 'user', content }],
    }),
  }
}

/** The longest answer that `ask` may get, thinking included. */
export const MOST_WORDS = 300
const CHAT = chatOf(MOST_WORDS + 20)

/** A streamed chat that is answered in so many words, and costs accordingly. */
export const ask = (url: string, token: string, words: number): Promise<RawAnswer> =>
  callRaw(url, { dialect: CHAT, token, streamed: true, prompt: `Say it in ${words} words` })

/** The same sequence of numbers below `below` in every run. */
export function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * below)
  }
}

/** Every row of the ledger that went out. */
export async function sentRows({ admin }: Service): Promise<CallRecord[]> {
  const rows: CallRecord[] = []
  for (;;) {
    const before = rows.at(-1)?.id
    const page = await admin.calls.page.query({
      filter: {},
      limit: 1000,
      ...(before && { before }),
    })
    rows.push(...page.calls)
    if (!page.more) break
  }
  return rows.filter(({ outcome, upstreamStatus, usageState }) =>
    outcome === 'refused' ? false : upstreamStatus !== null || usageState !== 'none',
  )
}

export const costOfAll = (rows: CallRecord[]) =>
  rows.reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? 0), 0)

export const errorOf = ({ body }: RawAnswer) =>
  (JSON.parse(body) as { error: { message: string; code: string; type: string } }).error
