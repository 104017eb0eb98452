import type { Wire } from '../../contract/wires.ts'
import { isObject, type JsonObject, listIn, objectIn, textIn } from '../readers/values.ts'
import type { TextKind } from './places.ts'

/** A piece of a text that a model writes over many events. */
export interface StreamedText {
  /** Where it stands in the event, such as `/choices/0/delta/content`. */
  path: string
  /** All pieces of one text have the same. */
  channel: string
  /** Texts of one lane are written one after the other: when one begins, the one before it has ended. */
  lane: string
  kind: TextKind
}

export interface StreamedTexts {
  texts: StreamedText[]
  /** Lanes whose text had ended before this event. */
  endedBefore?: string[]
  /** Lanes whose text ends with this event, or all of them. */
  ended?: string[] | 'all'
}

type ReadTexts = (event: JsonObject) => StreamedTexts

const NONE: StreamedTexts = { texts: [] }

/** Which pieces of text stand in one event of a stream. */
export function streamedTexts(wire: Wire, event: JsonObject): StreamedTexts {
  return (OF_WIRE[wire] ?? typedDeltas)(event)
}

const chat: ReadTexts = (event) => {
  const texts: StreamedText[] = []
  const ended: string[] = []
  listIn(event, 'choices').forEach((choice, i) => {
    const lane = `${choice.index ?? i}`
    const add = (channel: string, path: string, kind: TextKind = 'text') =>
      texts.push({ path: `/choices/${i}/${path}`, channel: `${lane} ${channel}`, lane, kind })
    if (typeof choice.text === 'string') add('text', 'text')
    const delta = objectIn(choice, 'delta')
    for (const name of ['content', 'reasoning_content', 'reasoning', 'refusal'])
      if (typeof delta[name] === 'string') add(name, `delta/${name}`)
    for (const { path, channel } of contentParts(delta.content))
      add(channel, `delta/content${path}`)
    if (typeof objectIn(delta, 'audio').transcript === 'string')
      add('transcript', 'delta/audio/transcript')
    listIn(delta, 'tool_calls').forEach((call, j) => {
      if (typeof objectIn(call, 'function').arguments === 'string')
        add(`tool ${call.index ?? j}`, `delta/tool_calls/${j}/function/arguments`, 'json')
    })
    if (typeof objectIn(delta, 'function_call').arguments === 'string')
      add('function', 'delta/function_call/arguments', 'json')
    if (textIn(choice, 'finish_reason')) ended.push(lane)
  })
  return { texts, ended }
}

/** Mistral's reasoning models write lists of parts, and lists of thoughts in them. */
function contentParts(content: unknown): { path: string; channel: string }[] {
  if (!Array.isArray(content)) return []
  return content.flatMap((part: unknown, i) => {
    if (!isObject(part)) return []
    if (typeof part.text === 'string') return [{ path: `/${i}/text`, channel: 'content' }]
    return listIn(part, 'thinking').flatMap(({ text }, j) =>
      typeof text === 'string' ? [{ path: `/${i}/thinking/${j}/text`, channel: 'thinking' }] : [],
    )
  })
}

/** The Responses API, transcripts and their kin: `{"type": "….delta", "delta": "…"}`. */
const typedDeltas: ReadTexts = (event) => {
  const type = textIn(event, 'type') ?? ''
  const lane = `${event.output_index ?? ''}`
  if (type.endsWith('.delta') && typeof event.delta === 'string') {
    if (/audio\.delta$/.test(type)) return NONE
    const within = event.content_index ?? event.summary_index ?? ''
    const channel = `${type} ${event.item_id ?? ''} ${within}`
    const kind = /(?:function|mcp)_call_arguments/.test(type) ? 'json' : 'text'
    return { texts: [{ path: '/delta', channel, lane, kind }] }
  }
  if (type.endsWith('.done')) return { texts: [], endedBefore: [lane] }
  return NONE
}

const anthropic: ReadTexts = (event) => {
  const lane = `${event.index ?? ''}`
  if (event.type === 'content_block_stop') return { texts: [], endedBefore: [lane] }
  if (event.type !== 'content_block_delta') return NONE
  const delta = objectIn(event, 'delta')
  const of = (name: string, kind: TextKind): StreamedTexts =>
    typeof delta[name] === 'string'
      ? { texts: [{ path: `/delta/${name}`, channel: `${lane} ${name}`, lane, kind }] }
      : NONE
  switch (delta.type) {
    case 'text_delta':
      return of('text', 'text')
    case 'thinking_delta':
      return of('thinking', 'thought')
    case 'input_json_delta':
      return of('partial_json', 'json')
    default:
      return NONE
  }
}

const gemini: ReadTexts = (event) => {
  const texts: StreamedText[] = []
  const endedBefore: string[] = []
  const ended: string[] = []
  listIn(event, 'candidates').forEach((candidate, i) => {
    const lane = `${candidate.index ?? i}`
    listIn(objectIn(candidate, 'content'), 'parts').forEach((part, j) => {
      const path = `/candidates/${i}/content/parts/${j}/text`
      const channel = `${lane} ${part.thought === true ? 'thought' : 'text'}`
      if (typeof part.text === 'string') texts.push({ path, channel, lane, kind: 'text' })
      else if (texts.length === 0) endedBefore.push(lane)
    })
    if (textIn(candidate, 'finishReason')) ended.push(lane)
  })
  return { texts, endedBefore, ended }
}

const ONLY_LANE = '0'

const ollama: ReadTexts = (event) => {
  const message = objectIn(event, 'message')
  const texts: StreamedText[] = []
  const add = (holder: JsonObject, at: string, names: readonly string[]) => {
    for (const name of names)
      if (typeof holder[name] === 'string' && holder[name] !== '')
        texts.push({ path: `${at}/${name}`, channel: name, lane: ONLY_LANE, kind: 'text' })
  }
  add(message, '/message', ['thinking', 'content'])
  add(event, '', ['thinking', 'response'])
  return {
    texts,
    ...(message.tool_calls !== undefined && { endedBefore: [ONLY_LANE] }),
    ...(event.done === true && { ended: 'all' }),
  }
}

const cohere: ReadTexts = (event) => {
  const type = textIn(event, 'type') ?? ''
  const lane = `${/^(?:content|tool-call|tool-plan)/.exec(type)?.[0]} ${event.index ?? ''}`
  if (type === 'content-end' || type === 'tool-call-start' || type === 'tool-call-end')
    return { texts: [], endedBefore: [lane, 'tool-plan '] }
  if (!type.endsWith('-delta')) return NONE
  const message = objectIn(objectIn(event, 'delta'), 'message')
  const content = objectIn(message, 'content')
  const at = '/delta/message'
  const one = (path: string, kind: TextKind): StreamedTexts => ({
    texts: [{ path: at + path, channel: `${lane} ${path}`, lane, kind }],
  })
  if (typeof content.text === 'string') return one('/content/text', 'text')
  if (typeof content.thinking === 'string') return one('/content/thinking', 'text')
  if (typeof message.tool_plan === 'string') return one('/tool_plan', 'text')
  const call = objectIn(objectIn(message, 'tool_calls'), 'function')
  return typeof call.arguments === 'string' ? one('/tool_calls/function/arguments', 'json') : NONE
}

const OF_WIRE: Partial<Record<Wire, ReadTexts>> = {
  'openai.chat': chat,
  'openai.completions': chat,
  'azure.chat': chat,
  'azure.completions': chat,
  'mistral.fim': chat,
  'anthropic.messages': anthropic,
  'gemini.stream': gemini,
  'gemini.generate': gemini,
  'ollama.chat': ollama,
  'ollama.generate': ollama,
  'cohere.chat': cohere,
}
