import type { Splitter } from '../base/splitter.ts'
import type { AnswerReader } from '../dialects/dialect.ts'
import type { MaskedAnswer } from './maskAnswer.ts'
import type { AnswerBody, AnswerOut } from './relay.ts'

// How long a finished stream may stay open before its row is written and its last event let go.
const LINGER_MS = 50

/**
 * A stream of events. Every byte goes out at once, except the event that ends the stream: a client takes
 * that as the end of the call, so it waits until the row is written. Where we asked for usage that the
 * client did not want (`rewriting`), only whole events go out, without it; and so where texts are masked.
 */
export function eventBody(
  splitter: Splitter,
  reader: AnswerReader,
  rewriting: boolean,
  out: AnswerOut,
  masked?: MaskedAnswer,
): AnswerBody {
  const wholeEvents = rewriting || masked !== undefined
  let held: Buffer[] | undefined
  let released = false
  let lingering: NodeJS.Timeout | undefined

  const hold = (bytes: Buffer) => {
    if (released) return out.write(bytes)
    if (held) return void held.push(bytes)
    held = [bytes]
    lingering = setTimeout(() => void release(), LINGER_MS)
  }
  const release = async () => {
    await out.settle()
    released = true
    for (const bytes of held?.splice(0) ?? []) out.write(bytes)
  }

  return {
    push(chunk) {
      let heldFrom: number | undefined
      for (const { bytes, startsInChunk } of splitter.push(chunk)) {
        const verdict = reader.readEvent(bytes)
        if (verdict.final) heldFrom ??= Math.max(0, startsInChunk)
        if (!wholeEvents || verdict.hide) continue
        const shown = verdict.replacement ?? bytes
        for (const event of masked ? masked.event(shown, verdict.final) : [shown])
          if (verdict.final || held) hold(event)
          else out.write(event)
      }
      if (wholeEvents) return
      if (held) hold(chunk)
      else if (heldFrom === undefined) out.write(chunk)
      else {
        out.write(chunk.subarray(0, heldFrom))
        hold(chunk.subarray(heldFrom))
      }
    },
    finish() {
      clearTimeout(lingering)
      const last = held ?? []
      held = []
      // Too long a piece was passed on unread; whether the answer is whole cannot be known then.
      if (splitter.overflowed) reader.reading.complete = true
      const rest = splitter.rest()
      if (rest.length > 0) {
        const verdict = reader.readEvent(rest)
        const shown = verdict.replacement ?? rest
        if (wholeEvents && !verdict.hide)
          last.push(...(masked ? masked.event(shown, true) : [shown]))
      }
      if (masked) last.push(...masked.end())
      return Buffer.concat(last)
    },
  }
}
