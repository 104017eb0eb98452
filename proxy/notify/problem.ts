/** Why a message did not get through, in words for the administrator; never with a secret in them. */
export class DeliveryProblem extends Error {
  override readonly name = 'DeliveryProblem'
  /** Trying again would change nothing until somebody changes something. */
  readonly isFinal: boolean
  readonly retryAfterMs: number

  constructor(
    message: string,
    options: { cause?: unknown; isFinal?: boolean; retryAfterMs?: number } = {},
  ) {
    super(message, { cause: options.cause })
    this.isFinal = options.isFinal ?? false
    this.retryAfterMs = options.retryAfterMs ?? 0
  }
}
