import { changeTexts } from '../base/jsonTexts.ts'
import type { Wire } from '../contract/wires.ts'
import { changeModelTexts, type TextKind } from '../dialects/masking/places.ts'
import { type StreamedText, streamedTexts } from '../dialects/masking/streamTexts.ts'
import { payloadOf, putBack } from '../dialects/readers/bytes.ts'
import { isObject } from '../dialects/readers/values.ts'
import { inJson, TextChannel } from '../policy/masking/channel.ts'
import { withoutEscapes } from '../policy/masking/session.ts'
import type { CallMasking } from './maskRequest.ts'

/** An event that waits: some text in it could still be half of something, or one before it could. */
interface Waiting {
  event: Buffer
  payload: Buffer | undefined
  /** What is to stand at each path. */
  texts: Map<string, string>
  /** Texts in it whose end is not known yet. */
  open: number
}

interface OpenText {
  channel: TextChannel
  lane: string
  /** The newest event with a piece of it; it takes what was kept back. */
  at: Waiting
  path: string
  /** Something of it is kept back, so that event waits. */
  waits: boolean
}

/**
 * Writes the answer of one call anew: names are turned back into what they stand for, and what the rules do not let
 * in is masked. Events keep their order and number; each waits only while a text in it, or before it, may
 * still be the beginning of something.
 */
export class MaskedAnswer {
  readonly #masking: CallMasking
  readonly #wire: Wire
  readonly #queue: Waiting[] = []
  readonly #open = new Map<string, OpenText>()

  constructor(masking: CallMasking, wire: Wire) {
    this.#masking = masking
    this.#wire = wire
  }

  /** Takes one event and answers those that may go out, in order. */
  event(event: Buffer, last: boolean): Buffer[] {
    const waiting: Waiting = { event, payload: undefined, texts: new Map(), open: 0 }
    this.#queue.push(waiting)
    this.#read(waiting)
    if (last) this.#endAll()
    return this.#ready()
  }

  /** What still waits, when the stream is over. */
  end(): Buffer[] {
    this.#endAll()
    return this.#ready()
  }

  /** An answer in one piece. */
  body(body: Buffer): Buffer {
    if (isObject(parsed(body)))
      return changeModelTexts(body, (text, kind) => this.#whole(text, kind, true))
    // Lines of JSON, or plain text, in which no escapes stand.
    const text = body.toString()
    const shown = this.#whole(text, 'json', true)
    return shown === text ? body : Buffer.from(shown)
  }

  #read(waiting: Waiting): void {
    const payload = payloadOf(waiting.event)
    const value = payload && parsed(payload)
    if (!payload || !isObject(value)) return
    const { texts, endedBefore, ended } = streamedTexts(this.#wire, value)
    for (const lane of endedBefore ?? []) this.#endLane(lane)
    const paths = new Set(texts.map(({ path }) => path))
    // All other texts are whole: they are put right at once.
    const pieces = textsAt(payload, paths)
    const places = new Set([...pieces.values()].map(({ from }) => from))
    waiting.payload = changeModelTexts(payload, (text, kind, from) =>
      places.has(from) ? undefined : this.#whole(text, kind, false),
    )
    if (waiting.payload !== payload)
      waiting.event = putBack(waiting.event, payload, waiting.payload)
    for (const text of texts) this.#take(waiting, text, pieces.get(text.path)?.text ?? '')
    if (ended === 'all') this.#endAll()
    else for (const lane of ended ?? []) this.#endLane(lane)
  }

  #take(waiting: Waiting, { path, channel: name, lane, kind }: StreamedText, piece: string): void {
    for (const [other, { lane: its }] of this.#open)
      if (its === lane && other !== name) this.#endOne(other)
    let open = this.#open.get(name)
    if (open?.waits) open.at.open--
    if (!open) {
      const { session, rules } = this.#masking
      const scanner = kind === 'thought' ? undefined : rules.answers
      const channel = new TextChannel(session, { scanner, asJson: kind === 'json' })
      open = { channel, lane, at: waiting, path, waits: false }
      this.#open.set(name, open)
    }
    open.at = waiting
    open.path = path
    waiting.texts.set(path, open.channel.push(piece))
    open.waits = !open.channel.isEmpty
    if (open.waits) waiting.open++
  }

  #endLane(lane: string): void {
    for (const [name, open] of this.#open) if (open.lane === lane) this.#endOne(name)
  }

  #endAll(): void {
    for (const name of this.#open.keys()) this.#endOne(name)
  }

  #endOne(name: string): void {
    const open = this.#open.get(name)
    if (!open) return
    this.#open.delete(name)
    const { at, path, channel, waits } = open
    if (!waits) return
    at.texts.set(path, (at.texts.get(path) ?? '') + channel.end())
    at.open--
  }

  #ready(): Buffer[] {
    const ready: Buffer[] = []
    while (this.#queue[0]?.open === 0) {
      const next = this.#queue.shift()
      if (next) ready.push(written(next))
    }
    return ready
  }

  #whole(text: string, kind: TextKind, counted: boolean): string {
    const { session, rules } = this.#masking
    const asJson = kind === 'json'
    const finds =
      rules.answers && kind !== 'thought'
        ? rules.answers.find(asJson ? withoutEscapes(text) : text)
        : []
    return session.restore(session.hideInAnswer(text, finds, counted), asJson ? inJson : undefined)
  }
}

function written({ event, payload, texts }: Waiting): Buffer {
  if (!payload || texts.size === 0) return event
  const paths = new Set(texts.keys())
  const changed = changeTexts(payload, '', {
    ...pathWalk(paths),
    text: (value, path) => (texts.get(path) === value ? undefined : texts.get(path)),
  })
  return changed === payload ? event : putBack(event, payload, changed)
}

function textsAt(
  payload: Buffer,
  paths: ReadonlySet<string>,
): Map<string, { text: string; from: number }> {
  const found = new Map<string, { text: string; from: number }>()
  if (paths.size === 0) return found
  changeTexts(payload, '', {
    ...pathWalk(paths),
    text(text, path, from) {
      if (paths.has(path)) found.set(path, { text, from })
      return undefined
    },
  })
  return found
}

/** Follows only what leads to one of the paths. */
function pathWalk(paths: ReadonlySet<string>) {
  const follow = (path: string) => {
    for (const wanted of paths) if (wanted === path || wanted.startsWith(`${path}/`)) return path
    return undefined
  }
  return {
    named: (path: string, name: string) => follow(`${path}/${name}`),
    element: (path: string, index: number) => follow(`${path}/${index}`),
  }
}

function parsed(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString())
  } catch {
    return undefined
  }
}

/** Undefined where the answer is passed on as it comes. */
export function maskedAnswer(
  masking: CallMasking | undefined,
  wire: Wire,
): MaskedAnswer | undefined {
  const isNeeded = masking && (masking.session.hasNames || masking.rules.answers)
  return isNeeded ? new MaskedAnswer(masking, wire) : undefined
}
