import { parseEnv } from 'node:util'
import { type Guess, guessProvider } from '../providers/guess.ts'
import { KNOWN_VARIABLES, type KnownVariable } from '../providers/variables.ts'

/** A secret with where it was found and what it seems to be. */
export interface FoundKey {
  secret: string
  /** Environment variable or `line 3`. */
  variable: string
  guess: Guess
  /** From the variable that the vendor's tools read beside this one. */
  baseUrl: string | null
  /** `EU` of `OPENAI_API_KEY_EU`. */
  suffix: string
}

type Variables = Readonly<Record<string, string | undefined>>

const ASSIGNMENT = /^\s*(?:export\s+)?[A-Za-z_]\w*\s*=/
/** Shorter than any vendor's key; keeps placeholders like `changeme` out. */
const SHORTEST = 8

/** Keys in variables whose names vendors' tools read, also with an ending of one's own: `OPENAI_API_KEY_EU`. */
export function keysInVariables(variables: Variables): FoundKey[] {
  return Object.entries(variables).flatMap(([variable, value]) => {
    const secret = value?.trim() ?? ''
    const known = knownVariable(variable)
    if (!known || !looksLikeSecret(secret)) return []
    const { provider, preset } = known
    const baseUrl = known.baseUrlIn.map((name) => variables[name]?.trim()).find(Boolean) ?? null
    return [{ secret, variable, guess: { provider, preset }, baseUrl, suffix: known.suffix }]
  })
}

/** Keys in a `.env` file: known names, and values that can only be a vendor's key whatever their name. */
export function keysInEnvFile(text: string): FoundKey[] {
  const variables = parseEnv(text)
  const known = keysInVariables(variables)
  const names = new Set(known.map(({ variable }) => variable))
  const others = Object.entries(variables).flatMap(([variable, value]) => {
    const secret = value?.trim() ?? ''
    if (names.has(variable) || !looksLikeSecret(secret) || !hasTellingShape(secret)) return []
    return [{ secret, variable, guess: guessProvider(secret), baseUrl: null, suffix: '' }]
  })
  return [...known, ...others]
}

/** Keys that were pasted: `NAME=value` lines, and keys alone on a line. */
export function keysInPaste(text: string): FoundKey[] {
  const lines = text.split(/\r?\n/)
  const assignments = lines.filter((line) => ASSIGNMENT.test(line)).join('\n')
  const variables = parseEnv(assignments)
  const named = keysInVariables(variables)
  const names = new Set(named.map(({ variable }) => variable))
  // Whoever pastes a line means it, so a name nobody knows does not keep its key out.
  const others = Object.entries(variables).flatMap(([variable, value]) => {
    const secret = value?.trim() ?? ''
    const isUrl = /^https?:\/\//.test(secret)
    if (names.has(variable) || isUrl || !looksLikeSecret(secret)) return []
    return [{ secret, variable, guess: guessProvider(secret), baseUrl: null, suffix: '' }]
  })
  const bare = lines.flatMap((line, index) => {
    const secret = line.trim()
    if (ASSIGNMENT.test(line) || !looksLikeSecret(secret)) return []
    const variable = `line ${index + 1}`
    return [{ secret, variable, guess: guessProvider(secret), baseUrl: null, suffix: '' }]
  })
  return [...named, ...others, ...bare]
}

function knownVariable(name: string): (KnownVariable & { suffix: string }) | undefined {
  const exact = KNOWN_VARIABLES[name]
  if (exact) return { ...exact, suffix: '' }
  const longer = Object.entries(KNOWN_VARIABLES).find(([known]) => name.startsWith(`${known}_`))
  return longer && { ...longer[1], suffix: name.slice(longer[0].length + 1) }
}

/** A token of ours is no provider's key: it stands where a teammate's tools already use Keyrack. */
function looksLikeSecret(text: string): boolean {
  return text.length >= SHORTEST && /^[\x21-\x7e]+$/.test(text) && !/^[#<$]|^krk_/.test(text)
}

/** By its beginning; shapes like "32 hexadecimal digits" fit too much that is no key. */
function hasTellingShape(secret: string): boolean {
  return /^(?:sk-|gsk_|xai-|tgp_|AIza|AQ\.|bce-v3\/)/.test(secret) && secret.length >= 20
}
