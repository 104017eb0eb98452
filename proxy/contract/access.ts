import { z } from 'zod'
import { level, namePattern } from './limits.ts'

/** Groups of endpoints that cost or risk something of their own, beside plain patterns of endpoint names. */
export const ENDPOINT_GROUPS = [
  'chat',
  'embeddings',
  'images',
  'audio',
  'moderations',
  'files',
  'batches',
  /** Tools the provider runs and charges for: web search, code, file search, computer use. */
  'serverTools',
  /** Anything kept at the provider: stored responses, conversations, threads, vector stores, containers. */
  'stored',
] as const
export const endpointGroup = z.enum(ENDPOINT_GROUPS)
export type EndpointGroup = (typeof ENDPOINT_GROUPS)[number]

const patterns = z.array(namePattern).max(500).default([])
const groups = z.array(endpointGroup).max(ENDPOINT_GROUPS.length).default([])

/** Hours of the week in the workspace's time zone; `to` before `from` runs past midnight. */
export const openHours = z
  .strictObject({
    /** 1 is Monday, 7 is Sunday. */
    days: z.array(z.int().min(1).max(7)).min(1).max(7),
    /** Minutes since midnight. */
    from: z.int().min(0).max(1439),
    to: z.int().min(1).max(1440),
  })
  .refine(({ from, to }) => from !== to, 'They must not begin and end at the same minute.')
export type OpenHours = z.infer<typeof openHours>

/** Most that one call may ask for; null is no cap. Beyond it a call is refused, or cut down where that can be done. */
export const callCaps = z.strictObject({
  maxOutputTokens: z.int().positive().max(10_000_000).nullable().default(null),
  maxInputTokens: z.int().positive().max(100_000_000).nullable().default(null),
  /** Answers asked for at once (`n`, `candidateCount`). */
  maxChoices: z.int().positive().max(1000).nullable().default(null),
  maxImages: z.int().positive().max(1000).nullable().default(null),
  /** Width times height. */
  maxImagePixels: z.int().positive().max(1_000_000_000).nullable().default(null),
  tooMuch: z.enum(['refuse', 'clamp']).default('refuse'),
})
export type CallCaps = z.infer<typeof callCaps>

/** What one level says; what several levels say is all obeyed, and a denial anywhere wins. */
export const accessRules = z.strictObject({
  /** Empty: every model that is not denied. */
  allowModels: patterns,
  denyModels: patterns,
  allowEndpoints: groups,
  denyEndpoints: groups,
  /** CIDR ranges or single addresses, IPv4 or IPv6; empty: from everywhere the gate admits. */
  addresses: z.array(z.string().trim().min(1).max(64)).max(256).default([]),
  /** Empty: always. */
  hours: z.array(openHours).max(20).default([]),
  caps: callCaps.prefault({}),
})
export type AccessRules = z.infer<typeof accessRules>

export const NO_RULES: AccessRules = accessRules.parse({})

export const accessSubject = z
  .strictObject({ level, subjectId: z.string().nullable().default(null) })
  .refine(({ level, subjectId }) => (level === 'workspace') === (subjectId === null), {
    path: ['subjectId'],
    message: 'The workspace has no id; a team, member or token needs one.',
  })
export type AccessSubject = z.infer<typeof accessSubject>

// `partial()` would keep the defaults, and each change would empty what it does not name.
const { shape: rule } = accessRules
const { shape: cap } = callCaps

export const accessChange = z.strictObject({
  subject: accessSubject,
  /** Left out stays as it is; so does each cap that is left out. */
  rules: z.strictObject({
    allowModels: rule.allowModels.unwrap().optional(),
    denyModels: rule.denyModels.unwrap().optional(),
    allowEndpoints: rule.allowEndpoints.unwrap().optional(),
    denyEndpoints: rule.denyEndpoints.unwrap().optional(),
    addresses: rule.addresses.unwrap().optional(),
    hours: rule.hours.unwrap().optional(),
    caps: z
      .strictObject({
        maxOutputTokens: cap.maxOutputTokens.unwrap().optional(),
        maxInputTokens: cap.maxInputTokens.unwrap().optional(),
        maxChoices: cap.maxChoices.unwrap().optional(),
        maxImages: cap.maxImages.unwrap().optional(),
        maxImagePixels: cap.maxImagePixels.unwrap().optional(),
        tooMuch: cap.tooMuch.unwrap().optional(),
      })
      .optional(),
  }),
})
export type AccessChange = z.infer<typeof accessChange>

export interface AccessEntry {
  level: z.infer<typeof level>
  subjectId: string | null
  subjectName: string
  rules: AccessRules
}

/** A model somebody asked for and got, although no list names it; a denial still wins. */
export interface ModelGrant {
  id: string
  memberId: string
  memberName: string
  model: string
  /** Null: for good. */
  until: number | null
  createdAt: number
}

/** What is left for a member or token after all levels, and which level says so. */
export interface EffectiveAccess {
  models: string[]
  deniedEndpoints: EndpointGroup[]
  addresses: string[][]
  hours: OpenHours[][]
  caps: CallCaps
  entries: AccessEntry[]
  grants: ModelGrant[]
}
