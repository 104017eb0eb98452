import { usageOf } from '../../contract/calls.ts'
import type { ReaderOptions, Reading } from '../dialect.ts'
import { learnUsage, readOpenaiUsage } from './openaiUsage.ts'
import type { AnswerShape } from './reader.ts'
import { clamp, isObject, type JsonObject, objectIn, Total, textIn } from './values.ts'

/** Answers that come in one piece and tell usage beside it: embeddings, moderations. */
export function openaiPlain(): AnswerShape {
  return {
    telling: [],
    texts: [],
    onEvent: () => undefined,
    onBody: (reading, body) => learnUsage(reading, body.usage),
  }
}

/** Pictures: tokens where the model counts them, else the number of pictures. */
export function openaiImages({ body: asked }: ReaderOptions): AnswerShape {
  const wanted = clamp(Number(asked.n ?? 1)) || 1
  let made = 0
  return {
    telling: ['usage', 'error'],
    texts: [],
    onEvent(reading, value) {
      if (!value) return undefined
      const type = textIn(value, 'type') ?? ''
      if (!/^image_(?:generation|edit)\.completed$/.test(type)) return undefined
      const before = reading.usage
      made += 1
      learnImageUsage(reading, value.usage, made)
      if (before && reading.usage) {
        for (const bucket of ['input', 'imageInput', 'output', 'imageOutput'] as const)
          reading.usage[bucket] += before[bucket]
      }
      reading.complete = made >= wanted
      return { final: made >= wanted }
    },
    onBody(reading, body) {
      // Of a large answer the pictures are not parsed; then as many came as were asked for.
      const images = Array.isArray(body.data) ? body.data.length : wanted
      if (isObject(body.usage)) learnImageUsage(reading, body.usage, images)
      else reading.usage = usageOf({ images })
    },
  }
}

/** What comes out of an image model is a picture, unless it says that some of it is text. */
function learnImageUsage(reading: Reading, usage: unknown, images: number) {
  learnUsage(reading, usage)
  if (!reading.usage || !isObject(usage)) return
  reading.usage.images = images
  const saysMore = Object.keys(objectIn(usage, 'output_tokens_details')).length > 0
  if (saysMore) return
  reading.usage.imageOutput += reading.usage.output
  reading.usage.output = 0
}

/** Speech: bytes without a word on usage (then the characters of the text count), or events that end with it. */
export function openaiSpeech({ body }: ReaderOptions): AnswerShape {
  const isBytes = body.stream_format !== 'sse'
  return {
    telling: ['usage', 'error'],
    texts: [],
    needsBody: false,
    begin(reading) {
      if (!isBytes || typeof body.input !== 'string') return
      reading.usage = usageOf({ characters: [...body.input].length })
      reading.model = textIn(body, 'model')
      reading.complete = true
    },
    onEvent(reading, value) {
      if (value?.type !== 'speech.audio.done') return undefined
      learnUsage(reading, value.usage)
      if (reading.usage) {
        const total = new Total(reading.usage.output)
        const audioOutput = total.take(reading.usage.audioOutput || reading.usage.output)
        Object.assign(reading.usage, { audioOutput, output: total.rest() })
      }
      reading.complete = true
      return { final: true }
    },
    onBody: () => {},
  }
}

/** Transcriptions and translations: tokens, or the length of what was heard. */
export function openaiTranscription(): AnswerShape {
  return {
    telling: ['usage', 'error'],
    texts: ['delta'],
    inBody: ['duration'],
    mayBeText: true,
    onEvent(reading, value) {
      if (value?.type !== 'transcript.text.done' && value?.type !== 'transcription.done')
        return undefined
      learnHeard(reading, value)
      reading.complete = true
      return { final: true }
    },
    onBody: learnHeard,
  }
}

function learnHeard(reading: Reading, answer: JsonObject) {
  if (isObject(answer.usage)) {
    learnUsage(reading, answer.usage)
    // Mistral counts tokens as well, but bills what was heard by its length.
    const audioMs = reading.usage?.audioMs ?? 0
    if (audioMs > 0) reading.usage = usageOf({ audioMs })
  } else if (typeof answer.duration === 'number') {
    // The verbose form of older servers tells the length and nothing else.
    reading.rawUsage = { duration: answer.duration }
    reading.usage = readOpenaiUsage({ type: 'duration', seconds: answer.duration })
  }
}
