import { Refusal } from '../base/errors.ts'
import { type JsonLimits, scanJson } from '../base/jsonGuard.ts'
import type { ObjectId } from '../contract/objects.ts'
import type { Wire } from '../contract/wires.ts'
import { referencesIn, referringNames } from './asked/references.ts'
import { isObject, textIn } from './readers/values.ts'

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

export interface BatchLine {
  model: string | undefined
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
  return { model: isObject(value) ? textIn(value, 'model') : undefined, found }
}

/** `/v1/responses`, and on Azure the same without the version. */
function wireOf(path: unknown): Wire | undefined {
  const rest = typeof path === 'string' ? /^\/(?:v1\/)?([a-z_/]+)$/.exec(path)?.[1] : undefined
  return rest !== undefined && Object.hasOwn(WIRES, rest) ? WIRES[rest] : undefined
}
