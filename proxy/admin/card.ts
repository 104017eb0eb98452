import type { ConnectionCard } from '../contract/members.ts'
import { connectionCard } from '../dialects/connectionCard.ts'
import { providers } from '../providers/index.ts'
import { listKeys } from '../store/keys.ts'
import type { MemberRow } from '../store/schema.ts'
import type { AdminServices } from './services.ts'

/** What a teammate needs to connect, from the configuration as it runs now; never with a token. */
export function cardFor(
  { db, proxy }: AdminServices,
  { name: memberName, teamId }: Pick<MemberRow, 'name' | 'teamId'>,
): ConnectionCard {
  const { url, host, port, tls } = proxy.status()
  const usable = listKeys(db).filter(
    (key) => key.paused === 0 && (key.teams === null || isAmong(teamId, key.teams)),
  )
  const models = new Set(usable.flatMap((key) => JSON.parse(key.models) as string[]))
  return connectionCard({
    memberName,
    origin: url ?? `${tls ? 'https' : 'http'}://${host}:${port}`,
    ca: tls ? proxy.certificateAuthority() : null,
    models: [...models].sort(),
    responsesEnabled:
      usable.length === 0 ||
      usable.some(({ provider }) => providers[provider].wires.has('openai.responses')),
  })
}

function isAmong(teamId: string | null, teams: string): boolean {
  return teamId !== null && (JSON.parse(teams) as string[]).includes(teamId)
}
