import { type JsonScan, scanJson, WIDE } from '../../base/jsonGuard.ts'
import { WHOLE_BELOW } from '../../base/jsonPatch.ts'
import { isObject, type JsonObject } from '../readers/values.ts'

/** A file of a form. */
export interface UploadedFile {
  /** Name of the form's field. */
  field: string
  bytes: number
  /** Its first bytes, which tell what it is. */
  head: Buffer
}

/** What is looked at of a request's body. */
export interface AskedBody {
  size: number
  /** Top-level values of the JSON, or the fields of the form. */
  values: Readonly<Record<string, unknown>>
  json: { bytes: Buffer; scan: JsonScan } | undefined
  files: readonly UploadedFile[]
}

/** Every top-level value: of a large body only some have been parsed yet, and each may hold something that counts. */
export function allValues({
  size,
  values,
  json,
}: Pick<AskedBody, 'size' | 'values'> & { json: { bytes: Buffer } | undefined }): JsonObject {
  if (!json || size <= WHOLE_BELOW) return values
  const all: unknown = JSON.parse(json.bytes.toString())
  return isObject(all) ? all : {}
}

/** Refuses a top-level object that says something twice: two parsers would read two things. */
export function refuseTwice({ json }: AskedBody, ...names: string[]): void {
  for (const name of names) {
    const member = json?.scan.members.get(name)
    const bytes = member && json?.bytes.subarray(member.start, member.end)
    if (bytes?.[0] === OPEN_OBJECT) scanJson(bytes, WIDE)
  }
}

const OPEN_OBJECT = 0x7b
