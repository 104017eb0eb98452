import { scanJson, WIDE } from '../../base/jsonGuard.ts'
import { topLevelValues, WHOLE_BELOW } from '../../base/jsonPatch.ts'
import type { AnswerReader, EventVerdict, Reading } from '../dialect.ts'
import { look, type NameTable, nameTable, payloadOf } from './bytes.ts'
import { isObject, type JsonObject, textIn } from './values.ts'

/** What is particular to one format; everything here may throw, a strange answer is passed on all the same. */
export interface AnswerShape {
  /** An event is parsed when one of these JSON names stands in it with a value. */
  telling: readonly string[]
  /** JSON names whose string values are generated text. */
  texts: readonly string[]
  /** What the client asked for may already tell the usage. */
  begin?(reading: Reading): void
  /** Sees every event, parsed where it is telling. */
  onEvent(
    reading: Reading,
    value: JsonObject | undefined,
    event: Buffer,
  ): Partial<EventVerdict> | undefined
  onBody(reading: Reading, body: JsonObject): void
  /** Top-level values that matter in a body too large to be parsed whole. */
  inBody?: readonly string[]
  /** True where an answer may be plain text as well as JSON. */
  mayBeText?: boolean
  /** False where the answer is bytes that tell nothing. */
  needsBody?: boolean
}

const PASS: EventVerdict = { final: false, hide: false, replacement: undefined }

// Made once for each format: every call would make the same again.
const tables = new Map<string, NameTable>()

function tableFor({ telling, texts }: AnswerShape): NameTable {
  const name = `${telling} ${texts}`
  let table = tables.get(name)
  if (!table) {
    table = nameTable(telling, texts)
    tables.set(name, table)
  }
  return table
}

export function readAnswer(shape: AnswerShape): AnswerReader {
  let table: NameTable | undefined
  const names = () => {
    table ??= tableFor(shape)
    return table
  }
  const reading: Reading = {
    usage: undefined,
    rawUsage: undefined,
    reportedCostNanoUsd: undefined,
    model: undefined,
    complete: false,
    failure: undefined,
    outputChars: 0,
  }
  shape.begin?.(reading)

  return {
    reading,
    needsBody: shape.needsBody ?? true,
    readEvent(event) {
      try {
        const { isTelling, characters } = look(event, names())
        reading.outputChars += characters
        const value = isTelling ? parse(event) : undefined
        if (value) learnCommon(reading, value)
        const verdict = shape.onEvent(reading, value, event)
        return verdict ? { ...PASS, ...verdict } : PASS
      } catch {
        return PASS
      }
    },
    readBody(body) {
      try {
        const value = parseBody(body, shape)
        if (!value) return
        reading.complete = true
        learnCommon(reading, value)
        shape.onBody(reading, value)
        if (!reading.usage) reading.outputChars += look(body, names()).characters
      } catch {
        reading.complete ||= shape.mayBeText === true
      }
    },
  }
}

function parse(event: Buffer): JsonObject | undefined {
  const payload = payloadOf(event)
  if (payload === undefined || payload.length === 0) return undefined
  const value: unknown = JSON.parse(payload.toString())
  return isObject(value) ? value : undefined
}

/** A small body is parsed whole; of a large one (pictures, embeddings) only what may matter. */
function parseBody(body: Buffer, { inBody = [] }: AnswerShape): JsonObject | undefined {
  if (body.length > WHOLE_BELOW)
    return topLevelValues(body, scanJson(body, WIDE), ['usage', 'model', 'error', ...inBody])
  const value: unknown = JSON.parse(body.toString())
  return isObject(value) ? value : undefined
}

/** Most formats name the model on top, and tell a failure by a top-level `error`. */
function learnCommon(reading: Reading, value: JsonObject) {
  reading.model = textIn(value, 'model') ?? reading.model
  const { error } = value
  if (!error) return
  reading.failure =
    typeof error === 'string'
      ? error
      : ((isObject(error) ? textIn(error, 'message') : undefined) ?? JSON.stringify(error))
}
