import { randomBytes } from 'node:crypto'
import { unwrap, wrap } from './cipher.ts'

/** Whose body it is, and which one; part of what a seal is bound to. */
export interface BodyPlace {
  installId: string
  /** The UTC day of the key it is sealed under, as `2026-11-26`. */
  day: string
  callId: number
  part: 'request' | 'answer'
}

/** A new key for the bodies of one day. Once its wrapped form is gone, so is everything that was sealed under it. */
export function newDayKey(
  logKey: Buffer,
  day: Pick<BodyPlace, 'installId' | 'day'>,
): { key: Buffer; wrapped: Buffer } {
  const key = randomBytes(32)
  return { key, wrapped: wrap(logKey, key, keyContext(day)) }
}

/** Undefined when it is not the key of this day and vault. */
export function openDayKey(
  logKey: Buffer,
  wrapped: Buffer,
  day: Pick<BodyPlace, 'installId' | 'day'>,
): Buffer | undefined {
  return unwrap(logKey, wrapped, keyContext(day))
}

export function sealBody(dayKey: Buffer, body: Buffer, place: BodyPlace): Buffer {
  return wrap(dayKey, body, bodyContext(place))
}

/** Undefined when it was changed, or belongs to another call, part or day. */
export function openBody(dayKey: Buffer, sealed: Buffer, place: BodyPlace): Buffer | undefined {
  return unwrap(dayKey, sealed, bodyContext(place))
}

function keyContext({ installId, day }: Pick<BodyPlace, 'installId' | 'day'>): string {
  return JSON.stringify(['keyrack/v1/day-key', installId, day])
}

function bodyContext({ installId, day, callId, part }: BodyPlace): string {
  return JSON.stringify(['keyrack/v1/body', installId, day, callId, part])
}
