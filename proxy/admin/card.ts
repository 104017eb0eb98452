import { bodyNotice, keepsBodies } from '../contract/bodies.ts'
import type { ConnectionCard } from '../contract/members.ts'
import { UNLOGGED_NOTICE } from '../contract/unlogged.ts'
import { connectionCard } from '../dialects/connectionCard.ts'
import { providers } from '../providers/index.ts'
import type { MemberRow, TeamRow } from '../store/schema/team.ts'
import { findTeam } from '../store/teams.ts'
import { effectiveAccess } from './effectiveAccess.ts'
import type { AdminServices } from './services.ts'
import { usableKeys } from './usableKeys.ts'

/** What a teammate needs to connect, from the configuration as it runs now; never with a token. */
export function cardFor(
  services: AdminServices,
  member: Pick<MemberRow, 'id' | 'name' | 'teamId' | 'keepBodies' | 'unlogged'>,
): ConnectionCard {
  const { db, proxy, settings } = services
  const team = member.teamId === null ? undefined : findTeam(db, member.teamId)
  const { url, host, port, tls } = proxy.status()
  const usable = usableKeys(db, member.teamId)
  return connectionCard({
    memberName: member.name,
    origin: url ?? `${tls ? 'https' : 'http'}://${host}:${port}`,
    ca: tls ? proxy.certificateAuthority() : null,
    models: effectiveAccess(services, member).models,
    notices: notices(member, team, settings.get('bodyDays')),
    responsesEnabled:
      usable.length === 0 ||
      usable.some(({ provider }) => providers[provider].wires.has('openai.responses')),
  })
}

/** What is kept of their calls, where it is more or less than usual. */
function notices(
  member: Pick<MemberRow, 'keepBodies' | 'unlogged'>,
  team: TeamRow | undefined,
  bodyDays: number,
): string[] {
  if (member.unlogged === 1 || team?.unlogged === 1) return [UNLOGGED_NOTICE]
  const isKept = keepsBodies(member.keepBodies, team?.keepBodies ?? null)
  return isKept ? [bodyNotice(bodyDays)] : []
}
