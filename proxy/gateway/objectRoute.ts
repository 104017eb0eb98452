import { Refusal } from '../base/errors.ts'
import type { Wire } from '../contract/wires.ts'
import type { Call } from './call.ts'
import { mayUse, type UsableKey } from './keyDirectory.ts'
import type { GatewayServices } from './services.ts'

/**
 * The key for a call about something at the provider: the one under which it lies, else the one that the
 * member's things of this provider go to, always the same, so that a file and its batch meet.
 */
export function chooseObjectKey(
  services: GatewayServices,
  call: Call,
  wire: Wire,
  home: string | undefined,
): UsableKey {
  const teamId = call.caller?.teamId ?? null
  if (home !== undefined) return usable(services.keys.find(home), teamId)
  const speaking = objectKeys(services, call, wire)
  const accepted = speaking.filter((key) => !key.refused)
  const key = services.keys.forMember(
    call.caller?.memberId ?? '',
    accepted.length > 0 ? accepted : speaking,
  )
  if (!key)
    throw new Refusal(
      'NO_KEY',
      'Keyrack: no provider key here can keep files and the like for this kind of client. Ask your administrator to add one.',
      { shouldRetry: false },
    )
  return key
}

/** The keys in use whose provider keeps such things; those of the dialect's own provider, where there are any. */
function objectKeys(services: GatewayServices, call: Call, wire: Wire): UsableKey[] {
  const teamId = call.caller?.teamId ?? null
  const speaking = services.keys
    .all()
    .filter((key) => !key.paused && mayUse(key, teamId) && key.provider.wires.has(wire))
  const own = speaking.filter(({ providerName }) => providerName === call.dialect.name)
  return own.length > 0 ? own : speaking
}

/** The key under which something lies cannot be replaced by another: only there it is found. */
function usable(key: UsableKey | undefined, teamId: string | null): UsableKey {
  if (key && !mayUse(key, teamId))
    throw new Refusal(
      'NO_KEY',
      'Keyrack: the provider key under which this lies is reserved to another team now.',
      { shouldRetry: false },
    )
  if (!key || key.paused)
    throw new Refusal(
      'NO_KEY',
      key
        ? 'Keyrack: the provider key under which this lies is paused. Ask your administrator to resume it.'
        : 'Keyrack: the provider key under which this lies was removed.',
      { shouldRetry: false },
    )
  return key
}
