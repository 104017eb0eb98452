import type { KeyOptions } from '../contract/keys.ts'
import type { ProviderName } from '../contract/providers.ts'
import type { Wire } from '../contract/wires.ts'

/** Where a call goes: everything of the client's path that the upstream needs. */
export interface Target {
  wire: Wire
  /** The model's name at the provider. */
  model: string
  /** `v1` or `v1beta` on Gemini paths, as the client called. */
  version: string | undefined
  /** Query parameters that the provider understands; everything else was dropped. */
  query: URLSearchParams
  /** Where it goes below the version, for what is no model's format: files, batches, stored answers. */
  path?: readonly string[]
}

/** How one upstream is reached: data and pure functions, no I/O. */
export interface Provider {
  name: ProviderName
  /** The formats it answers natively. */
  wires: ReadonlySet<Wire>
  /** Turns what an administrator typed into the form that is stored; throws with a sentence on nonsense. */
  normaliseBaseUrl(typed: string): string
  url(baseUrl: string, target: Target): URL
  authHeaders(secret: string | undefined, options: KeyOptions): Record<string, string>
  /** The request that tests a key and lists its models. */
  modelsUrl(baseUrl: string): URL
  /** Reads that answer; throws when it is none. */
  readModels(body: unknown): string[]
  /** Calls through this provider cost nothing on purpose. */
  free: boolean
  /** Must usage be asked for in an OpenAI-style stream (`stream_options.include_usage`)? */
  needsUsageSwitch: boolean
}
