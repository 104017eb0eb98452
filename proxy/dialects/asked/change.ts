import { setDeep } from '../../base/jsonPatch.ts'
import type { CallChanges } from '../../contract/asked.ts'
import type { ProviderName } from '../../contract/providers.ts'
import type { Wire } from '../../contract/wires.ts'
import { isObject, type JsonObject, listIn, objectIn } from '../readers/values.ts'
import { allValues } from './body.ts'
import { countOf } from './numbers.ts'

/** A place in a body: names of objects within objects. */
type Path = readonly string[]

/**
 * Puts numbers into a body where its format has them, and leaves every other byte as it came. What already says
 * less is left too. Undefined when nothing needs to change.
 */
export function putInto(
  wire: Wire,
  provider: ProviderName,
  bytes: Buffer,
  changes: CallChanges,
): Buffer | undefined {
  const values = allValues({ size: Number.POSITIVE_INFINITY, values: {}, json: { bytes } })
  let changed = bytes
  const put = (paths: readonly Path[], most: number | undefined) => {
    if (most === undefined || paths.length === 0) return
    const given = paths.filter((path) => present(values, path))
    // Added to an object that is there rather than to a second one in the other spelling.
    const home = paths.find((path) => path.length > 1 && present(values, path.slice(0, -1)))
    for (const path of given.length > 0 ? given : [home ?? paths[0] ?? []]) {
      const count = countOf(at(values, path))
      if (count === undefined || count > most) changed = setDeep(changed, path, `${most}`)
    }
  }
  put(outputPaths(wire, provider), changes.outputTokens)
  put(thinkingPaths(wire), changes.thinkingTokens)
  put(choicePaths(wire), changes.choices)
  if (IMAGES.test(wire)) {
    put([['n']], changes.images)
    if (changes.imageSize) changed = setDeep(changed, ['size'], JSON.stringify(changes.imageSize))
  }
  const { outputTokens } = changes
  if (wire === 'anthropic.messages' && outputTokens !== undefined)
    changed = capFallbacks(changed, values, outputTokens)
  return changed === bytes ? undefined : changed
}

const IMAGES = /\.image(?:s|Edits)$/

/** The places in which a limit on output may stand, the first being the one that is added. */
function outputPaths(wire: Wire, provider: ProviderName): Path[] {
  switch (wire) {
    case 'openai.chat':
    case 'azure.chat': {
      const paths: Path[] = [['max_completion_tokens'], ['max_tokens']]
      // Reasoning models take the new name only; many servers that speak the dialect know just the old one.
      return provider === 'openai' || provider === 'azure' ? paths : paths.toReversed()
    }
    case 'openai.responses':
      return [['max_output_tokens']]
    case 'gemini.generate':
    case 'gemini.stream':
      return geminiPaths(['maxOutputTokens', 'max_output_tokens'])
    case 'ollama.chat':
    case 'ollama.generate':
      return [['options', 'num_predict']]
    case 'openai.completions':
    case 'azure.completions':
    case 'anthropic.messages':
    case 'mistral.fim':
    case 'cohere.chat':
      return [['max_tokens']]
    default:
      return []
  }
}

function thinkingPaths(wire: Wire): Path[] {
  if (wire === 'anthropic.messages') return [['thinking', 'budget_tokens']]
  if (wire === 'cohere.chat') return [['thinking', 'token_budget']]
  if (wire !== 'gemini.generate' && wire !== 'gemini.stream') return []
  const names = ['thinkingBudget', 'thinking_budget']
  return names.flatMap((name) =>
    geminiPaths(['thinkingConfig', 'thinking_config']).map((path) => [...path, name]),
  )
}

function choicePaths(wire: Wire): Path[] {
  if (wire === 'openai.chat' || wire === 'azure.chat') return [['n']]
  if (wire === 'openai.completions' || wire === 'azure.completions') return [['n'], ['best_of']]
  if (wire === 'gemini.generate' || wire === 'gemini.stream')
    return geminiPaths(['candidateCount', 'candidate_count'])
  return []
}

/** Google reads both spellings of every name. */
function geminiPaths(names: string[]): Path[] {
  return ['generationConfig', 'generation_config'].flatMap((config) =>
    names.map((name) => [config, name]),
  )
}

/** Null says as little as nothing. */
function present(values: JsonObject, path: Path): boolean {
  const value = at(values, path)
  return value !== undefined && value !== null
}

function at(values: JsonObject, path: Path): unknown {
  const [name = '', ...rest] = path
  return rest.length === 0 ? values[name] : at(objectIn(values, name), rest)
}

/** Models that step in have limits of their own, in a list. */
function capFallbacks(bytes: Buffer, values: JsonObject, most: number): Buffer {
  const fallbacks = listIn(values, 'fallbacks')
  if (!fallbacks.some(({ max_tokens }) => (countOf(max_tokens) ?? 0) > most)) return bytes
  const capped = (values.fallbacks as unknown[]).map((one) =>
    isObject(one) && (countOf(one.max_tokens) ?? 0) > most ? { ...one, max_tokens: most } : one,
  )
  return setDeep(bytes, ['fallbacks'], JSON.stringify(capped))
}
