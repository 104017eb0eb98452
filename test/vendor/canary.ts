import { createHash } from 'node:crypto'
import type { FamilyName } from './family.ts'

/** Looks like the vendor's keys, so that everything that recognises keys by their shape takes it for one. */
const SHAPES: Record<FamilyName, (body: string) => string> = {
  openai: (body) => `sk-proj-CANARY${body}`,
  anthropic: (body) => `sk-ant-api03-CANARY${body}AA`,
  gemini: (body) => `AIzaCANARY${body.slice(0, 29)}`,
  azure: (body) => `CANARY${body}`,
  mistral: (body) => `CANARY${body.slice(0, 26)}`,
  ollama: (body) => `CANARY${body}`,
  cohere: (body) => `CANARY${body.slice(0, 34)}`,
  openrouter: (body) => `sk-or-v1-CANARY${body}`,
}

/** A fake key of this vendor, different for every `seed`; wherever it turns up, it has leaked. */
export function canaryKey(family: FamilyName, seed: string): string {
  return SHAPES[family](createHash('sha256').update(`${family} ${seed}`).digest('hex').slice(0, 48))
}
