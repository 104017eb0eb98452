import { type Finder, isAlnum } from './finder.ts'

const BEGIN = /-----BEGIN [A-Z0-9 ]{1,40}-----/g
const END = /-----END [A-Z0-9 ]{1,40}-----/y
export const LONGEST_PEM = 65_536
/** Lines of a block whose end is missing are at least as long; words of a sentence are shorter. */
const SHORTEST_LINE = 32

/** Private keys and certificates between their two lines; one that is cut off is found as far as it goes. */
export const findPemBlocks: Finder = (text, found) => {
  if (!text.includes('-----BEGIN ')) return
  BEGIN.lastIndex = 0
  for (let match = BEGIN.exec(text); match; match = BEGIN.exec(text)) {
    const body = match.index + match[0].length
    const { end } = blockEnd(text, body)
    if (end > body) found(match.index, end)
    BEGIN.lastIndex = Math.max(body, end)
  }
}

/** Where the block goes to, and whether more of it may still come. */
function blockEnd(text: string, body: number): { end: number; isOpen: boolean } {
  const limit = Math.min(text.length, body + LONGEST_PEM)
  let at = body
  while (at < limit) {
    if (text.startsWith('-----', at)) {
      END.lastIndex = at
      const match = END.exec(text)
      if (match) return { end: at + match[0].length, isOpen: false }
      break
    }
    if (!isBodyAt(text, at)) break
    at++
  }
  const isOpen = limit === text.length && (at >= limit || isUnfinishedEnd(text, at))
  return { end: linesEnd(text, body, at), isOpen }
}

const isUnfinishedEnd = (text: string, at: number) =>
  /^-{1,5}(?:E|EN|END|END [A-Z0-9 ]{0,40}-{0,4})?$/.test(text.slice(at, at + 60))

/** Base64 and what stands between its lines, also `\n` as programs write it, and headers such as `Proc-Type: 4,ENCRYPTED`. */
function isBodyAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  if (isAlnum(code) || code <= 0x20) return true
  if (text[at] === '-') return !text.startsWith('--', at)
  return '+/=\\:,'.includes(text[at] ?? '')
}

/** Without its last line, a block ends with its last long run. */
function linesEnd(text: string, body: number, limit: number): number {
  const run = /[A-Za-z0-9+/=]+/y
  let end = body
  let at = body
  while (at < limit) {
    run.lastIndex = at
    const match = run.exec(text)
    if (!match) {
      at++
      // The `n` of a written `\n` is none of the next line.
      if (text[at - 1] === '\\' && text[at] === 'n') at++
      continue
    }
    const runTo = Math.min(limit, at + match[0].length)
    if (runTo - at >= SHORTEST_LINE) end = runTo
    else if (end > body) return end
    at = at + match[0].length
  }
  return end
}

/** Where a block begins that the end of the text leaves open, in pieces of a stream; -1 without one. */
export function openPemFrom(text: string): number {
  const last = text.lastIndexOf('-----BEGIN')
  if (last === -1) return -1
  BEGIN.lastIndex = last
  const match = BEGIN.exec(text)
  if (!match)
    return /^-----BEGIN(?: [A-Z0-9 ]{0,40}-{0,4})?$/.test(text.slice(last, last + 60)) ? last : -1
  return blockEnd(text, last + match[0].length).isOpen ? last : -1
}
