import { type AddressInfo, createServer } from 'node:net'
import type { Admin } from './admin.ts'
import type { SimulatedProviders } from './providers.ts'

export interface DemoMember {
  name: string
  memberId: string
  tokenId: string
  token: string
}

export interface DemoTeam {
  url: string
  members: DemoMember[]
  keyIds: { openai: string; anthropic: string; gemini: string }
}

const PEOPLE = [
  { name: 'Ana Ortiz', email: 'ana@example.com', note: 'Search' },
  { name: 'Bruno Keller', email: 'bruno@example.com', note: 'Support tooling' },
  { name: 'Chiara Rossi', email: 'chiara@example.com', note: 'Mobile app' },
  { name: 'Dmitri Volkov', email: 'dmitri@example.com', note: 'Data' },
  { name: 'Emi Tanaka', email: 'emi@example.com', note: 'Design prototypes' },
  { name: 'Nightly build', email: '', note: 'Release notes and test summaries' },
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
  for (const person of PEOPLE) {
    const { id: memberId } = await client.members.add.mutate(person)
    const { id: tokenId, token } = await client.tokens.create.mutate({ memberId, label: 'laptop' })
    members.push({ name: person.name, memberId, tokenId, token })
  }
  return { url: `http://127.0.0.1:${port}`, members, keyIds }
}

/** A port that is free now, so that the address stays the same when the service starts again. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
