import { z } from 'zod'

/**
 * What is looked for in texts, beside a team's own words. Where two finds of one length overlap, the kind that
 * stands further up in this list wins.
 */
export const MASK_KINDS = [
  'privateKey',
  'jwt',
  'apiKey',
  'secret',
  'email',
  'iban',
  'card',
  'chineseId',
  'usSsn',
  'phone',
  'ipAddress',
] as const
export type MaskKind = (typeof MASK_KINDS)[number]

/** What stands in the text instead: `[EMAIL]`, or `[EMAIL_1]` where it is put back in the answer. */
export const MASK_LABELS: Record<MaskKind, string> = {
  privateKey: 'PRIVATE_KEY',
  jwt: 'JWT',
  apiKey: 'API_KEY',
  secret: 'SECRET',
  email: 'EMAIL',
  iban: 'IBAN',
  card: 'CARD',
  chineseId: 'CN_ID',
  usSsn: 'US_SSN',
  phone: 'PHONE',
  ipAddress: 'IP_ADDRESS',
}

/** One of each and several, as sentences name them. */
export const MASK_WORDS: Record<MaskKind, readonly [one: string, several: string]> = {
  privateKey: ['private key or certificate', 'private keys or certificates'],
  jwt: ['signed token (JWT)', 'signed tokens (JWT)'],
  apiKey: ['API key', 'API keys'],
  secret: ['password or secret', 'passwords or secrets'],
  email: ['e-mail address', 'e-mail addresses'],
  iban: ['bank account (IBAN)', 'bank accounts (IBAN)'],
  card: ['card number', 'card numbers'],
  chineseId: ['Chinese identity number', 'Chinese identity numbers'],
  usSsn: ['US social security number', 'US social security numbers'],
  phone: ['phone number', 'phone numbers'],
  ipAddress: ['IP address', 'IP addresses'],
}

/**
 * report: counted only. mask: replaced for good. pseudonymise: replaced by a name of its own, which is turned back
 * in the answer. block: the call is refused.
 */
export const MASK_MODES = ['off', 'report', 'mask', 'pseudonymise', 'block'] as const
export const maskMode = z.enum(MASK_MODES)
export type MaskMode = z.infer<typeof maskMode>

export const maskRule = z.strictObject({
  mode: maskMode,
  /** Also in what the model writes: there it is counted, or masked whatever else the mode says. */
  answers: z.boolean().default(false),
})
export type MaskRule = z.infer<typeof maskRule>

/** What is not named is as the workspace has it, and off where that says nothing either. */
export const maskRules = z.partialRecord(z.enum(MASK_KINDS), maskRule)
export type MaskRules = z.infer<typeof maskRules>

const teamId = z.string().nullable().default(null)

export const maskingChange = z.strictObject({
  /** Null: for everybody whose team says nothing else. */
  teamId,
  /** Null takes back what was said. */
  rules: z.partialRecord(z.enum(MASK_KINDS), maskRule.nullable()),
})
export type MaskingChange = z.input<typeof maskingChange>

const LONGEST_TERM = 200
export const MOST_TERMS = 20_000

const terms = z
  .array(z.string().trim().min(2).max(LONGEST_TERM))
  .max(MOST_TERMS)
  .transform((all) => [...new Set(all)])

const dictionaryFields = {
  name: z.string().trim().min(1).max(80),
  /** What stands instead of its words, such as PROJECT. */
  label: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z](?:[A-Z_]{0,22}[A-Z])?$/, 'Use letters A to Z and underscores, such as PROJECT.')
    .refine((label) => !Object.values(MASK_LABELS).includes(label), 'Keyrack itself uses it.'),
  rule: maskRule,
  wholeWord: z.boolean(),
  matchCase: z.boolean(),
  terms,
}

export const newDictionary = z.strictObject({
  ...dictionaryFields,
  teamId,
  rule: maskRule.default({ mode: 'pseudonymise', answers: false }),
  wholeWord: z.boolean().default(true),
  matchCase: z.boolean().default(false),
})
export type NewDictionary = z.input<typeof newDictionary>

export const dictionaryChange = z.strictObject({
  id: z.string(),
  ...z.strictObject(dictionaryFields).partial().shape,
})

/** A list of words that a team does not let out: names of customers, projects, patients. */
export interface Dictionary {
  id: string
  /** Null: for every team. */
  teamId: string | null
  name: string
  label: string
  rule: MaskRule
  wholeWord: boolean
  matchCase: boolean
}

export type DictionaryLine = Dictionary & { teamName: string | null; termCount: number }
export type DictionaryTerms = DictionaryLine & { terms: string[] }

export interface MaskingEntry {
  teamId: string | null
  /** Null for the workspace. */
  teamName: string | null
  rules: MaskRules
}

export interface MaskingList {
  /** The workspace first, then every team that says something of its own. */
  entries: MaskingEntry[]
  dictionaries: DictionaryLine[]
}

/** How often what was found in a call: a kind, or the label of a dictionary. Never what was found. */
export type MaskCounts = Record<string, number>

/** "2 e-mail addresses", "1 × PROJECT" for words of a dictionary. */
export function countInWords(kind: string, count: number): string {
  const words = Object.hasOwn(MASK_WORDS, kind) ? MASK_WORDS[kind as MaskKind] : undefined
  return words ? `${count} ${words[count === 1 ? 0 : 1]}` : `${count} × ${kind}`
}

/** The most text that is tried out at once. */
export const LONGEST_TRIAL = 1_000_000

export const maskingTrial = z.strictObject({
  teamId,
  pasted: z.string().max(LONGEST_TRIAL),
  /** As a text, or as the JSON body of a call, of which only what the model reads is looked at. */
  as: z.enum(['text', 'body']).default('text'),
})
export type MaskingTrial = z.input<typeof maskingTrial>

/** A piece of a text that was tried out; pieces in order make the whole. */
export interface TrialPiece {
  text: string
  /** What leaves instead; the same where nothing was found. */
  sent: string
  found?: { kind: string; mode: MaskMode }
}

export interface TrialResult {
  pieces: TrialPiece[]
  counts: MaskCounts
  /** What the call would be refused with. */
  refusal: string | null
}
