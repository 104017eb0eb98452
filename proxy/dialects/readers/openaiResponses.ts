import { eventName } from '../../base/sse.ts'
import type { Reading } from '../dialect.ts'
import { learnUsage } from './openaiUsage.ts'
import type { AnswerShape } from './reader.ts'
import { type JsonObject, listIn, objectIn, textIn } from './values.ts'

const ENDINGS = new Set(['response.completed', 'response.incomplete', 'response.failed'])

/** The Responses API: whole responses, and streams that end with a whole response. */
export function openaiResponses(): AnswerShape {
  return {
    telling: ['usage', 'output', 'error', 'code', 'message'],
    texts: ['delta'],
    onEvent(reading, value, event) {
      if (!value) return undefined
      const type = textIn(value, 'type') ?? eventName(event) ?? ''
      if (type === 'error') {
        reading.failure ??= textIn(value, 'message') ?? textIn(value, 'code') ?? 'error'
        return undefined
      }
      if (!ENDINGS.has(type)) return undefined
      learnResponse(reading, objectIn(value, 'response'))
      reading.complete = type !== 'response.failed'
      return { final: true }
    },
    onBody: learnResponse,
  }
}

function learnResponse(reading: Reading, response: JsonObject) {
  learnUsage(reading, response.usage)
  reading.model = textIn(response, 'model') ?? reading.model
  if (response.status === 'failed') {
    reading.failure =
      textIn(objectIn(response, 'error'), 'message') ?? 'The provider could not answer.'
  }
  // Searches are billed by the call, and stand nowhere but in the output itself.
  const searches = listIn(response, 'output').filter(({ type }) => type === 'web_search_call')
  if (reading.usage) reading.usage.searches += searches.length
}
