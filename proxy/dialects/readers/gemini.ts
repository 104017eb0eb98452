import { type Usage, usageOf } from '../../contract/calls.ts'
import type { Reading } from '../dialect.ts'
import type { AnswerShape } from './reader.ts'
import { countIn, isObject, type JsonObject, listIn, objectIn, Total, textIn } from './values.ts'

/** Gemini's answers: every chunk tells usage, and the last one that does counts. */
export function geminiGenerate(): AnswerShape {
  let searches = 0
  const learn = (reading: Reading, value: JsonObject) => {
    reading.model = textIn(value, 'modelVersion') ?? reading.model
    const candidates = listIn(value, 'candidates')
    for (const candidate of candidates) {
      const queries = objectIn(candidate, 'groundingMetadata').webSearchQueries
      // The metadata is repeated as it grows, so the largest count is the whole.
      if (Array.isArray(queries)) searches = Math.max(searches, queries.length)
    }
    if (isObject(value.usageMetadata)) {
      reading.rawUsage = value.usageMetadata
      reading.usage = readGeminiUsage(value.usageMetadata)
    }
    if (reading.usage) reading.usage.searches = searches
    // A prompt that was blocked has no candidates, and is answered all the same.
    return (
      candidates.some((candidate) => textIn(candidate, 'finishReason')) ||
      isObject(value.promptFeedback)
    )
  }
  return {
    telling: ['usageMetadata', 'finishReason', 'groundingMetadata', 'promptFeedback', 'error'],
    texts: ['text'],
    inBody: ['usageMetadata', 'modelVersion'],
    onEvent(reading, value) {
      // Chunks may follow the one that says why it finished, so none is taken for the last.
      if (value && learn(reading, value)) reading.complete = true
      return undefined
    },
    onBody: learn,
  }
}

/** Thoughts are not part of the candidates, nor tool results of the prompt; cached tokens are part of it. */
function readGeminiUsage(usage: JsonObject): Usage {
  const prompt = byModality(usage, 'promptTokensDetails')
  const cached = byModality(usage, 'cacheTokensDetails')
  const made = byModality(usage, 'candidatesTokensDetails')
  const input = new Total(countIn(usage, 'promptTokenCount'))
  const output = new Total(countIn(usage, 'candidatesTokenCount'))
  return usageOf({
    cachedRead: input.take(countIn(usage, 'cachedContentTokenCount')),
    audioInput: input.take(Math.max(0, prompt.audio - cached.audio)),
    imageInput: input.take(Math.max(0, prompt.image - cached.image)),
    input: input.rest() + countIn(usage, 'toolUsePromptTokenCount'),
    audioOutput: output.take(made.audio),
    imageOutput: output.take(made.image),
    output: output.rest(),
    reasoning: countIn(usage, 'thoughtsTokenCount'),
  })
}

function byModality(usage: JsonObject, name: string) {
  const of = (modality: string) =>
    listIn(usage, name)
      .filter((detail) => detail.modality === modality)
      .reduce((sum, detail) => sum + countIn(detail, 'tokenCount'), 0)
  return { audio: of('AUDIO'), image: of('IMAGE') }
}
