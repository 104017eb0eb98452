import { type AddressInfo, createServer } from 'node:net'
import type { Admin } from './admin.ts'
import type { SimulatedProviders } from './providers.ts'

export interface DemoMember {
  name: string
  memberId: string
  teamId: string | null
  tokenId: string
  token: string
}

export interface DemoTeam {
  url: string
  members: DemoMember[]
  keyIds: { openai: string; anthropic: string; gemini: string }
}

const PEOPLE = [
  { name: 'Ana Ortiz', email: 'ana@example.com', note: 'Search', team: 'App' },
  { name: 'Bruno Keller', email: 'bruno@example.com', note: 'Support tooling', team: 'Research' },
  { name: 'Chiara Rossi', email: 'chiara@example.com', note: 'Mobile app', team: 'App' },
  { name: 'Dmitri Volkov', email: 'dmitri@example.com', note: 'Data', team: 'Research' },
  { name: 'Emi Tanaka', email: 'emi@example.com', note: 'Design prototypes', team: 'App' },
  { name: 'Nightly build', email: '', note: 'Release notes and test summaries', team: undefined },
]

/** Makes the vault, a key for each simulated provider, the people and their tokens: all by the admin API. */
export async function setUpTeam(
  { client, session }: Admin,
  providers: SimulatedProviders,
  passphrase: string,
): Promise<DemoTeam> {
  session.token = (await client.vault.create.mutate({ passphrase })).session
  await client.vault.recoverySaved.mutate()
  await client.status.setupStep.mutate({ step: 'done' })
  const port = await freePort()
  await client.settings.set.mutate({ name: 'port', value: port })

  const addKey = async (provider: 'openai' | 'anthropic' | 'gemini', name: string) => {
    const { baseUrl, secret } = providers[provider]
    const label = `${name} (simulated)`
    const added = await client.keys.add.mutate({
      provider,
      label,
      secret,
      baseUrl,
      allowLocal: true,
    })
    return added.id
  }
  const keyIds = {
    openai: await addKey('openai', 'OpenAI'),
    anthropic: await addKey('anthropic', 'Anthropic'),
    gemini: await addKey('gemini', 'Gemini'),
  }
  const members: DemoMember[] = []
  const teams = {
    App: (await client.teams.add.mutate({ name: 'App', note: 'What customers see' })).id,
    Research: (await client.teams.add.mutate({ name: 'Research' })).id,
  }
  for (const { team, ...person } of PEOPLE) {
    const teamId = team === undefined ? undefined : teams[team as keyof typeof teams]
    const { id: memberId } = await client.members.add.mutate({
      ...person,
      ...(teamId && { teamId }),
    })
    const { id: tokenId, token } = await client.tokens.create.mutate({ memberId, label: 'laptop' })
    members.push({ name: person.name, memberId, teamId: teamId ?? null, tokenId, token })
  }
  await setLimits(client, teams)
  return { url: `http://127.0.0.1:${port}`, members, keyIds }
}

/** Limits of every kind of window, none of them so tight that the demo stops. */
async function setLimits(
  client: Admin['client'],
  teams: { App: string; Research: string },
): Promise<void> {
  const everybody = { level: 'workspace', each: true } as const
  const limits: Parameters<Admin['client']['limits']['add']['mutate']>[0][] = [
    { ...everybody, metric: 'money', window: { kind: 'fixed', every: 'day' }, size: 5e9 },
    { ...everybody, metric: 'requests', window: { kind: 'fixed', every: 'hour' }, size: 1000 },
    {
      ...{ level: 'team', subjectId: teams.App, metric: 'money', size: 60e9 },
      window: { kind: 'fixed', every: 'month' },
    },
    {
      ...{ level: 'team', subjectId: teams.Research, metric: 'tokens', size: 5_000_000 },
      ...{ window: { kind: 'sliding', seconds: 86_400 }, action: { kind: 'warn' } },
    },
  ]
  for (const limit of limits) await client.limits.add.mutate(limit)
}

/** A port that is free now, so that the address stays the same when the service starts again. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
