import { Splitter } from './splitter.ts'

const LF = 0x0a
const CR = 0x0d
const COLON = 0x3a
const SPACE = 0x20

/**
 * Cuts server-sent events at their blank lines. Lines may end in LF, CRLF or CR
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
 */
export class EventSplitter extends Splitter {
  private lineIsEmpty = true
  /** The last byte was the CR of a line end: an LF right behind it belongs to that line end. */
  private afterCr = false
  /** The blank line ended in CR where its neighbours end in CRLF: its LF is still to come. */
  private endsAfterLf = false
  private lastLineEndedInCrLf = false

  protected endsIn(chunk: Buffer): number[] {
    const ends: number[] = []
    let at = 0
    let nextLf = chunk.indexOf(LF)
    let nextCr = chunk.indexOf(CR)
    while (at < chunk.length) {
      if (this.afterCr) {
        this.afterCr = false
        const isCrLf = chunk[at] === LF
        this.lastLineEndedInCrLf = isCrLf
        if (isCrLf) at++
        if (this.endsAfterLf) {
          this.endsAfterLf = false
          ends.push(at)
        }
        if (isCrLf) continue
      }
      if (nextLf !== -1 && nextLf < at) nextLf = chunk.indexOf(LF, at)
      if (nextCr !== -1 && nextCr < at) nextCr = chunk.indexOf(CR, at)
      const isCr = nextCr !== -1 && (nextLf === -1 || nextCr < nextLf)
      const lineEnd = isCr ? nextCr : nextLf
      if (lineEnd === -1) {
        this.lineIsEmpty = false
        break
      }
      const isBlank = this.lineIsEmpty && lineEnd === at
      this.lineIsEmpty = true
      at = lineEnd + 1
      if (isCr) this.afterCr = true
      if (!isBlank) continue
      // Waiting for an LF that never comes would hold an event back, so only CRLF streams wait.
      if (isCr && this.lastLineEndedInCrLf) this.endsAfterLf = true
      else ends.push(at)
    }
    return ends
  }
}

/** The values of all fields of one name, joined by LF as the standard says; undefined without any. */
function fieldOf(event: Buffer, name: string): Buffer | undefined {
  const values: Buffer[] = []
  let start = 0
  while (start < event.length) {
    let end = start
    while (end < event.length && event[end] !== LF && event[end] !== CR) end++
    const colon = start + name.length
    if (
      colon < end &&
      event[colon] === COLON &&
      event.toString('latin1', start, colon) === name // field names are ASCII
    ) {
      const from = event[colon + 1] === SPACE && colon + 1 < end ? colon + 2 : colon + 1
      values.push(event.subarray(from, end))
    }
    start = end + 1
  }
  if (values.length <= 1) return values[0]
  return Buffer.concat(
    values.flatMap((value, i) => (i === 0 ? [value] : [Buffer.from('\n'), value])),
  )
}

/** The bytes of an event's `data`; undefined for comments and the like. */
export function eventData(event: Buffer): Buffer | undefined {
  return fieldOf(event, 'data')
}

/** The name of an event; undefined when it has none. */
export function eventName(event: Buffer): string | undefined {
  return fieldOf(event, 'event')?.toString()
}

/** Puts one `data:` event around a JSON text. */
export function dataEvent(json: string | Buffer, name?: string): Buffer {
  const head = name === undefined ? 'data: ' : `event: ${name}\ndata: `
  return Buffer.concat([Buffer.from(head), Buffer.from(json), Buffer.from('\n\n')])
}
