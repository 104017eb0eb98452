import { closingQuote } from './jsonString.ts'

/** What a container is to whoever walks through it; the walker only carries it along. */
export interface TextWalk<State> {
  /** State of a value under a name, given that of its object; undefined leaves it out with all in it. */
  named(state: State, name: string): State | undefined
  /** State of an element, given that of its list. */
  element?(state: State, index: number): State | undefined
  /** What a string is replaced by; undefined where it stays. `from`: byte offset behind its opening quote. */
  text(value: string, state: State, from: number, to: number): string | undefined
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

interface Level<State> {
  isObject: boolean
  state: State | undefined
  index: number
}

/**
 * Shows every string value of a JSON text that was found valid before, and puts what comes back in its place. Every
 * other byte stays as it came; where nothing changes, the answer is the very buffer that was given.
 */
export function changeTexts<State>(bytes: Buffer, root: State, walk: TextWalk<State>): Buffer {
  const parts: Buffer[] = []
  let copied = 0
  const stack: Level<State>[] = []
  let state: State | undefined = root
  let at = 0
  // Kept between strings, so that each byte is looked at once for it.
  let slash = bytes.indexOf(BACKSLASH)
  const stringAt = (open: number, close: number): string => {
    if (slash !== -1 && slash < open) slash = bytes.indexOf(BACKSLASH, open)
    return slash === -1 || slash > close
      ? bytes.toString('utf8', open + 1, close)
      : JSON.parse(bytes.toString('utf8', open, close + 1))
  }

  while (at < bytes.length) {
    const byte = bytes[at]
    const level = stack.at(-1)
    switch (byte) {
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        stack.push({ isObject: byte === OPEN_OBJECT, state, index: 0 })
        if (byte === OPEN_ARRAY) state = elementState(walk, stack.at(-1))
        at++
        break
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        stack.pop()
        at++
        break
      case COMMA:
        if (level && !level.isObject) {
          level.index++
          state = elementState(walk, level)
        }
        at++
        break
      case QUOTE: {
        const close = closingQuote(bytes, at + 1)
        if (close === -1) return bytes
        const isName = level?.isObject && isFollowedByColon(bytes, close + 1)
        if (isName) {
          state =
            level.state === undefined ? undefined : walk.named(level.state, stringAt(at, close))
          at = bytes.indexOf(COLON, close + 1) + 1
          break
        }
        if (state !== undefined) {
          const replaced = walk.text(stringAt(at, close), state, at + 1, close)
          if (replaced !== undefined) {
            parts.push(bytes.subarray(copied, at), Buffer.from(JSON.stringify(replaced)))
            copied = close + 1
          }
        }
        at = close + 1
        break
      }
      default:
        at++
    }
  }
  if (parts.length === 0) return bytes
  parts.push(bytes.subarray(copied))
  return Buffer.concat(parts)
}

function elementState<State>(
  walk: TextWalk<State>,
  level: Level<State> | undefined,
): State | undefined {
  if (level?.state === undefined) return undefined
  return walk.element ? walk.element(level.state, level.index) : level.state
}

function isFollowedByColon(bytes: Buffer, from: number): boolean {
  let at = from
  while ((bytes[at] ?? COLON) <= 0x20) at++
  return bytes[at] === COLON
}
