import { usageOf } from '../../contract/calls.ts'
import type { Reading } from '../dialect.ts'
import type { AnswerShape } from './reader.ts'
import { countIn, type JsonObject } from './values.ts'

const COUNTS = ['prompt_eval_count', 'eval_count']

/** Ollama's own API: lines of JSON whose last one is `done` and tells what was counted. */
export function ollamaNative(): AnswerShape {
  return {
    telling: ['prompt_eval_count', 'eval_count', 'done_reason', 'error'],
    texts: ['content', 'response', 'thinking'],
    inBody: COUNTS,
    onEvent(reading, value) {
      if (value?.done !== true) return undefined
      learn(reading, value)
      reading.complete = true
      return { final: true }
    },
    onBody: learn,
  }
}

/** A prompt that was cached whole has no `prompt_eval_count`; then none of it was evaluated. */
function learn(reading: Reading, value: JsonObject) {
  if (!COUNTS.some((name) => name in value)) return
  const told = Object.entries(value).filter(([name]) => /_(?:count|duration)$/.test(name))
  reading.rawUsage = Object.fromEntries(told)
  reading.usage = usageOf({
    input: countIn(value, 'prompt_eval_count'),
    output: countIn(value, 'eval_count'),
  })
}
