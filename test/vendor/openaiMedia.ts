import { type Answer, type Ask, event, json, sse, type Told } from './family.ts'
import { textOf } from './parts.ts'

/** One transparent pixel. */
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** Pictures of the gpt-image kind are priced by tokens; those of DALL·E by the piece, and report nothing. */
export function images(ask: Ask): Answer {
  const count = Number(ask.json.n ?? ask.form?.get('n') ?? 1)
  const data = Array.from({ length: count }, () => ({ b64_json: PNG }))
  if (ask.model.startsWith('dall-e')) {
    return json({ created: 1_790_000_000, data }, { raw: null, usage: { images: count } })
  }
  const picture = ask.form ? ask.parts.cached + 100 : 0
  const made = 272 * count
  const told: Told = {
    raw: {
      total_tokens: ask.parts.fresh + picture + made,
      input_tokens: ask.parts.fresh + picture,
      input_tokens_details: { text_tokens: ask.parts.fresh, image_tokens: picture },
      output_tokens: made,
    },
    usage: { images: data.length, input: ask.parts.fresh, imageInput: picture, imageOutput: made },
  }
  const streamed = ask.json.stream === true || ask.form?.get('stream') === 'true'
  if (!streamed) return json({ created: 1_790_000_000, data, usage: told.raw }, told)
  const kind = ask.form ? 'image_edit' : 'image_generation'
  const frame = { created_at: 1_790_000_000, size: '1024x1024', quality: 'low', b64_json: PNG }
  return sse(
    [
      event(
        { type: `${kind}.partial_image`, partial_image_index: 0, ...frame },
        `${kind}.partial_image`,
      ),
      event({ type: `${kind}.completed`, usage: told.raw, ...frame }, `${kind}.completed`),
    ],
    told,
  )
}

/** Speech is a bare body of sound without any usage: it is priced by the characters that were spoken. */
export function speech(ask: Ask): Answer {
  const spoken = String(ask.json.input ?? '')
  if (ask.json.stream_format !== 'sse') {
    return {
      type: 'audio/mpeg',
      body: Buffer.from(spoken.repeat(4)),
      told: { raw: null, usage: { characters: [...spoken].length } },
    }
  }
  const told: Told = {
    raw: {
      input_tokens: ask.parts.fresh,
      output_tokens: ask.parts.output,
      total_tokens: ask.parts.fresh + ask.parts.output,
    },
    usage: { input: ask.parts.fresh, audioOutput: ask.parts.output },
  }
  const sound = Buffer.from(spoken).toString('base64')
  return sse(
    [
      event({ type: 'speech.audio.delta', audio: sound }),
      event({ type: 'speech.audio.done', usage: told.raw }),
    ],
    told,
  )
}

/** Transcriptions report tokens, or (whisper) the seconds heard; as plain text nothing. */
export function transcriptions(ask: Ask): Answer {
  const text = textOf(ask.parts)
  const format = ask.form?.get('response_format') ?? 'json'
  if (format === 'text' || format === 'srt' || format === 'vtt') {
    return { type: 'text/plain; charset=utf-8', body: `${text}\n` }
  }
  const told = ask.model.startsWith('whisper') ? heard() : heardTokens(ask)
  if (ask.form?.get('stream') !== 'true') return json({ text, usage: told.raw }, told)
  return sse(
    [
      ...ask.parts.words.map((delta) => event({ type: 'transcript.text.delta', delta })),
      event({ type: 'transcript.text.done', text, usage: told.raw }),
    ],
    told,
  )
}

function heard(): Told {
  return { raw: { type: 'duration', seconds: 12 }, usage: { audioMs: 12_000 } }
}

function heardTokens({ parts }: Ask): Told {
  return {
    raw: {
      type: 'tokens',
      input_tokens: parts.fresh + parts.cached,
      input_token_details: { text_tokens: parts.fresh, audio_tokens: parts.cached },
      output_tokens: parts.output,
      total_tokens: parts.fresh + parts.cached + parts.output,
    },
    usage: { input: parts.fresh, audioInput: parts.cached, output: parts.output },
  }
}
