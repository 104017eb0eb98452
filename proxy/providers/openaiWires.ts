import type { Wire } from '../contract/wires.ts'
import { joinUrl } from './baseUrl.ts'
import type { Target } from './provider.ts'

const PATHS = {
  'openai.chat': ['chat', 'completions'],
  'openai.responses': ['responses'],
  'openai.completions': ['completions'],
  'openai.embeddings': ['embeddings'],
  'openai.images': ['images', 'generations'],
  'openai.imageEdits': ['images', 'edits'],
  'openai.speech': ['audio', 'speech'],
  'openai.transcriptions': ['audio', 'transcriptions'],
  'openai.translations': ['audio', 'translations'],
  'openai.moderations': ['moderations'],
} as const satisfies Partial<Record<Wire, readonly string[]>>

type OpenaiWire = keyof typeof PATHS

export const OPENAI_WIRES: Wire[] = [...(Object.keys(PATHS) as OpenaiWire[]), 'openai.objects']

/** Where an OpenAI format goes below a base URL that already holds the version. */
export function openaiUrl(baseUrl: string, { wire, path }: Target): URL {
  return joinUrl(baseUrl, path ?? openaiPath(wire))
}

export function openaiPath(wire: Wire): readonly string[] {
  const path = (PATHS as Partial<Record<Wire, readonly string[]>>)[wire]
  if (!path) throw new TypeError(`${wire} is not one of OpenAI's formats`)
  return path
}

export function bearer(secret: string | undefined): Record<string, string> {
  return secret === undefined ? {} : { authorization: `Bearer ${secret}` }
}
