import { usageOf } from '../../contract/calls.ts'
import type { Reading } from '../dialect.ts'
import type { AnswerShape } from './reader.ts'
import { countIn, isObject, type JsonObject, objectIn, textIn } from './values.ts'

/** Cohere tells what it invoices (`billed_units`) beside larger raw token counts; the invoice counts. */
export function cohereV2(): AnswerShape {
  return {
    telling: ['usage', 'finish_reason', 'error'],
    texts: ['text', 'thinking', 'arguments', 'tool_plan'],
    inBody: ['meta'],
    onEvent(reading, value) {
      if (value?.type !== 'message-end') return undefined
      const delta = objectIn(value, 'delta')
      learn(reading, delta.usage)
      const isError = /^ERROR/.test(textIn(delta, 'finish_reason') ?? '')
      if (isError) reading.failure ??= textIn(delta, 'error') ?? 'The provider broke off.'
      reading.complete = !isError
      return { final: true }
    },
    onBody: (reading, body) => learn(reading, isObject(body.usage) ? body.usage : body.meta),
  }
}

function learn(reading: Reading, usage: unknown) {
  if (!isObject(usage)) return
  const billed = isObject(usage.billed_units) ? usage.billed_units : undefined
  const units: JsonObject = billed ?? objectIn(usage, 'tokens')
  if (Object.keys(units).length === 0) return
  reading.rawUsage = usage
  reading.usage = usageOf({
    input: countIn(units, 'input_tokens'),
    output: countIn(units, 'output_tokens'),
    imageInput: countIn(units, 'image_tokens'),
    searches: countIn(units, 'search_units'),
  })
}
