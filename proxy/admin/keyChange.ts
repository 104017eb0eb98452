import type { KeyChange } from '../contract/keys.ts'
import { type KeyFields, updateKey } from '../store/keys.ts'
import { keyOrProblem, keysChanged, storeNewSecret } from './keyStorage.ts'
import { checkedSecret, readAddress } from './preparedKey.ts'
import { problem } from './problems.ts'
import { teamOrProblem } from './subjects.ts'
import type { ActorContext } from './trpc.ts'

/** Changes what may change. An empty list of models lets the next test list them again. */
export async function changeKey(ctx: ActorContext, input: KeyChange): Promise<void> {
  const { services } = ctx
  const row = keyOrProblem(services, input.id)
  const address = readAddress(
    row.provider,
    input.baseUrl ?? row.baseUrl,
    input.allowLocal ?? row.allowLocal === 1,
  )
  // Whoever holds the window for a minute must not lead a stored secret to a server of their own.
  const isMoved = address.baseUrl !== row.baseUrl
  if (isMoved && row.sealed !== null && input.secret === undefined) {
    throw problem(
      'BAD_REQUEST',
      'The address of a key goes with its secret, so nothing was changed. Enter the secret again together with the new address.',
    )
  }
  for (const teamId of input.teams ?? []) teamOrProblem(ctx, teamId)
  const fields: KeyFields = {
    baseUrl: address.baseUrl,
    allowLocal: address.allowLocal ? 1 : 0,
    ...(input.label !== undefined && { label: input.label }),
    ...(input.options !== undefined && { options: JSON.stringify(input.options) }),
    ...(input.models !== undefined && {
      models: JSON.stringify([...new Set(input.models)]),
      modelsPinned: input.models.length > 0 ? 1 : 0,
    }),
    ...(input.teams !== undefined && {
      teams: input.teams === null ? null : JSON.stringify([...new Set(input.teams)]),
    }),
    ...(isMoved && { health: 'untested', healthNote: null }),
  }
  const secret = checkedSecret(input.secret)
  if (secret !== undefined) return storeNewSecret(services, row, secret, fields)
  updateKey(services.db, row.id, fields)
  keysChanged(services)
}
