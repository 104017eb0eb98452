import {
  type AccessEntry,
  type AccessSubject,
  type EffectiveAccess,
  ENDPOINT_GROUPS,
} from '../contract/access.ts'
import { Access } from '../policy/access/access.ts'
import { findAccess, listGrants } from '../store/access.ts'
import { limitSubject } from '../store/limitSubjects.ts'
import type { MemberRow } from '../store/schema/team.ts'
import type { AdminServices } from './services.ts'
import { modelsOf, usableKeys } from './usableKeys.ts'

/** Whose rules hold for the calls of a member, or of one token of theirs. */
export function subjectsAbove(
  { id, teamId }: Pick<MemberRow, 'id' | 'teamId'>,
  tokenId?: string,
): AccessSubject[] {
  return [
    { level: 'workspace', subjectId: null },
    ...(teamId === null ? [] : [{ level: 'team' as const, subjectId: teamId }]),
    { level: 'member', subjectId: id },
    ...(tokenId === undefined ? [] : [{ level: 'token' as const, subjectId: tokenId }]),
  ]
}

/** The rules of all these levels together, compiled as the gateway compiles them, and in the parts they come from. */
export function effectiveAccess(
  services: AdminServices,
  member: Pick<MemberRow, 'id' | 'teamId'>,
  tokenId?: string,
): EffectiveAccess {
  const { db, now } = services
  const entries = entriesOf(services, subjectsAbove(member, tokenId))
  const grants = listGrants(db, now(), member.id)
  const access = accessOf(entries, grants)
  const levels = entries.map(({ rules }) => rules)
  return {
    models: modelsOf(usableKeys(db, member.teamId)).filter((model) =>
      access.mayUseModel(model, now()),
    ),
    deniedEndpoints: ENDPOINT_GROUPS.filter((group) => !access.mayUseEndpoint(group)),
    addresses: levels.map(({ addresses }) => addresses).filter((list) => list.length > 0),
    hours: levels.map(({ hours }) => hours).filter((list) => list.length > 0),
    caps: access.caps,
    entries,
    grants,
  }
}

export function entriesOf(
  { db }: AdminServices,
  subjects: readonly AccessSubject[],
): AccessEntry[] {
  return subjects.flatMap((subject) => {
    const rules = findAccess(db, subject)
    const { level, subjectId } = subject
    const subjectName = limitSubject(db, level, subjectId)?.name ?? ''
    return rules ? [{ level, subjectId, subjectName, rules }] : []
  })
}

export function accessOf(
  entries: readonly AccessEntry[],
  grants: readonly { model: string; until: number | null }[],
): Access {
  return new Access(
    entries.map(({ rules }) => rules),
    grants,
  )
}
