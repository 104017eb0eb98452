import type { ObjectId, ObjectKind } from '../contract/objects.ts'
import type { Endpoint } from './dialect.ts'
import { isTrue } from './endpoints.ts'
import { isObject, type JsonObject, listIn, objectIn, textIn } from './readers/values.ts'

/** Finds what an answer tells to lie at the provider from now on. */
export interface Maker {
  /** Names in quotes; of a stream only events with one of them are read. */
  telling: readonly string[]
  find(value: JsonObject): ObjectId[]
}

/** What a call may make at the provider; undefined when it makes nothing. */
export function makerOf(
  endpoint: Endpoint,
  body: Readonly<Record<string, unknown>>,
): Maker | undefined {
  if (endpoint.object) return makerOfObjects(endpoint)
  switch (endpoint.wire) {
    case 'openai.responses':
      return { telling: ['"response"'], find: (value) => inResponse(value, body.store !== false) }
    case 'openai.chat':
    case 'azure.chat':
      return isTrue(body.store) || body.audio !== undefined
        ? { telling: ['"id"'], find: (value) => inCompletion(value, isTrue(body.store)) }
        : undefined
    case 'anthropic.messages':
      return {
        telling: ['"container"', '"file_id"', ...(body.thread ? ['"message_start"'] : [])],
        find: (value) => inMessage(value, body.thread !== undefined),
      }
    default:
      return undefined
  }
}

function makerOfObjects({ name, object, wire }: Endpoint): Maker | undefined {
  if (!object || object.bytes || object.lists || object.deletes) return undefined
  const { makes, prefix = '' } = object
  const find = (value: JsonObject): ObjectId[] => {
    const found: ObjectId[] = []
    const id = textIn(value, wire?.startsWith('gemini.') ? 'name' : 'id')
    if (makes && id?.startsWith(prefix)) found.push({ kind: makes, id })
    if (name.startsWith('batch')) found.push(...ids('file', resultsOf(value)))
    // The file that the parts of an upload became.
    if (name === 'uploads.complete')
      found.push(...ids('file', [textIn(objectIn(value, 'file'), 'id')]))
    if (name.startsWith('responses.')) found.push(...inResponse(value, true))
    return found
  }
  return { telling: ['"response"'], find }
}

/** A batch writes its results into files, which belong to whoever made the batch. */
function resultsOf(batch: JsonObject): (string | undefined)[] {
  return ['output_file_id', 'error_file_id', 'output_file', 'error_file'].map((name) =>
    textIn(batch, name),
  )
}

/** A response or an event that holds one: its id, its items, and the containers its tools worked in. */
function inResponse(value: JsonObject, stored: boolean): ObjectId[] {
  const response = isObject(value.response) ? value.response : value
  const found: ObjectId[] = stored ? ids('response', [textIn(response, 'id')]) : []
  for (const item of listIn(response, 'output')) {
    if (stored) found.push(...ids('item', [textIn(item, 'id')]))
    found.push(...ids('container', [textIn(item, 'container_id')]))
    for (const part of listIn(item, 'content'))
      for (const note of listIn(part, 'annotations')) {
        // Files that code wrote into its container; a file that was searched is somebody's already.
        if (note.type !== 'container_file_citation') continue
        found.push(...ids('container', [textIn(note, 'container_id')]))
        found.push(...ids('file', [textIn(note, 'file_id')]))
      }
  }
  return found
}

function inCompletion(value: JsonObject, stored: boolean): ObjectId[] {
  const found: ObjectId[] = stored ? ids('completion', [textIn(value, 'id')]) : []
  for (const choice of listIn(value, 'choices'))
    for (const part of [objectIn(choice, 'message'), objectIn(choice, 'delta')])
      found.push(...ids('audio', [textIn(objectIn(part, 'audio'), 'id')]))
  return found
}

/** A message or an event of one: the container its code ran in, and the files that the code wrote. */
function inMessage(value: JsonObject, inThread: boolean): ObjectId[] {
  const message = isObject(value.message) ? value.message : value
  const holders = [message, objectIn(value, 'delta')]
  const found: ObjectId[] = holders.flatMap((holder) =>
    ids('container', [textIn(objectIn(holder, 'container'), 'id')]),
  )
  if (inThread && message.type === 'message') found.push(...ids('message', [textIn(message, 'id')]))
  const blocks = [...listIn(message, 'content'), objectIn(value, 'content_block')]
  for (const block of blocks)
    for (const output of listIn(objectIn(block, 'content'), 'content'))
      found.push(...ids('file', [textIn(output, 'file_id')]))
  return found
}

function ids(kind: ObjectKind, found: (string | undefined)[]): ObjectId[] {
  return found.flatMap((id) => (id === undefined ? [] : [{ kind, id }]))
}
