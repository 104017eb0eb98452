import { Refusal } from '../base/errors.ts'
import type { Call } from './call.ts'
import type { GatewayServices } from './services.ts'
import { type Caller, checkStanding } from './tokenDirectory.ts'

/** Finds the member behind a call. One token per call: two different ones are an error, never "the first wins". */
export function authenticate(services: GatewayServices, call: Call): Caller {
  if (services.vault.state !== 'unlocked')
    throw new Refusal(
      'VAULT_LOCKED',
      'Keyrack: the vault is locked, so no call can be served. Ask your administrator to unlock Keyrack.',
      { shouldRetry: false },
    )
  const token = presentedToken(services, call)
  const caller = services.tokens.find(token)
  const now = services.now()
  try {
    if (!caller)
      throw new Refusal(
        'TOKEN_UNKNOWN',
        'Keyrack: this token is not known here. Use the token from your connection card, or ask your administrator for a new one.',
      )
    checkStanding(caller, now)
    return caller
  } catch (refusal) {
    throw putOff(services, call.address, now) ?? refusal
  }
}

/** After many failures an address hears "later" instead of "no"; good tokens never come this far. */
function putOff(services: GatewayServices, address: string, now: number): Refusal | undefined {
  const { failedTokens, failedTokensWindowMs } = services.settings()
  const wait = services.throttle.note(address, now, failedTokens, failedTokensWindowMs)
  return wait === undefined
    ? undefined
    : new Refusal(
        'TOO_MANY_FAILURES',
        `Keyrack: too many calls with a wrong token came from this address. Try again in ${wait} s with the token from your connection card.`,
        { retryAfterSeconds: wait },
      )
}

function presentedToken(services: GatewayServices, { request, query }: Call): string {
  const { headers } = request
  const found = new Set<string>()
  const add = (value: string | string[] | undefined) => {
    if (typeof value === 'string' && value !== '') found.add(value)
  }
  const { authorization } = headers
  if (authorization !== undefined) {
    const [, bearer] = /^Bearer +(\S+) *$/i.exec(authorization) ?? []
    if (!bearer)
      throw new Refusal(
        'TOKEN_UNKNOWN',
        'Keyrack: the Authorization header must be "Bearer" and your token.',
      )
    add(bearer)
  }
  add(headers['x-api-key'])
  add(headers['api-key'])
  add(headers['x-goog-api-key'])
  add(headers['ocp-apim-subscription-key'])
  const inUrl = query.get('key')
  if (inUrl !== null) {
    if (!services.settings().queryTokens)
      throw new Refusal(
        'TOKEN_IN_URL',
        'Keyrack: a token in the URL ends up in histories and logs, so it is not accepted. Send it in the x-goog-api-key header, and ask your administrator to rotate this one.',
      )
    add(inUrl)
  }
  const [token, another] = found
  if (token === undefined)
    throw new Refusal(
      'TOKEN_MISSING',
      'Keyrack: this call carries no token. Give your tool the token from your connection card as its API key.',
    )
  if (another !== undefined)
    throw new Refusal(
      'TOKENS_DIFFER',
      'Keyrack: this call carries two different tokens. Remove one of them, for example an API key that is also set in the environment.',
    )
  return token
}
