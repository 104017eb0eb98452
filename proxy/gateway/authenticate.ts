import { Refusal } from '../base/errors.ts'
import type { Call } from './call.ts'
import type { GatewayServices } from './services.ts'
import { type Caller, checkStanding } from './tokenDirectory.ts'

/** Where a caller shows a token, and where from. */
type Presented = Pick<Call, 'request' | 'query' | 'address'>

/** Finds the member behind a call. One token per call: two different ones are an error, never "the first wins". */
export function authenticate(services: GatewayServices, call: Presented): Caller {
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
    if (caller?.decoy) services.noteDecoy(caller, call.address)
    else if (!caller) services.noteWrongToken(token, call.address)
    if (!caller || caller.decoy)
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

function presentedToken(services: GatewayServices, { request, query }: Presented): string {
  const { headers } = request
  let token = bearerIn(headers.authorization)
  for (const name of TOKEN_HEADERS) token = oneToken(token, headers[name])
  const inUrl = query.get('key')
  if (inUrl !== null) {
    if (!services.settings().queryTokens)
      throw new Refusal(
        'TOKEN_IN_URL',
        'Keyrack: a token in the URL ends up in histories and logs, so it is not accepted. Send it in the x-goog-api-key header, and ask your administrator to rotate this one.',
      )
    token = oneToken(token, inUrl)
  }
  if (token === undefined)
    throw new Refusal(
      'TOKEN_MISSING',
      'Keyrack: this call carries no token. Give your tool the token from your connection card as its API key.',
    )
  return token
}

/** Where a token may stand beside `authorization`. */
export const TOKEN_HEADERS: readonly string[] = [
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'ocp-apim-subscription-key',
]

function bearerIn(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined
  const [, bearer] = /^Bearer +(\S+) *$/i.exec(authorization) ?? []
  if (!bearer)
    throw new Refusal(
      'TOKEN_UNKNOWN',
      'Keyrack: the Authorization header must be "Bearer" and your token.',
    )
  return bearer
}

/** The token found so far and one more place to look at: the same token may stand in both. */
function oneToken(
  token: string | undefined,
  found: string | string[] | undefined,
): string | undefined {
  if (typeof found !== 'string' || found === '') return token
  if (token !== undefined && token !== found)
    throw new Refusal(
      'TOKENS_DIFFER',
      'Keyrack: this call carries two different tokens. Remove one of them, for example an API key that is also set in the environment.',
    )
  return found
}
