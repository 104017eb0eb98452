import { scanJson } from '../../base/jsonGuard.ts'
import { removeTopLevel } from '../../base/jsonPatch.ts'
import type { EventVerdict, ReaderOptions } from '../dialect.ts'
import { payloadOf, putBack } from './bytes.ts'
import { learnUsage } from './openaiUsage.ts'
import type { AnswerShape } from './reader.ts'
import { isObject, type JsonObject, listIn, objectIn, textIn } from './values.ts'

const DONE = Buffer.from('[DONE]')
/** `data: [DONE]` with its framing is shorter than this; longer events only quote it. */
const DONE_BYTES = 32
const LIMITS = { maxDepth: 64, maxKeys: 10_000 }

const TELLING = ['usage', 'x_groq', 'finish_reason', 'error']
const TEXTS = ['content', 'reasoning_content', 'reasoning', 'arguments', 'text']
const IN_BODY = ['x_groq']

/** Chat completions, the legacy completions and Mistral's, at every vendor that speaks them. */
export function openaiChat({ hideUsage, body }: ReaderOptions): AnswerShape {
  const hasOneChoice = typeof body.n !== 'number' || body.n <= 1
  return {
    telling: TELLING,
    texts: TEXTS,
    inBody: IN_BODY,
    onEvent(reading, value, event) {
      if (event.length < DONE_BYTES && event.includes(DONE)) {
        reading.complete = true
        return { final: true }
      }
      if (!value) return hideUsage ? withoutNull(event) : undefined
      // Groq tells usage in a corner of its own, even where nobody asked for it.
      learnUsage(reading, isObject(value.usage) ? value.usage : objectIn(value, 'x_groq').usage)
      const choices = listIn(value, 'choices')
      const finish = choices.map((choice) => textIn(choice, 'finish_reason')).find(Boolean)
      if (finish && hasOneChoice) reading.complete = true
      if (finish === 'error') reading.failure ??= 'The provider broke off with an error.'
      return hideUsage ? hidden(value, choices, event) : undefined
    },
    onBody(reading, value) {
      learnUsage(reading, isObject(value.usage) ? value.usage : objectIn(value, 'x_groq').usage)
    },
  }
}

/** Takes the usage that the client did not ask for out of the stream. */
function hidden(
  value: JsonObject,
  choices: JsonObject[],
  event: Buffer,
): Partial<EventVerdict> | undefined {
  if (!isObject(value.usage)) return withoutNull(event)
  // OpenRouter and Perplexity send usage with its cost unasked: their clients count on it.
  if (value.usage.cost !== undefined) return undefined
  // Azure's first chunk has no choices either, but tells what its filters found.
  if (choices.length === 0 && !('prompt_filter_results' in value)) return { hide: true }
  const payload = payloadOf(event)
  if (!payload) return undefined
  return {
    replacement: putBack(
      event,
      payload,
      removeTopLevel(payload, scanJson(payload, LIMITS), 'usage'),
    ),
  }
}

/** As vendors write it; what is written otherwise stays, and does no harm. */
const NULLS = [',"usage":null', ', "usage": null'].map((text) => Buffer.from(text))

/** With usage switched on every chunk says `"usage":null`; cut without parsing. */
function withoutNull(event: Buffer): Partial<EventVerdict> | undefined {
  for (const text of NULLS) {
    const at = event.lastIndexOf(text)
    if (at === -1) continue
    return {
      replacement: Buffer.concat([event.subarray(0, at), event.subarray(at + text.length)]),
    }
  }
  return undefined
}
