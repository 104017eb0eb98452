import { Refusal } from '../base/errors.ts'
import { type JsonLimits, scanJson } from '../base/jsonGuard.ts'
import type { ObjectId } from '../contract/objects.ts'
import type { Wire } from '../contract/wires.ts'
import { referencesIn, referringNames } from './asked/references.ts'
import { serverTools } from './asked/serverTools.ts'
import { isObject, type JsonObject, listIn, objectIn, textIn } from './readers/values.ts'

/** What a line of a batch may call: what could be called one by one as well. */
const WIRES: Record<string, Wire> = {
  'chat/completions': 'openai.chat',
  responses: 'openai.responses',
  completions: 'openai.completions',
  embeddings: 'openai.embeddings',
  moderations: 'openai.moderations',
  'images/generations': 'openai.images',
  'images/edits': 'openai.imageEdits',
  'fim/completions': 'mistral.fim',
}

/** What a batch will do at the provider, as far as rules care. */
export interface BatchContents {
  models: string[]
  /** Names in the ledger of the calls it is made of. */
  endpoints: string[]
  /** Some request offers tools that run at the provider. */
  serverTools: boolean
}

export interface BatchLine {
  model: string | undefined
  endpoint: string | undefined
  serverTools: boolean
  found: ObjectId[]
}

/**
 * One line of a batch's file (`{"custom_id", "method", "url", "body"}`): the model it names, and what it refers
 * to. Where the file itself says nothing on the path, the batch will say one for all (Mistral).
 */
export function readBatchLine(line: Buffer, number: number, limits: JsonLimits): BatchLine {
  const bad = (what: string, cause?: unknown) =>
    new Refusal('REQUEST_INVALID', `Keyrack: line ${number} of this batch file ${what}.`, { cause })
  let body: Buffer
  let path: unknown
  try {
    const member = scanJson(line, limits).members.get('body')
    if (!member) throw bad('has no body')
    body = line.subarray(member.start, member.end)
    path = JSON.parse(line.toString()).url
  } catch (error) {
    throw error instanceof Refusal && error.message.startsWith('Keyrack')
      ? error
      : bad('is not a JSON object', error)
  }
  const wire = path === undefined ? 'openai.responses' : wireOf(path)
  if (!wire) throw bad(`calls ${`${path}`.slice(0, 60)}, which is not passed on in batches`)
  let watched: number
  try {
    watched = scanJson(body, limits, referringNames(wire)).watched
  } catch (error) {
    throw bad('has a body that cannot be accepted', error)
  }
  const value: unknown = JSON.parse(body.toString())
  const { found, names } = referencesIn(wire, value)
  if (names !== watched) throw bad('has a name that stands twice in one place')
  const request = isObject(value) ? value : {}
  const model = textIn(request, 'model')
  return {
    model,
    endpoint: typeof path === 'string' ? path.replace(VERSION, '').replace('/', '.') : undefined,
    serverTools: serverTools(wire, model ?? '', request).length > 0,
    found,
  }
}

/** `/v1/responses`, and on Azure the same without the version. */
function wireOf(path: unknown): Wire | undefined {
  const rest = typeof path === 'string' ? path.replace(VERSION, '') : ''
  return Object.hasOwn(WIRES, rest) ? WIRES[rest] : undefined
}

const VERSION = /^\/(?:v1\/)?/

/** The same of a batch whose requests stand in its own body. */
export function inlineContents(wire: Wire, body: JsonObject): BatchContents {
  const { of, endpoint, parts } = inlineParts(wire, body)
  const modelOf = (part: JsonObject) => textIn(part, 'model')?.replace(/^models\//, '')
  return {
    models: [...new Set(parts.flatMap((part) => modelOf(part) ?? []))],
    endpoints: parts.length > 0 && endpoint !== undefined ? [endpoint] : [],
    serverTools: parts.some((part) => serverTools(of, modelOf(part) ?? '', part).length > 0),
  }
}

function inlineParts(wire: Wire, body: JsonObject) {
  const inner = (list: JsonObject[], name: string) => list.map((one) => objectIn(one, name))
  switch (wire) {
    case 'anthropic.objects':
      return {
        of: 'anthropic.messages' as const,
        endpoint: 'messages',
        parts: inner(listIn(body, 'requests'), 'params'),
      }
    case 'gemini.batch': {
      // Google reads both spellings of every name.
      const batch = objectIn(body, 'batch')
      const requests = ['inputConfig', 'input_config'].flatMap((name) =>
        listIn(objectIn(objectIn(batch, name), 'requests'), 'requests'),
      )
      return {
        of: 'gemini.generate' as const,
        endpoint: 'generateContent',
        parts: inner(requests, 'request'),
      }
    }
    default:
      return {
        of: 'openai.chat' as const,
        endpoint: undefined,
        parts: inner(listIn(body, 'requests'), 'body'),
      }
  }
}
