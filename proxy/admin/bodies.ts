import { isUtf8 } from 'node:buffer'
import { inflateRawSync } from 'node:zlib'
import { z } from 'zod'
import { formatCallId, parseCallId } from '../base/ids.ts'
import { bodyKeepingChange, bodyPart, type OpenedBody } from '../contract/bodies.ts'
import { findBody, type SealedBody, wrappedDayKey } from '../store/bodies.ts'
import { updateMember } from '../store/members.ts'
import { updateTeam } from '../store/teams.ts'
import { openBody, openDayKey } from '../vault/dayKeys.ts'
import { membersChanged } from './members.ts'
import { problem } from './problems.ts'
import type { AdminServices } from './services.ts'
import { memberOrProblem, teamOrProblem } from './subjects.ts'
import { administrator, router } from './trpc.ts'

/** No body that was kept is larger: the setting has this maximum. */
const LARGEST = 64 * 1024 * 1024

export const bodiesRouter = router({
  /** Of a team, or of one member; it holds from the next call on, and those concerned are told. */
  keep: administrator.input(bodyKeepingChange).mutation(({ ctx, input }) => {
    const { db } = ctx.services
    if ('memberId' in input) {
      const { id } = memberOrProblem(ctx, input.memberId)
      updateMember(db, id, { keepBodies: input.keep })
    } else {
      const { id } = teamOrProblem(ctx, input.teamId)
      updateTeam(db, id, { keepBodies: input.keep })
    }
    membersChanged(ctx.services)
  }),
})

/** Opens one body; that somebody does is in the audit log before it is done. */
export const readBody = administrator
  .input(z.strictObject({ id: z.string().max(64), part: bodyPart }))
  .query(({ ctx, input }): OpenedBody => {
    const { id, part } = input
    const number = parseCallId(id)
    const kept =
      number !== undefined && formatCallId(number) === id
        ? findBody(ctx.services.db, number, part)
        : undefined
    if (!kept) {
      throw problem('NOT_FOUND', `Nothing is kept of the ${part} of this call, or not any more.`)
    }
    return opened(kept, uncovered(ctx.services, kept))
  })

/** What was sealed; whoever opens it has it written into the audit log before. */
export function uncovered(
  { db, vault }: Pick<AdminServices, 'db' | 'vault'>,
  body: SealedBody,
): Buffer {
  const { day, sealed } = body
  const wrapped = wrappedDayKey(db, day)
  if (!wrapped) {
    throw problem(
      'NOT_FOUND',
      `The key of ${day} is gone, as the setting bodyDays wants it, so this body can never be read again.`,
    )
  }
  const { installId } = vault
  const key = openDayKey(vault.subkey('log'), wrapped, { installId, day })
  const compressed = key && openBody(key, sealed, { installId, ...body })
  key?.fill(0)
  if (!compressed) {
    throw problem(
      'CONFLICT',
      'This body cannot be opened: it was changed, moved from another call, or sealed by another vault. Nothing is shown.',
    )
  }
  return inflateRawSync(compressed, { maxOutputLength: LARGEST })
}

function opened({ part, contentType, bytes, keptBytes }: SealedBody, body: Buffer): OpenedBody {
  const text = textOf(body, keptBytes < bytes)
  return {
    ...{ part, contentType, bytes, keptBytes, text },
    base64: text === null ? body.toString('base64') : null,
  }
}

/** A body that was cut may end in the middle of a letter. */
function textOf(body: Buffer, isCut: boolean): string | null {
  for (let end = 0; end <= (isCut ? 3 : 0); end++) {
    const whole = body.subarray(0, body.length - end)
    if (isUtf8(whole)) return whole.toString('utf8')
  }
  return null
}
