import { eventName } from '../../base/sse.ts'
import { usageOf } from '../../contract/calls.ts'
import type { Reading } from '../dialect.ts'
import type { AnswerShape } from './reader.ts'
import { countIn, type JsonObject, objectIn, Total, textIn } from './values.ts'

/**
 * Anthropic's messages. The stream tells the input first and running totals later; whatever a later event
 * says replaces what an earlier one said.
 */
export function anthropicMessages(): AnswerShape {
  const told: JsonObject = {}
  const learn = (reading: Reading, usage: JsonObject) => {
    for (const [name, value] of Object.entries(usage)) if (value !== null) told[name] = value
    reading.rawUsage = { ...told }
    reading.usage = readAnthropicUsage(told)
  }
  return {
    telling: ['usage', 'error'],
    texts: ['text', 'partial_json', 'thinking'],
    onEvent(reading, value, event) {
      if (!value) {
        // Text may speak of it as well; only the event's own name counts.
        if (!event.includes('message_stop') || eventName(event) !== 'message_stop') return undefined
        reading.complete = true
        return { final: true }
      }
      if (value.type === 'message_start') {
        const message = objectIn(value, 'message')
        reading.model = textIn(message, 'model') ?? reading.model
        learn(reading, objectIn(message, 'usage'))
      } else if (value.type === 'message_delta') learn(reading, objectIn(value, 'usage'))
      return undefined
    },
    onBody(reading, body) {
      if (body.usage) learn(reading, objectIn(body, 'usage'))
    },
  }
}

/** `input_tokens` leaves the cache out here; thinking is part of the output. */
function readAnthropicUsage(usage: JsonObject) {
  const written = countIn(usage, 'cache_creation_input_tokens')
  const byTtl = objectIn(usage, 'cache_creation')
  const told5m = countIn(byTtl, 'ephemeral_5m_input_tokens')
  const told1h = countIn(byTtl, 'ephemeral_1h_input_tokens')
  const cacheWrites = new Total(Math.max(written, told5m + told1h))
  const outputs = new Total(countIn(usage, 'output_tokens'))
  return usageOf({
    input: countIn(usage, 'input_tokens'),
    cachedRead: countIn(usage, 'cache_read_input_tokens'),
    cacheWrite1h: cacheWrites.take(told1h),
    cacheWrite5m: cacheWrites.rest(),
    reasoning: outputs.take(countIn(objectIn(usage, 'output_tokens_details'), 'thinking_tokens')),
    output: outputs.rest(),
    searches: countIn(objectIn(usage, 'server_tool_use'), 'web_search_requests'),
  })
}
