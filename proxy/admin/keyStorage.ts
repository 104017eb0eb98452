import { newId } from '../base/ids.ts'
import type { KeyOptions, KeyTestResult } from '../contract/keys.ts'
import { type ListPrice, listPrice } from '../providers/priceList.ts'
import { findKey, insertKey, type KeyFields, replaceSecret, updateKey } from '../store/keys.ts'
import { ensurePrice, priceOwner } from '../store/prices.ts'
import type { KeyRow } from '../store/schema/keys.ts'
import type { PreparedKey } from './preparedKey.ts'
import { problem } from './problems.ts'
import { markSecret, maskSecret } from './secretText.ts'
import type { AdminServices } from './services.ts'

/** What a sealed secret is bound to: another row, or an older version of this one, does not open it. */
export function secretPlace(id: string, version: number) {
  return { table: 'keys', row: id, column: 'sealed', version }
}

/** Stores a new key, its secret sealed; answers its id. */
export async function storeKey(services: AdminServices, key: PreparedKey): Promise<string> {
  const { db, now } = services
  const id = newId('key')
  const sealed = await sealedSecret(services, id, 1, key.secret)
  insertKey(db, {
    ...{ id, provider: key.provider, preset: key.preset, label: key.label, ...sealed },
    baseUrl: key.baseUrl,
    allowLocal: key.allowLocal ? 1 : 0,
    models: JSON.stringify(key.models ?? []),
    modelsPinned: key.models ? 1 : 0,
    options: JSON.stringify(key.options),
    ...{ paused: 0, health: 'untested', healthNote: null, testedAt: null },
    ...{ createdAt: now(), secretChangedAt: now(), lastUsedAt: null, removedAt: null },
    teams: null,
  })
  notePrices(services, key, key.models ?? [])
  keysChanged(services)
  return id
}

/** Seals a new secret in the place of the row's and changes `fields` with it. */
export async function storeNewSecret(
  services: AdminServices,
  row: KeyRow,
  secret: string,
  fields: KeyFields = {},
): Promise<void> {
  const sealed = await sealedSecret(services, row.id, row.sealVersion + 1, secret)
  const fresh = { health: 'untested', healthNote: null, secretChangedAt: services.now() }
  if (!replaceSecret(services.db, row.id, row.sealVersion, { ...fields, ...sealed, ...fresh })) {
    throw problem(
      'CONFLICT',
      'The key was replaced or removed meanwhile, so nothing was changed. Look at it again.',
    )
  }
  keysChanged(services)
}

/** The columns of a sealed secret. */
async function sealedSecret(
  { vault }: AdminServices,
  id: string,
  version: number,
  secret: string | undefined,
): Promise<Pick<KeyRow, 'sealed' | 'sealVersion' | 'secretMark' | 'hint'>> {
  return {
    sealed: secret === undefined ? null : await vault.seal(secret, secretPlace(id, version)),
    sealVersion: version,
    secretMark: secret === undefined ? null : markSecret(vault, secret),
    hint: maskSecret(secret),
  }
}

/** Asks the provider for its models with a stored key and remembers how that went. */
export async function testStoredKey(services: AdminServices, id: string): Promise<KeyTestResult> {
  const { db, vault, upstream, now } = services
  const row = keyOrProblem(services, id)
  const result = await upstream.test({
    provider: row.provider,
    preset: row.preset,
    baseUrl: row.baseUrl,
    allowLocal: row.allowLocal === 1,
    options: JSON.parse(row.options) as KeyOptions,
    secret:
      row.sealed === null
        ? undefined
        : await vault.open(row.sealed, secretPlace(id, row.sealVersion)),
  })
  const current = findKey(db, id)
  // Replaced, redirected or removed while the provider was thinking: the answer is about another key.
  if (current?.sealVersion !== row.sealVersion || current.baseUrl !== row.baseUrl) return result
  updateKey(db, id, {
    health: result.health,
    healthNote: result.ok ? null : result.message,
    testedAt: now(),
    ...(result.ok && current.modelsPinned === 0 && { models: JSON.stringify(result.models) }),
  })
  if (result.ok) notePrices(services, row, result.models)
  keysChanged(services)
  return result
}

export function keyOrProblem({ db }: AdminServices, id: string): KeyRow {
  const row = findKey(db, id)
  if (!row) throw problem('NOT_FOUND', 'This key is no longer there. Look at the list again.')
  return row
}

export function keysChanged({ gateway, live }: AdminServices): void {
  gateway.keysChanged()
  live.changed('keys')
}

/** Copies the list's prices of a key's models, so that the prices page shows them before the first call. */
function notePrices(
  services: AdminServices,
  key: Pick<KeyRow, 'provider' | 'preset'>,
  models: string[],
): void {
  const { db, gateway, live, now } = services
  const provider = priceOwner(key)
  db.transaction(() => {
    for (const model of models) {
      const listed: ListPrice | undefined = listPrice(key.provider, key.preset, model, now())
      ensurePrice(db, listed, { provider, model }, now())
    }
  })
  if (models.length === 0) return
  gateway.pricesChanged()
  live.changed('prices')
}
