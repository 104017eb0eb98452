import { z } from 'zod'
import { newId } from '../base/ids.ts'
import {
  type CreatedToken,
  newToken,
  type TokenSummary,
  tokenResumption,
  tokenRotation,
} from '../contract/members.ts'
import { hashToken, mintToken, tokenHint } from '../identity/memberToken.ts'
import { endMeasure, measuresInForce } from '../store/alarmMeasures.ts'
import {
  insertToken,
  listTokens,
  type NewTokenRow,
  pauseToken,
  replaceToken,
  resumeToken,
  revokeToken,
  tokenStateAt,
} from '../store/tokens.ts'
import { problem } from './problems.ts'
import type { AdminServices } from './services.ts'
import { memberOrProblem, reaches, tokenOrProblem } from './subjects.ts'
import { administrator, router } from './trpc.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

export const tokensRouter = router({
  list: administrator
    .input(z.strictObject({ memberId: z.string().optional() }).default({}))
    .query(({ ctx, input }): TokenSummary[] => {
      const { db, now } = ctx.services
      if (input.memberId !== undefined) memberOrProblem(ctx, input.memberId)
      return listTokens(db, input.memberId)
        .filter(({ teamId }) => reaches(ctx.actor, teamId))
        .map(({ teamId: _, ...token }) => ({
          ...token,
          decoy: token.decoy === 1,
          unlogged: token.unlogged === 1,
          state: tokenStateAt(token, now()),
        }))
    }),

  create: administrator.input(newToken).mutation(({ ctx, input }): CreatedToken => {
    const { db, now, settings } = ctx.services
    const { id: memberId } = memberOrProblem(ctx, input.memberId)
    const days = input.expiresInDays === undefined ? settings.get('tokenDays') : input.expiresInDays
    const expiresAt = days === null ? null : now() + days * DAY_MS
    const { label, decoy } = input
    const { token, row } = mint(ctx.services, {
      ...{ memberId, label, expiresAt, decoy: decoy ? 1 : 0, unlogged: 0 },
    })
    insertToken(db, row)
    tokensChanged(ctx.services)
    return { id: row.id, token, expiresAt }
  }),

  /** A new token in the place of an old one, which is accepted for the grace and no longer. */
  rotate: administrator.input(tokenRotation).mutation(({ ctx, input }): CreatedToken => {
    const { db, gateway, now, settings } = ctx.services
    const old = tokenOrProblem(ctx, input.id)
    if (tokenStateAt(old, now()) !== 'active') {
      throw problem(
        'CONFLICT',
        'This token has already been replaced, revoked or has expired, so it was not rotated. Create a new token instead.',
      )
    }
    const graceMs = (input.graceHours ?? settings.get('rotationGraceHours')) * HOUR_MS
    // The new one is meant to last as long as the old one was.
    const expiresAt = old.expiresAt === null ? null : now() + (old.expiresAt - old.createdAt)
    const { memberId, label, decoy, unlogged } = old
    const { token, row } = mint(ctx.services, { memberId, label, expiresAt, decoy, unlogged })
    const end =
      graceMs === 0
        ? { revokedAt: now() }
        : Math.min(now() + graceMs, old.expiresAt ?? Number.POSITIVE_INFINITY)
    replaceToken(db, old.id, row, end)
    tokensChanged(ctx.services)
    if (graceMs === 0) gateway.endCalls({ tokenId: old.id })
    return { id: row.id, token, expiresAt }
  }),

  /** At once, calls in flight included. */
  revoke: administrator
    .input(z.strictObject({ id: z.string() }))
    .mutation(({ ctx, input }): { cutStreams: number } => {
      const { db, gateway, now } = ctx.services
      const { id } = tokenOrProblem(ctx, input.id)
      revokeToken(db, id, now())
      tokensChanged(ctx.services)
      return { cutStreams: gateway.endCalls({ tokenId: id }) }
    }),

  /** Refused from now on, calls in flight included, until it is resumed. */
  pause: administrator
    .input(z.strictObject({ id: z.string() }))
    .mutation(({ ctx, input }): { cutStreams: number } => {
      const { db, gateway, now } = ctx.services
      const token = tokenOrProblem(ctx, input.id)
      if (!['active', 'replaced'].includes(tokenStateAt(token, now())) || token.decoy === 1)
        throw problem('CONFLICT', 'This token does not work as it is, so it was not paused.')
      pauseToken(db, token.id, now(), 'administrator')
      tokensChanged(ctx.services)
      return { cutStreams: gateway.endCalls({ tokenId: token.id }, 'tokenPaused') }
    }),

  /** Lets a paused token work again; the brake for agents leaves it alone for so many hours. */
  resume: administrator.input(tokenResumption).mutation(({ ctx, input }) => {
    const { db, live, now } = ctx.services
    const { id, pausedAt } = tokenOrProblem(ctx, input.id)
    if (pausedAt === null) throw problem('CONFLICT', 'This token is not paused.')
    const brakeOffUntil = input.ignoreHours > 0 ? now() + input.ignoreHours * HOUR_MS : null
    resumeToken(db, id, brakeOffUntil)
    for (const measure of measuresInForce(db, { tokenId: id, kind: 'pause' }))
      endMeasure(db, measure.id, now())
    tokensChanged(ctx.services)
    live.changed('alarms')
  }),
})

/** A new token and the row that stands for it; the token itself is kept nowhere. */
function mint(
  { vault, now }: AdminServices,
  fields: Pick<NewTokenRow, 'memberId' | 'label' | 'expiresAt' | 'decoy' | 'unlogged'>,
): { token: string; row: NewTokenRow } {
  const token = mintToken()
  const mac = hashToken(vault.subkey('token-pepper'), token)
  return {
    token,
    row: { ...fields, id: newId('tok'), hint: tokenHint(token), mac, createdAt: now() },
  }
}

function tokensChanged({ gateway, live }: AdminServices): void {
  gateway.tokensChanged()
  live.changed('tokens')
  // Members show how many live tokens they have.
  live.changed('members')
}
