import { TRPCError } from '@trpc/server'
import Database from 'better-sqlite3'
import { z } from 'zod'
import { Refusal } from '../base/errors.ts'
import { StoreProblem } from '../store/db.ts'
import {
  InvitationRefused,
  RecoveryKeyRefused,
  UnlockDelayed,
  VaultProblem,
  WeakPassphrase,
  WrongPassphrase,
} from '../vault/problems.ts'

type Code = TRPCError['code']

/** A problem in words for the administrator: what happened, what it means, what to do. */
class AdminProblem extends TRPCError {}

export function problem(code: Code, message: string, cause?: unknown): TRPCError {
  return new AdminProblem({ code, message, cause })
}

const INTERNAL =
  'Something inside Keyrack went wrong (KR-ADM-001). The proxy goes on. Try again; the log of the service says more.'

/** What tRPC itself refuses; its own words may quote the request, and a request may hold a secret. */
const REFUSED: Partial<Record<Code, string>> = {
  NOT_FOUND:
    'Keyrack knows no such command. The window and the service may be of different versions.',
  METHOD_NOT_SUPPORTED: 'Keyrack knows this command, but not asked in this way.',
  PAYLOAD_TOO_LARGE: 'That is more than Keyrack takes at once. Send it in smaller parts.',
  PARSE_ERROR: 'That was not understood: it is not JSON.',
  BAD_REQUEST: 'That was not understood.',
}

/** Turns whatever was thrown into words that may be shown; anything unforeseen becomes one fixed sentence. */
export function inPlainWords(error: TRPCError): TRPCError {
  if (error instanceof AdminProblem) return error
  const { cause } = error
  if (cause instanceof z.ZodError) return problem('BAD_REQUEST', sentenceOf(cause), cause)
  if (cause instanceof Refusal) return problem(codeFor(cause.status), cause.message, cause)
  if (cause instanceof VaultProblem) return problem(codeForVault(cause), cause.message, cause)
  if (cause instanceof StoreProblem) return problem('SERVICE_UNAVAILABLE', cause.message, cause)
  if (cause instanceof Database.SqliteError && cause.code === 'SQLITE_FULL') {
    return problem(
      'SERVICE_UNAVAILABLE',
      'The disk is full (KR-DB-004), so nothing was changed. Make room and try again.',
      cause,
    )
  }
  const refused = REFUSED[error.code]
  return refused
    ? problem(error.code, refused, cause)
    : problem('INTERNAL_SERVER_ERROR', INTERNAL, cause ?? error)
}

/** Names the field and says what is wrong with it, never what was typed there: it may be a secret. */
function sentenceOf(error: z.ZodError): string {
  const lines = error.issues.slice(0, 5).map(({ path, message }) => {
    const field = path.join('.')
    return withoutSecrets(field ? `${field}: ${message}` : message)
  })
  return `That was not understood. ${lines.join('; ')}.`
}

function codeFor(status: number): Code {
  if (status === 401) return 'UNAUTHORIZED'
  if (status === 403) return 'FORBIDDEN'
  if (status === 404) return 'NOT_FOUND'
  if (status === 429) return 'TOO_MANY_REQUESTS'
  return status < 500 ? 'BAD_REQUEST' : 'SERVICE_UNAVAILABLE'
}

function codeForVault(error: VaultProblem): Code {
  if (error instanceof UnlockDelayed) return 'TOO_MANY_REQUESTS'
  // Not UNAUTHORIZED: that means "the session is gone" and leads the window to its unlock page.
  if (isRefusedSecret(error)) return 'FORBIDDEN'
  return error instanceof WeakPassphrase ? 'BAD_REQUEST' : 'PRECONDITION_FAILED'
}

function isRefusedSecret(error: VaultProblem): boolean {
  return [WrongPassphrase, RecoveryKeyRefused, InvitationRefused].some(
    (kind) => error instanceof kind,
  )
}

/** An error for the log: kind, words without anything that could be a secret, and where it happened. */
export function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return withoutSecrets(String(error))
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  const own = `${error.name}: ${withoutSecrets(error.message)}`
  const before = error.cause === undefined ? [] : [`caused by ${detailOf(error.cause)}`]
  return [own, ...places.slice(0, 8), ...before].join('\n')
}

/** Long runs of letters and digits are masked, whatever they are: keys and tokens are such runs. */
function withoutSecrets(text: string): string {
  return text.replaceAll(/[\w+=.~-]{16,}/g, (run) => (/\d/.test(run) ? '[masked]' : run))
}
