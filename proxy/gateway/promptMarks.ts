import { hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { lastElements } from '../base/jsonTail.ts'
import type { RequestBody } from './requestBody.ts'

/** Of a large body its length, beginning and end tell it from every other; a loop repeats all of it. */
const WHOLE_BYTES = 4096
const HEAD_BYTES = 1024
const LENGTHS = 2 ** 20

/** Tells one prompt from another without keeping anything of it. */
export function promptMark(bytes: Buffer): number {
  const { length } = bytes
  const sum =
    length <= WHOLE_BYTES
      ? crc32(bytes)
      : crc32(bytes.subarray(length - WHOLE_BYTES), crc32(bytes.subarray(0, HEAD_BYTES)))
  return (length % LENGTHS) * 2 ** 32 + sum
}

export interface ToolMark {
  /** Tells a tool and what it was asked from every other. */
  mark: string
  name: string
}

type Part = Readonly<Record<string, unknown>>

/** Where the dialects write the conversation, each under a name of its own. */
const CONVERSATIONS = ['messages', 'input', 'contents'] as const
/** An answer to several tools at once stands in several messages. */
const LOOKED_AT = 8
/** A tool's result may be a whole file; beyond so many bytes it is not looked at. */
const MOST_BYTES = 64 * 1024

/**
 * The tool call that this call brings the result of: undefined where its last message is no result. What was asked
 * is told apart by a hash.
 */
export function toolMark({
  json,
  values,
}: Pick<RequestBody, 'json' | 'values'>): ToolMark | undefined {
  if (!json) return undefined
  const name = CONVERSATIONS.find((each) => json.scan.members.has(each))
  if (name === undefined) return undefined
  const whole = values[name]
  const member = json.scan.members.get(name)
  const last = Array.isArray(whole)
    ? whole.slice(-LOOKED_AT)
    : member && lastElements(json.bytes, member, LOOKED_AT, MOST_BYTES)
  if (!last) return undefined
  const asked = askedBy(last.filter(isPart))
  if (!asked) return undefined
  return {
    name: asked.name,
    mark: hash('sha256', `${asked.name}\n${asked.asked}`, 'base64url').slice(0, 16),
  }
}

interface Asked {
  name: string
  asked: string
}

function askedBy(messages: Part[]): Asked | undefined {
  const last = messages.at(-1)
  if (!last) return undefined
  const before = messages.slice(0, -1).reverse()
  if (last.role === 'tool') return ofChat(before, last.tool_call_id)
  if (last.type === 'function_call_output') return ofResponses(before, last.call_id)
  if (Array.isArray(last.parts)) return ofGemini(before, last.parts)
  const result = partsOf(last.content).find(({ type }) => type === 'tool_result')
  return result && ofAnthropic(before, result.tool_use_id)
}

/** OpenAI's chat, and Mistral, Ollama and Cohere, who write it alike. */
function ofChat(before: Part[], id: unknown): Asked | undefined {
  for (const { tool_calls } of before)
    for (const call of partsOf(tool_calls)) {
      if (id !== undefined && call.id !== undefined && call.id !== id) continue
      const { name, arguments: asked } = isPart(call.function) ? call.function : {}
      return found(name, asked)
    }
  return undefined
}

function ofResponses(before: Part[], id: unknown): Asked | undefined {
  const call = before.find(({ type, call_id }) => type === 'function_call' && call_id === id)
  return call && found(call.name, call.arguments)
}

function ofAnthropic(before: Part[], id: unknown): Asked | undefined {
  for (const { content } of before) {
    const use = partsOf(content).find((part) => part.type === 'tool_use' && part.id === id)
    if (use) return found(use.name, use.input)
  }
  return undefined
}

function ofGemini(before: Part[], parts: unknown[]): Asked | undefined {
  if (!partsOf(parts).some(({ functionResponse }) => isPart(functionResponse))) return undefined
  for (const message of before)
    for (const { functionCall } of partsOf(message.parts))
      if (isPart(functionCall)) return found(functionCall.name, functionCall.args)
  return undefined
}

function found(name: unknown, asked: unknown): Asked | undefined {
  if (typeof name !== 'string') return undefined
  return {
    name: name.slice(0, 80),
    asked: typeof asked === 'string' ? asked : JSON.stringify(asked ?? null),
  }
}

const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const partsOf = (value: unknown): Part[] => (Array.isArray(value) ? value.filter(isPart) : [])
