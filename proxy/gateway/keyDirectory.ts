import { crc32 } from 'node:zlib'
import type { KeyOptions } from '../contract/keys.ts'
import type { ProviderName } from '../contract/providers.ts'
import type { Wire } from '../contract/wires.ts'
import { providers } from '../providers/index.ts'
import type { Provider } from '../providers/provider.ts'
import type { Db } from '../store/db.ts'
import { listSealedKeys } from '../store/keys.ts'

/** A provider key as a call needs it; the secret stays sealed. */
export interface UsableKey {
  id: string
  label: string
  provider: Provider
  providerName: ProviderName
  preset: string | null
  baseUrl: string
  sealed: string | null
  sealVersion: number
  allowLocal: boolean
  options: KeyOptions
  models: Set<string>
  paused: boolean
  /** The teams it is reserved to; undefined: everybody's. */
  teams: ReadonlySet<string> | undefined
  /** The provider refused it; used only when nothing else has the model. */
  refused: boolean
  createdAt: number
  /** Where its calls go, by wire, model and the like; the same few again and again. */
  urls: Map<string, URL>
}

/** The provider keys in memory, found by the model a call names. */
export class KeyDirectory {
  readonly #db: Db
  #keys: UsableKey[] = []
  #byModel = new Map<string, UsableKey[]>()
  readonly #turns = new Map<string, number>()
  #loaded = false

  constructor(db: Db) {
    this.#db = db
  }

  /** Forgets everything; the next call reads the keys again. */
  drop(): void {
    this.#loaded = false
  }

  all(): readonly UsableKey[] {
    this.#load()
    return this.#keys
  }

  /** The key of this id, paused or not. */
  find(id: string): UsableKey | undefined {
    this.#load()
    return this.#keys.find((key) => key.id === id)
  }

  /** Keys that have the model, paused ones included. */
  having(model: string): readonly UsableKey[] {
    this.#load()
    return this.#byModel.get(model) ?? []
  }

  /** The next key in turn, among those given. */
  inTurn(model: string, keys: readonly UsableKey[]): UsableKey | undefined {
    const turn = this.#turns.get(model) ?? 0
    this.#turns.set(model, turn + 1)
    return keys[turn % keys.length]
  }

  /** The same key each time for the same member, among those given. */
  forMember(memberId: string, keys: readonly UsableKey[]): UsableKey | undefined {
    return keys[crc32(memberId) % keys.length]
  }

  /** Every model that some key offers to this team on one of these wires, with that key. */
  modelsOn(wires: ReadonlySet<Wire>, teamId: string | null): Map<string, UsableKey> {
    this.#load()
    const models = new Map<string, UsableKey>()
    for (const key of this.#keys) {
      if (key.paused || !mayUse(key, teamId)) continue
      if (![...wires].some((wire) => key.provider.wires.has(wire))) continue
      for (const model of key.models) if (!models.has(model)) models.set(model, key)
    }
    return models
  }

  #load(): void {
    if (this.#loaded) return
    const rows = listSealedKeys(this.#db)
    this.#keys = rows.map((row) => ({
      id: row.id,
      label: row.label,
      provider: providers[row.provider],
      providerName: row.provider,
      preset: row.preset,
      baseUrl: row.baseUrl,
      sealed: row.sealed,
      sealVersion: row.sealVersion,
      allowLocal: row.allowLocal === 1,
      options: JSON.parse(row.options) as KeyOptions,
      models: new Set(JSON.parse(row.models) as string[]),
      paused: row.paused === 1,
      teams: row.teams === null ? undefined : new Set(JSON.parse(row.teams) as string[]),
      refused: row.health === 'refused',
      createdAt: row.createdAt,
      urls: new Map(),
    }))
    this.#byModel = new Map()
    for (const key of this.#keys) {
      for (const model of key.models) {
        const having = this.#byModel.get(model)
        if (having) having.push(key)
        else this.#byModel.set(model, [key])
      }
    }
    this.#loaded = true
  }
}

/** Whether a key is open to a member of this team, or of none. */
export function mayUse({ teams }: Pick<UsableKey, 'teams'>, teamId: string | null): boolean {
  return teams === undefined || (teamId !== null && teams.has(teamId))
}
