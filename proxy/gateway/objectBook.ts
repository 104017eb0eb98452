import type { ObjectId, ObjectKind } from '../contract/objects.ts'
import type { AnswerReader } from '../dialects/dialect.ts'
import type { Maker } from '../dialects/made.ts'
import { payloadOf } from '../dialects/readers/bytes.ts'
import { isObject } from '../dialects/readers/values.ts'
import type { Db } from '../store/db.ts'
import type { Ledger } from '../store/ledger.ts'
import { findObject, listObjects, removeObject } from '../store/objects.ts'
import type { Call } from './call.ts'

/**
 * Who made what at the providers. A thing belongs to the member whose token made it: all tokens of the member
 * reach it, since a rotated token must not lose its owner's files, and nobody else's do.
 */
export class ObjectBook {
  readonly #db: Db
  readonly #ledger: Ledger

  constructor(db: Db, ledger: Ledger) {
    this.#db = db
    this.#ledger = ledger
  }

  /** The keys under which it lies, when it is the member's; empty for what is somebody else's or nobody's. */
  find(memberId: string, object: ObjectId) {
    return findObject(this.#db, memberId, object)
  }

  list(memberId: string, kind: ObjectKind) {
    return listObjects(this.#db, memberId, kind)
  }

  /** Writes down what the call made; on disk no later than the call's own row. */
  learn(call: Call, { kind, id }: ObjectId, detail: unknown, now: number): Promise<void> {
    if (!call.caller || !call.key) return Promise.resolve()
    return this.#ledger.own({
      objectId: id,
      keyId: call.key.id,
      kind,
      memberId: call.caller.memberId,
      tokenId: call.caller.tokenId,
      createdAt: now,
      detail: detail === undefined ? null : JSON.stringify(detail),
    })
  }

  forget(keyId: string, objectId: string): void {
    removeObject(this.#db, keyId, objectId)
  }
}

/** The same reader, which tells besides what the answer has made, each thing once and as soon as it is named. */
export function learning(
  reader: AnswerReader,
  maker: Maker,
  learn: (object: ObjectId) => void,
): AnswerReader {
  const told = new Set<string>()
  const look = (json: Buffer | undefined) => {
    try {
      const value: unknown = json && JSON.parse(json.toString())
      if (!isObject(value)) return
      for (const object of maker.find(value)) {
        if (told.has(object.id)) continue
        told.add(object.id)
        learn(object)
      }
    } catch {
      // A strange answer belongs to the client all the same.
    }
  }
  return {
    reading: reader.reading,
    needsBody: reader.needsBody,
    readEvent(event) {
      if (maker.telling.some((name) => event.includes(name))) look(payloadOf(event))
      return reader.readEvent(event)
    },
    readBody(body) {
      look(body)
      reader.readBody(body)
    },
  }
}
