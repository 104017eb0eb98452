import { z } from 'zod'
import {
  type AccessChange,
  type AccessEntry,
  type AccessRules,
  type AccessSubject,
  accessChange,
  accessRules,
  accessSubject,
  type EffectiveAccess,
  type ModelGrant,
  NO_RULES,
} from '../contract/access.ts'
import { parseRange } from '../policy/addresses.ts'
import {
  endGrant,
  findAccess,
  listAccess,
  listGrants,
  removeAccess,
  saveAccess,
} from '../store/access.ts'
import { limitSubject } from '../store/limitSubjects.ts'
import { effectiveAccess } from './effectiveAccess.ts'
import { problem } from './problems.ts'
import type { AdminServices } from './services.ts'
import { memberOrProblem, onlyTeam, type Reach, reaches, tokenOrProblem } from './subjects.ts'
import { administrator, router } from './trpc.ts'

const ofWhom = z.union([
  z.strictObject({ memberId: z.string() }),
  z.strictObject({ tokenId: z.string() }),
])

export const accessRouter = router({
  /** Every level that has rules. */
  list: administrator.query(({ ctx }): AccessEntry[] => {
    const { db } = ctx.services
    return listAccess(db).flatMap(({ rules, ...subject }) => {
      const found = limitSubject(db, subject.level, subject.subjectId)
      return found?.isLive && reaches(ctx.actor, found.teamId)
        ? [{ ...subject, subjectName: found.name, rules }]
        : []
    })
  }),

  get: administrator
    .input(accessSubject)
    .query(({ ctx, input }): AccessEntry => entryOf(ctx, input)),

  /** Obeyed by the next call. */
  change: administrator.input(accessChange).mutation(({ ctx, input }): AccessEntry => {
    const { db } = ctx.services
    const { rules } = entryOf(ctx, input.subject)
    checkLevel(ctx, input.subject)
    const changed = merged(rules, input.rules)
    checkRanges(changed.addresses)
    if (JSON.stringify(changed) === JSON.stringify(NO_RULES)) removeAccess(db, input.subject)
    else saveAccess(db, input.subject, changed)
    accessChanged(ctx.services)
    return entryOf(ctx, input.subject)
  }),

  /** What is left for a member or a token after all levels. */
  effective: administrator.input(ofWhom).query(({ ctx, input }): EffectiveAccess => {
    if ('memberId' in input)
      return effectiveAccess(ctx.services, memberOrProblem(ctx, input.memberId))
    const { id, memberId } = tokenOrProblem(ctx, input.tokenId)
    return effectiveAccess(ctx.services, memberOrProblem(ctx, memberId), id)
  }),

  grants: administrator
    .input(z.strictObject({ memberId: z.string().optional() }).default({}))
    .query(({ ctx, input }): ModelGrant[] => {
      const { db, now } = ctx.services
      if (input.memberId !== undefined) memberOrProblem(ctx, input.memberId)
      return listGrants(db, now(), input.memberId).filter(({ teamId }) =>
        reaches(ctx.actor, teamId),
      )
    }),

  endGrant: administrator.input(z.strictObject({ id: z.string() })).mutation(({ ctx, input }) => {
    const { db, now } = ctx.services
    const grant = listGrants(db, now()).find(({ id }) => id === input.id)
    if (!grant || !reaches(ctx.actor, grant.teamId) || !endGrant(db, grant.id, now()))
      throw problem('NOT_FOUND', 'This grant is no longer there. Look at the list again.')
    accessChanged(ctx.services)
  }),
})

function entryOf({ services: { db }, actor }: Reach, subject: AccessSubject): AccessEntry {
  const { level, subjectId } = subject
  const found = limitSubject(db, level, subjectId)
  if (!found?.isLive || !reaches(actor, found.teamId))
    throw problem('NOT_FOUND', `This ${level} is no longer there. Look at the list again.`)
  return { level, subjectId, subjectName: found.name, rules: findAccess(db, subject) ?? NO_RULES }
}

/** A team's rules bind its lead: they are for whoever set them. */
function checkLevel({ actor }: Reach, { level }: AccessSubject): void {
  if (onlyTeam(actor) === undefined || level === 'member' || level === 'token') return
  throw problem(
    'FORBIDDEN',
    'The rules of a whole team are for owners and admins. You can set those of its members and their tokens.',
  )
}

/** Parsed anew, so that rules that say the same are written the same. */
function merged(before: AccessRules, change: AccessChange['rules']): AccessRules {
  return accessRules.parse({
    ...before,
    ...withoutGaps(change),
    caps: { ...before.caps, ...withoutGaps(change.caps ?? {}) },
  })
}

const withoutGaps = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** An entry that cannot be read would keep everybody out. */
function checkRanges(addresses: readonly string[]): void {
  for (const address of addresses) {
    try {
      parseRange(address)
    } catch (error) {
      throw problem('BAD_REQUEST', `${(error as Error).message}; nothing was changed.`, error)
    }
  }
}

export function accessChanged({ gateway, live }: AdminServices): void {
  gateway.accessChanged()
  live.changed('access')
}
