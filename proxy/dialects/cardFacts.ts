/** What every snippet is rendered from. */
export interface CardFacts {
  /** Such as `https://192.168.1.24:8443`, as the service is reached now. */
  origin: string
  /** True when teammates must first trust Keyrack's own certificate authority. */
  needsCa: boolean
  /** One model for each family of SDKs. */
  models: { openai: string; anthropic: string; gemini: string }
  /** Families of which the member has no model; the example is then only an example. */
  missing: { openai: boolean; anthropic: boolean; gemini: boolean }
}

/** Where the first step of the card saves the certificate, as each shell writes the home folder. */
export const CA_FILE = 'keyrack-ca.pem'
export const CA_IN = {
  bash: `"$HOME/${CA_FILE}"`,
  powershell: `"$HOME\\${CA_FILE}"`,
  cmd: `"%USERPROFILE%\\${CA_FILE}"`,
} as const

/** Model names come from providers: one that could break out of a quoted text is never shown in code. */
const SAFE_NAME = /^[\w.:/@-]{1,128}$/
const NOT_FOR_CHAT =
  /embed|whisper|tts|transcri|image|dall-e|moderat|realtime|audio|rerank|veo|imagen/i
const CLAUDE = /claude/i
const GEMINI = /^gemini/i
const GPT = /^(?:gpt|o\d|chatgpt)/i

/** Picks the models that the examples name out of those the member may use. */
export function exampleModels(all: readonly string[]): Pick<CardFacts, 'models' | 'missing'> {
  const usable = all.filter((name) => SAFE_NAME.test(name) && !NOT_FOR_CHAT.test(name))
  const others = usable.filter((name) => !CLAUDE.test(name) && !GEMINI.test(name))
  const openai = small(others.filter((name) => GPT.test(name))) ?? others[0]
  const anthropic = usable.find((name) => CLAUDE.test(name))
  const gemini = usable.find((name) => GEMINI.test(name))
  return {
    models: {
      openai: openai ?? 'gpt-5-mini',
      anthropic: anthropic ?? 'claude-sonnet-5-5',
      gemini: gemini ?? 'gemini-2.5-flash',
    },
    missing: { openai: !openai, anthropic: !anthropic, gemini: !gemini },
  }
}

/** A first call had better be a cheap one. */
function small(names: string[]): string | undefined {
  return names.find((name) => /mini|nano/.test(name)) ?? names[0]
}

/** A line for a family of which the member has no model yet. */
export function missingNote(facts: CardFacts, family: keyof CardFacts['missing']): string[] {
  if (!facts.missing[family]) return []
  return [
    `${facts.models[family]} is only an example: no model of this family is on your list yet. Ask your administrator.`,
  ]
}
