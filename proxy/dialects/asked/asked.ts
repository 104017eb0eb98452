import type { Asked, AskedImages } from '../../contract/asked.ts'
import type { Wire } from '../../contract/wires.ts'
import { isObject, type JsonObject, listIn, objectIn, textIn } from '../readers/values.ts'
import { type AskedBody, allValues, refuseTwice } from './body.ts'
import { askedImages, pixelsOf } from './images.ts'
import { inputOf } from './input.ts'
import { countOf, largestOf } from './numbers.ts'
import { serverTools } from './serverTools.ts'
import { longestMs, soundTokens } from './sound.ts'
import { textTokens } from './textTokens.ts'

/** Rules and limits ask one after the other: a body is read once for all of them. */
const last = new WeakMap<AskedBody, { wire: Wire; model: string; asked: Readonly<Asked> }>()

/** Says what a call asks for; every figure is the most it can come to. */
export function askedOf(wire: Wire, body: AskedBody, model = ''): Readonly<Asked> {
  const known = last.get(body)
  if (known?.wire === wire && known.model === model) return known.asked
  const asked = readAsked(wire, body, model)
  last.set(body, { wire, model, asked })
  return asked
}

function readAsked(wire: Wire, body: AskedBody, model: string): Asked {
  const values = allValues(body)
  const input = inputOf(wire, model, values)
  const tools = serverTools(wire, model, values)
  const asked: Asked = {
    outputTokens: 0,
    takesOutputCap: false,
    choices: 1,
    answers: 1,
    input: { text: input.text, image: input.image, audio: input.audio },
    estimatedInput: input.estimate,
    inputIsOpen: input.isOpen,
    cacheWrites: input.caching,
    thinkingTokens: undefined,
    makesAudio: false,
    makesImages: false,
    images: undefined,
    characters: 0,
    audioMs: input.audioMs,
    searches: 0,
    tools,
    otherModels: [],
    priceFactor: 1,
    stores: 'no',
  }
  OF_WIRE[wire](asked, values, body, model)
  return asked
}

type Reading = (asked: Asked, values: JsonObject, body: AskedBody, model: string) => void

/** Embeddings, moderations, counting: something goes in, and no tokens come out. */
const inputOnly: Reading = () => {}

/** Priority processing costs 1.7 to 2 times the standard price. */
const PRIORITY_FACTOR = 2

/** What OpenAI and its relatives share: dearer service, and caches that are written unasked. */
function asOpenai(asked: Asked, values: JsonObject): void {
  if (asked.cacheWrites === 'none') asked.cacheWrites = 'short'
  if (textIn(values, 'prompt_cache_retention')) asked.cacheWrites = 'long'
  if (/^(?:priority|fast)$/.test(textIn(values, 'service_tier') ?? ''))
    asked.priceFactor = PRIORITY_FACTOR
}

const chat: Reading = (asked, values) => {
  asOpenai(asked, values)
  asked.takesOutputCap = true
  asked.outputTokens = largestOf(values.max_completion_tokens, values.max_tokens)
  asked.choices = countOf(values.n) ?? 1
  asked.answers = asked.choices
  const modalities = Array.isArray(values.modalities) ? values.modalities : []
  asked.makesAudio = modalities.includes('audio')
  asked.makesImages = modalities.includes('image')
  // OpenRouter tries these one after the other.
  if (Array.isArray(values.models))
    asked.otherModels = values.models.filter((name) => typeof name === 'string')
  if (values.store === true) asked.stores = 'asked'
}

const responses: Reading = (asked, values) => {
  asOpenai(asked, values)
  asked.takesOutputCap = true
  asked.outputTokens = countOf(values.max_output_tokens)
  asked.makesImages = asked.tools.some(({ tool }) => tool === 'imageGeneration')
  asked.otherModels = listIn(values, 'tools').flatMap((tool) => textIn(tool, 'model') ?? [])
  const goesOn = ['previous_response_id', 'conversation', 'prompt'].some(
    (name) => values[name] !== undefined && values[name] !== null,
  )
  if (goesOn) asked.inputIsOpen = true
  if (goesOn || values.store === true || values.background === true) asked.stores = 'asked'
  else if (values.store !== false) asked.stores = 'byDefault'
}

/** How much the old completions write when nothing is said (OpenAI, Azure, vLLM). */
const COMPLETION_TOKENS = 16

const completions: Reading = (asked, values) => {
  asOpenai(asked, values)
  asked.takesOutputCap = true
  asked.outputTokens = countOf(values.max_tokens) ?? COMPLETION_TOKENS
  asked.choices = largestOf(values.n, values.best_of) ?? 1
  asked.answers = prompts(values.prompt) * asked.choices
}

/** Each text or list of tokens among several is answered on its own. */
function prompts(prompt: unknown): number {
  return Array.isArray(prompt) && typeof prompt[0] !== 'number' ? Math.max(1, prompt.length) : 1
}

const fim: Reading = (asked, values) => {
  asked.takesOutputCap = true
  asked.outputTokens = countOf(values.max_tokens)
}

const images: Reading = (asked, values, body) => {
  const wanted = askedImages(values)
  asked.images = wanted
  asked.makesImages = true
  asked.outputTokens = wanted.count * wanted.tokensEach
  asked.input.image += body.files.length * PICTURE_TO_EDIT_TOKENS
  asOpenai(asked, values)
}

/** A picture that is to be kept in all its detail. */
const PICTURE_TO_EDIT_TOKENS = 10_500
/** Slow speech: three times as many tokens as a character takes at the usual pace. */
const SPEECH_TOKENS_PER_CHARACTER = 5

const speech: Reading = (asked, values) => {
  const text = typeof values.input === 'string' ? values.input : ''
  asked.characters = [...text].length
  asked.makesAudio = true
  asked.outputTokens = asked.characters * SPEECH_TOKENS_PER_CHARACTER
}

/** Fast speech, with marks of time around every word. */
const HEARD_TOKENS_PER_SECOND = 40

const transcriptions: Reading = (asked, _values, body) => {
  for (const { bytes, head } of body.files) asked.audioMs += longestMs(bytes, head)
  asked.input.audio += soundTokens(asked.audioMs)
  asked.outputTokens = Math.ceil((asked.audioMs / 1000) * HEARD_TOKENS_PER_SECOND) + 100
}

/** What these cost beside the standard service: fast answers, and data that stays in one country. */
const FAST_FACTOR = 6
const GEO_FACTOR = 1.1

const messages: Reading = (asked, values, body) => {
  refuseTwice(body, 'thinking')
  const own = countOf(values.max_tokens)
  const fallbacks = listIn(values, 'fallbacks')
  const theirs = fallbacks.flatMap(({ max_tokens }) => countOf(max_tokens) ?? [])
  asked.outputTokens = largestOf(own, ...theirs)
  asked.takesOutputCap = true
  asked.thinkingTokens = countOf(objectIn(values, 'thinking').budget_tokens)
  asked.otherModels = [...fallbacks, ...listIn(values, 'tools')].flatMap(
    (one) => textIn(one, 'model') ?? [],
  )
  const isFast = [values, ...fallbacks].some(({ speed }) => speed === 'fast')
  const isLocal = textIn(values, 'inference_geo') !== undefined
  asked.priceFactor = (isFast ? FAST_FACTOR : 1) * (isLocal ? GEO_FACTOR : 1)
  // Each fallback may be charged on top of what declined.
  asked.answers = 1 + fallbacks.length
  for (const kind of ['text', 'image', 'audio'] as const) asked.input[kind] *= asked.answers
  if (values.thread !== undefined || values.container !== undefined) asked.stores = 'asked'
  if (values.thread !== undefined) asked.inputIsOpen = true
}

const gemini: Reading = (asked, values, body, model) => {
  refuseTwice(body, 'generationConfig', 'generation_config')
  const config = bothNames([values], 'generationConfig', 'generation_config').filter(isObject)
  asked.takesOutputCap = true
  asked.outputTokens = largestOf(...bothNames(config, 'maxOutputTokens', 'max_output_tokens'))
  asked.choices = largestOf(...bothNames(config, 'candidateCount', 'candidate_count')) ?? 1
  asked.answers = asked.choices
  const thinking = bothNames(config, 'thinkingConfig', 'thinking_config').filter(isObject)
  asked.thinkingTokens = largestOf(...bothNames(thinking, 'thinkingBudget', 'thinking_budget'))
  const modalities = bothNames(config, 'responseModalities', 'response_modalities')
    .flat()
    .map((name) => `${name}`.toUpperCase())
  asked.makesAudio = modalities.includes('AUDIO') || /tts|native-audio/i.test(model)
  asked.makesImages =
    modalities.includes('IMAGE') || (modalities.length === 0 && /image/i.test(model))
  if (asked.makesImages) asked.images = geminiImages(config, asked.choices)
  if (
    bothNames([values], 'serviceTier', 'service_tier').some((tier) => /priority/i.test(`${tier}`))
  )
    asked.priceFactor = PRIORITY_FACTOR
  if (bothNames([values], 'cachedContent', 'cached_content').length > 0) {
    asked.inputIsOpen = true
    asked.stores = 'asked'
  }
}

/** What Gemini takes unless told otherwise. */
const DEFAULT_PIXELS = 1024 ** 2

/** They are charged as tokens of the answer. */
function geminiImages(config: JsonObject[], count: number): AskedImages {
  const image = bothNames(config, 'imageConfig', 'image_config').filter(isObject)
  const sizes = bothNames(image, 'imageSize', 'image_size').map((size) => pixelsOf(size) ?? 0)
  return { count, pixels: Math.max(DEFAULT_PIXELS, ...sizes), isSized: true, tokensEach: 0 }
}

/** Google reads both spellings of every name. */
function bothNames(values: JsonObject[], name: string, snake: string): unknown[] {
  return values
    .flatMap((value) => [value[name], value[snake]])
    .filter((value) => value !== undefined && value !== null)
}

const ollama: Reading = (asked, values, body) => {
  refuseTwice(body, 'options')
  asked.takesOutputCap = true
  asked.outputTokens = countOf(objectIn(values, 'options').num_predict)
}

const cohereChat: Reading = (asked, values) => {
  asked.takesOutputCap = true
  asked.outputTokens = countOf(values.max_tokens)
  asked.thinkingTokens = countOf(objectIn(values, 'thinking').token_budget)
}

/** A unit of reranking: one query with up to 100 documents, longer ones counted by pieces of 500 tokens. */
const UNIT_DOCUMENTS = 100
const PIECE_TOKENS = 500
const LEAST_PIECE = 100

const rerank: Reading = (asked, values) => {
  const query = textTokens(textIn(values, 'query') ?? '')
  const piece = Math.max(LEAST_PIECE, PIECE_TOKENS - query)
  const most = countOf(values.max_tokens_per_doc) ?? 4096
  const documents = Array.isArray(values.documents) ? values.documents : []
  const pieces = documents.reduce<number>((sum, document) => {
    const text = typeof document === 'string' ? document : JSON.stringify(document)
    return sum + Math.max(1, Math.ceil(Math.min(textTokens(text), most) / piece))
  }, 0)
  asked.searches = Math.max(1, Math.ceil(pieces / UNIT_DOCUMENTS))
}

/** Files, batches and the like: they stay at the provider, and answer nothing. */
const objects: Reading = (asked) => {
  asked.stores = 'asked'
}

const OF_WIRE: Record<Wire, Reading> = {
  'openai.chat': chat,
  'openai.responses': responses,
  'openai.completions': completions,
  'openai.embeddings': inputOnly,
  'openai.images': images,
  'openai.imageEdits': images,
  'openai.speech': speech,
  'openai.transcriptions': transcriptions,
  'openai.translations': transcriptions,
  'openai.moderations': inputOnly,
  'openai.objects': objects,
  'anthropic.messages': messages,
  'anthropic.countTokens': inputOnly,
  'anthropic.objects': objects,
  'gemini.generate': gemini,
  'gemini.stream': gemini,
  'gemini.countTokens': inputOnly,
  'gemini.embed': inputOnly,
  'gemini.batchEmbed': inputOnly,
  'gemini.batch': objects,
  'gemini.objects': objects,
  'azure.chat': chat,
  'azure.completions': completions,
  'azure.embeddings': inputOnly,
  'azure.images': images,
  'azure.imageEdits': images,
  'azure.speech': speech,
  'azure.transcriptions': transcriptions,
  'azure.translations': transcriptions,
  'mistral.fim': fim,
  'mistral.objects': objects,
  'ollama.chat': ollama,
  'ollama.generate': ollama,
  'ollama.embed': inputOnly,
  'ollama.embeddings': inputOnly,
  'cohere.chat': cohereChat,
  'cohere.embed': inputOnly,
  'cohere.rerank': rerank,
}
