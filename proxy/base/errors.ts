/**
 * Every reason Keyrack turns a call away: the HTTP status a client SDK expects for it, and the kind of
 * refusal, which each dialect translates into its own error type.
 */
const REASONS = {
  TOKEN_MISSING: { status: 401, kind: 'authentication' },
  TOKEN_UNKNOWN: { status: 401, kind: 'authentication' },
  TOKEN_EXPIRED: { status: 401, kind: 'authentication' },
  TOKEN_REVOKED: { status: 401, kind: 'authentication' },
  TOKEN_PAUSED: { status: 403, kind: 'forbidden' },
  TOKEN_IN_URL: { status: 401, kind: 'authentication' },
  TOKENS_DIFFER: { status: 400, kind: 'invalid' },
  TOO_MANY_FAILURES: { status: 429, kind: 'rate' },
  MEMBER_SUSPENDED: { status: 403, kind: 'forbidden' },
  ADDRESS_NOT_ALLOWED: { status: 403, kind: 'forbidden' },
  ORIGIN_NOT_ALLOWED: { status: 403, kind: 'forbidden' },
  HOST_UNKNOWN: { status: 421, kind: 'invalid' },
  PATH_UNKNOWN: { status: 404, kind: 'notFound' },
  METHOD_NOT_ALLOWED: { status: 405, kind: 'invalid' },
  REQUEST_INVALID: { status: 400, kind: 'invalid' },
  REQUEST_TOO_LARGE: { status: 413, kind: 'tooLarge' },
  URL_TOO_LONG: { status: 414, kind: 'invalid' },
  HEADERS_TOO_LARGE: { status: 431, kind: 'invalid' },
  CONTENT_TYPE_UNKNOWN: { status: 415, kind: 'invalid' },
  MODEL_MISSING: { status: 400, kind: 'invalid' },
  MODEL_UNKNOWN: { status: 404, kind: 'notFound' },
  TOO_MANY_PARALLEL: { status: 429, kind: 'rate' },
  RATE_LIMITED: { status: 429, kind: 'rate' },
  QUOTA_SPENT: { status: 429, kind: 'quota' },
  MODEL_NOT_ALLOWED: { status: 403, kind: 'forbidden' },
  ENDPOINT_NOT_ALLOWED: { status: 403, kind: 'forbidden' },
  HOURS_CLOSED: { status: 403, kind: 'forbidden' },
  CONTENT_BLOCKED: { status: 400, kind: 'invalid' },
  CALL_TOO_LARGE: { status: 400, kind: 'invalid' },
  PRICE_UNKNOWN: { status: 403, kind: 'forbidden' },
  OBJECT_UNKNOWN: { status: 404, kind: 'notFound' },
  PAUSED: { status: 503, kind: 'unavailable' },
  STOPPING: { status: 503, kind: 'unavailable' },
  VAULT_LOCKED: { status: 503, kind: 'unavailable' },
  NO_KEY: { status: 503, kind: 'unavailable' },
  DISK_FULL: { status: 503, kind: 'unavailable' },
  UPSTREAM_UNREACHABLE: { status: 502, kind: 'upstream' },
  UPSTREAM_REFUSED_KEY: { status: 502, kind: 'upstream' },
  UPSTREAM_FAILED: { status: 502, kind: 'upstream' },
  UPSTREAM_OVERLOADED: { status: 529, kind: 'overloaded' },
  UPSTREAM_TIMEOUT: { status: 504, kind: 'timeout' },
  ANSWER_TOO_LARGE: { status: 502, kind: 'upstream' },
  INTERNAL: { status: 500, kind: 'internal' },
} as const

export type RefusalCode = keyof typeof REASONS
export type RefusalKind = (typeof REASONS)[RefusalCode]['kind']

/** A call we decided not to serve. The message is shown to the caller, so it never holds a secret. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  readonly status: number
  readonly kind: RefusalKind
  readonly retryAfterSeconds: number | undefined
  /** False tells the official SDKs that trying again is useless (`x-should-retry`). */
  readonly shouldRetry: boolean | undefined

  constructor(
    code: RefusalCode,
    message: string,
    options: { cause?: unknown; retryAfterSeconds?: number; shouldRetry?: boolean } = {},
  ) {
    super(message, { cause: options.cause })
    this.code = code
    this.status = REASONS[code].status
    this.kind = REASONS[code].kind
    this.retryAfterSeconds = options.retryAfterSeconds
    this.shouldRetry = options.shouldRetry
  }
}
