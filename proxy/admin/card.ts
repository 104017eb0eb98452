import { bodyNotice, keepsBodies } from '../contract/bodies.ts'
import type { ConnectionCard } from '../contract/members.ts'
import { connectionCard } from '../dialects/connectionCard.ts'
import { providers } from '../providers/index.ts'
import type { MemberRow } from '../store/schema/team.ts'
import { findTeam } from '../store/teams.ts'
import { effectiveAccess } from './effectiveAccess.ts'
import type { AdminServices } from './services.ts'
import { usableKeys } from './usableKeys.ts'

/** What a teammate needs to connect, from the configuration as it runs now; never with a token. */
export function cardFor(
  services: AdminServices,
  member: Pick<MemberRow, 'id' | 'name' | 'teamId' | 'keepBodies'>,
): ConnectionCard {
  const { db, proxy, settings } = services
  const team = member.teamId === null ? undefined : findTeam(db, member.teamId)
  const isKept = keepsBodies(member.keepBodies, team?.keepBodies ?? null)
  const { url, host, port, tls } = proxy.status()
  const usable = usableKeys(db, member.teamId)
  return connectionCard({
    memberName: member.name,
    origin: url ?? `${tls ? 'https' : 'http'}://${host}:${port}`,
    ca: tls ? proxy.certificateAuthority() : null,
    models: effectiveAccess(services, member).models,
    notices: isKept ? [bodyNotice(settings.get('bodyDays'))] : [],
    responsesEnabled:
      usable.length === 0 ||
      usable.some(({ provider }) => providers[provider].wires.has('openai.responses')),
  })
}
