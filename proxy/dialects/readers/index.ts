import { JsonArraySplitter } from '../../base/jsonArray.ts'
import { LineSplitter } from '../../base/ndjson.ts'
import type { Splitter } from '../../base/splitter.ts'
import { EventSplitter } from '../../base/sse.ts'
import type { Wire } from '../../contract/wires.ts'
import type { AnswerReader, Framing, ReaderOptions, Reading } from '../dialect.ts'
import { anthropicMessages } from './anthropic.ts'
import { cohereV2 } from './cohere.ts'
import { geminiGenerate } from './gemini.ts'
import { ollamaNative } from './ollama.ts'
import { openaiChat } from './openaiChat.ts'
import { openaiImages, openaiPlain, openaiSpeech, openaiTranscription } from './openaiMedia.ts'
import { openaiResponses } from './openaiResponses.ts'
import { type AnswerShape, readAnswer } from './reader.ts'

const SHAPES: Record<Wire, (options: ReaderOptions) => AnswerShape> = {
  'openai.chat': openaiChat,
  'openai.responses': openaiResponses,
  'openai.completions': openaiChat,
  'openai.embeddings': openaiPlain,
  'openai.images': openaiImages,
  'openai.imageEdits': openaiImages,
  'openai.speech': openaiSpeech,
  'openai.transcriptions': openaiTranscription,
  'openai.translations': openaiTranscription,
  'openai.moderations': openaiPlain,
  'openai.objects': storedResponse,
  'anthropic.messages': anthropicMessages,
  'anthropic.countTokens': freeOfCharge,
  'anthropic.objects': freeOfCharge,
  'gemini.generate': geminiGenerate,
  'gemini.stream': geminiGenerate,
  'gemini.countTokens': freeOfCharge,
  'gemini.embed': geminiGenerate,
  'gemini.batchEmbed': geminiGenerate,
  'gemini.batch': freeOfCharge,
  'gemini.objects': freeOfCharge,
  'azure.chat': openaiChat,
  'azure.completions': openaiChat,
  'azure.embeddings': openaiPlain,
  'azure.images': openaiImages,
  'azure.imageEdits': openaiImages,
  'azure.speech': openaiSpeech,
  'azure.transcriptions': openaiTranscription,
  'azure.translations': openaiTranscription,
  'mistral.fim': openaiChat,
  'mistral.objects': freeOfCharge,
  'ollama.chat': ollamaNative,
  'ollama.generate': ollamaNative,
  'ollama.embed': ollamaNative,
  'ollama.embeddings': ollamaNative,
  'cohere.chat': cohereV2,
  'cohere.embed': cohereV2,
  'cohere.rerank': cohereV2,
}

/** A reader for one answer in this format; it sees the answer's pieces, or its whole body. */
export function readerFor(wire: Wire, options: ReaderOptions): AnswerReader {
  return readAnswer(SHAPES[wire](options))
}

/** A reader for an answer that is a file: nothing of it is looked at. */
export function fileReader(): AnswerReader {
  return readAnswer({ ...freeOfCharge(), needsBody: false })
}

/** A stored answer may be streamed once more; its failure then is none of this call. */
function storedResponse(): AnswerShape {
  return { ...openaiResponses(), onBody: forgetFailure }
}

/** An answer that tells how many tokens something would have: nothing was used. */
function freeOfCharge(): AnswerShape {
  return { telling: [], texts: [], onEvent: () => undefined, onBody: forgetFailure }
}

/** What an object says of its own errors is what was asked for, and no failure of the call. */
function forgetFailure(reading: Reading) {
  reading.failure = undefined
}

/** How the pieces of an answer are told apart, by its content type. */
export function framingOf(wire: Wire, contentType: string | undefined): Framing {
  const type = contentType?.split(';')[0]?.trim().toLowerCase()
  if (type === 'text/event-stream') return 'sse'
  if (type === 'application/x-ndjson' || type === 'application/jsonl') return 'ndjson'
  if (wire === 'gemini.stream' && type === 'application/json') return 'jsonArray'
  return 'body'
}

/** What cuts an answer of this framing into pieces; undefined where it is one piece. */
export function splitterFor(framing: Framing): Splitter | undefined {
  switch (framing) {
    case 'sse':
      return new EventSplitter()
    case 'ndjson':
      return new LineSplitter()
    case 'jsonArray':
      return new JsonArraySplitter()
    case 'body':
      return undefined
  }
}
