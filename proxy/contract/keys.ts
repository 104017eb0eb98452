import { z } from 'zod'
import { providerName } from './providers.ts'

/** `untested`: never tried · `working`: last answer was good · `refused`: the provider answered 401 or 403 · `failing`: no usable answer. */
export const keyHealth = z.enum(['untested', 'working', 'refused', 'limited', 'failing'])
export type KeyHealth = z.infer<typeof keyHealth>

const label = z.string().trim().min(1).max(80)
const secret = z.string().trim().min(1).max(4096)
const baseUrl = z.string().trim().min(1).max(2048)
const models = z.array(z.string().trim().min(1).max(256)).max(5000)

/** Headers the administrator sets for a key: the organisation or project at OpenAI, Qianfan's `appid`. */
export const keyOptions = z.strictObject({
  organization: z.string().max(128).optional(),
  project: z.string().max(128).optional(),
  appid: z.string().max(128).optional(),
})
export type KeyOptions = z.infer<typeof keyOptions>

export const newKey = z.strictObject({
  provider: providerName,
  /** Name of a preset (`groq`, …) whose base URL and label are taken; then `provider` is `compatible`. */
  preset: z.string().max(40).optional(),
  label,
  /** Left out only where the provider needs none (Ollama, some compatible servers). */
  secret: secret.optional(),
  baseUrl: baseUrl.optional(),
  /** Left out: the key's test lists them. */
  models: models.optional(),
  /** Admits plain http and private addresses for this key. */
  allowLocal: z.boolean().default(false),
  options: keyOptions.default({}),
})
export type NewKey = z.infer<typeof newKey>

/** What may change without the secret; a new base URL needs the secret again, so that it cannot be led away. */
export const keyChange = z.strictObject({
  id: z.string(),
  label: label.optional(),
  models: models.optional(),
  baseUrl: baseUrl.optional(),
  allowLocal: z.boolean().optional(),
  options: keyOptions.optional(),
  secret: secret.optional(),
  /** The teams it is reserved to; null: every member may use it. */
  teams: z.array(z.string()).min(1).max(200).nullable().optional(),
})
export type KeyChange = z.infer<typeof keyChange>

export interface KeySummary {
  id: string
  provider: z.infer<typeof providerName>
  preset: string | null
  label: string
  /** Masked form such as `sk-…4f2A`; empty when the key has no secret. */
  hint: string
  baseUrl: string
  allowLocal: boolean
  models: string[]
  /** True when the administrator typed the models; a test then leaves them alone. */
  modelsPinned: boolean
  options: KeyOptions
  /** Ids of the teams it is reserved to; null: every member may use it. */
  teams: string[] | null
  paused: boolean
  health: KeyHealth
  /** One sentence on the last failure, without any secret. */
  healthNote: string | null
  testedAt: number | null
  createdAt: number
  /** When the secret last changed. */
  secretChangedAt: number
  lastUsedAt: number | null
  calls30d: number
  costNanoUsd30d: number
}

export interface KeyTestResult {
  ok: boolean
  health: KeyHealth
  models: string[]
  /** What happened, in words for the administrator. */
  message: string
}

/** One line of an import: what was found where, before anything is stored. */
export interface ImportCandidate {
  /** Stands for the secret in a later `keys.import`, so that it need not travel to the window. */
  ref: string
  /** Environment variable or `line 3`. */
  variable: string
  /** `environment`, the path of the file, or `pasted`. */
  source: string
  provider: z.infer<typeof providerName>
  preset: string | null
  label: string
  hint: string
  baseUrl: string | null
  /** Label of the stored key, or variable of the earlier line, that holds the same secret. */
  duplicateOf: string | null
}

export const importChoice = z.strictObject({
  ref: z.string(),
  provider: providerName,
  preset: z.string().nullable().default(null),
  label,
  baseUrl: baseUrl.nullable().default(null),
  /** Admits plain http and private addresses for this key. */
  allowLocal: z.boolean().default(false),
})
export type ImportChoice = z.infer<typeof importChoice>
