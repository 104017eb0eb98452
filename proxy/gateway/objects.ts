import { Refusal } from '../base/errors.ts'
import type { ObjectId, ObjectKind } from '../contract/objects.ts'
import type { Wire } from '../contract/wires.ts'
import { allValues } from '../dialects/asked/body.ts'
import { idNames, referencesIn } from '../dialects/asked/references.ts'
import type { AnswerReader } from '../dialects/dialect.ts'
import { makerOf } from '../dialects/made.ts'
import type { Call } from './call.ts'
import { learning } from './objectBook.ts'
import type { RequestBody } from './requestBody.ts'
import type { GatewayServices } from './services.ts'

const WORDS: Record<ObjectKind, string> = {
  file: 'file',
  upload: 'upload',
  batch: 'batch',
  response: 'response',
  item: 'item of a response',
  conversation: 'conversation',
  vectorStore: 'vector store',
  container: 'container',
  completion: 'stored completion',
  audio: 'spoken answer',
  message: 'message of a thread',
  cache: 'cached content',
  shared: 'object',
}

/**
 * Everything that a call names at the provider, in its path, its query or its body, must be the member's own.
 * Answers under which key all of it lies; undefined where nothing is named. What belongs to another member and
 * what does not exist is refused alike, and nothing is sent.
 */
export function checkObjects(
  services: GatewayServices,
  call: Call,
  body: RequestBody,
  more: readonly ObjectId[] = [],
): string | undefined {
  const { wire } = call.endpoint
  if (!wire) return undefined
  const named = [...namedInPath(call), ...namedInQuery(call), ...namedInBody(wire, body), ...more]
  let homes: string[] | undefined
  for (const object of named) {
    const found = keysOf(services, call, wire, object)
    if (found.length === 0) throw unknownObject(object)
    homes = homes ? homes.filter((keyId) => found.includes(keyId)) : found
    if (homes.length === 0)
      throw new Refusal(
        'REQUEST_INVALID',
        'Keyrack: what this call names lies with two different provider keys, so no provider can find all of it. Make it anew in one place.',
      )
  }
  return homes?.[0]
}

/** The keys under which the caller has it, at a provider that this format reaches. */
function keysOf(services: GatewayServices, call: Call, wire: Wire, object: ObjectId): string[] {
  return services.objects.find(call.caller?.memberId ?? '', object).flatMap(({ keyId }) => {
    const key = services.keys.find(keyId)
    return key?.provider.wires.has(wire) ? [keyId] : []
  })
}

/** The ids in a call's path, in the order in which they stand there. */
export function namedInPath({ endpoint, params }: Call): ObjectId[] {
  const { object, verb } = endpoint
  if (!object) return []
  return Object.entries(object.ids).map(([name, kind]) => {
    const given = params[name] ?? ''
    const id =
      verb !== undefined && given.endsWith(`:${verb}`) ? given.slice(0, -verb.length - 1) : given
    return { kind, id: `${object.prefix ?? ''}${id}` }
  })
}

/** A list goes on from an entry: naming a foreign one would tell whether it exists. */
function namedInQuery({ endpoint, query }: Call): ObjectId[] {
  const { lists } = endpoint.object ?? {}
  if (lists?.pages.by !== 'id') return []
  const { kind, pages } = lists
  return [pages.after, pages.before].flatMap((name) =>
    query.getAll(name).flatMap((id) => (id === '' ? [] : [{ kind, id }])),
  )
}

function namedInBody(wire: Wire, body: RequestBody): ObjectId[] {
  if (!body.json) return namedInForm(wire, body.values)
  const { watched } = body.json.scan
  if (watched === 0) return []
  const { found, names } = referencesIn(wire, allValues(body))
  if (names !== watched)
    throw new Refusal(
      'REQUEST_INVALID',
      'Keyrack: a name stands twice in one part of this request, so that two readers could understand it differently.',
    )
  return found
}

/** A form's fields are plain texts; `file_ids[]` and `file_ids[0]` are spellings of `file_ids`. */
function namedInForm(wire: Wire, fields: Readonly<Record<string, unknown>>): ObjectId[] {
  const names = idNames(wire)
  const plain = Object.entries(fields).flatMap(([name, value]) => {
    const bare = name.replace(/[[.].*$/, '')
    return names.has(bare) ? [{ [bare]: value }] : []
  })
  return plain.length === 0 ? [] : referencesIn(wire, plain).found
}

/** The same words for what is somebody else's and for what does not exist. */
export function unknownObject({ kind, id }: ObjectId): Refusal {
  return new Refusal(
    'OBJECT_UNKNOWN',
    `Keyrack: there is no ${WORDS[kind]} ${printable(id)} of yours. What lies at a provider can be used only by the member who made it with Keyrack.`,
    { shouldRetry: false },
  )
}

/** The reader of a call that may make something: each thing is written down as soon as the answer names it. */
export function learningReader(
  services: GatewayServices,
  call: Call,
  reader: AnswerReader,
  body: Readonly<Record<string, unknown>>,
  detail: unknown,
): AnswerReader {
  const maker = makerOf(call.endpoint, body)
  if (!maker) return reader
  return learning(reader, maker, (object) => {
    services.objects.learn(call, object, detail, services.now()).catch(services.onFault)
  })
}

/** What was deleted, or is not there any more, is nobody's. */
export function forgetDeleted(services: GatewayServices, call: Call, status: number): void {
  const isGone = status < 300 || status === 404
  if (!call.endpoint.object?.deletes || !isGone || !call.key) return
  for (const { id } of namedInPath(call)) services.objects.forget(call.key.id, id)
}

function printable(id: string): string {
  return id.replace(/[^\x21-\x7e]/g, '?').slice(0, 80)
}
