import { isIPv6 } from 'node:net'
import { type Finder, isDigitAt, isWordAt, runEnd } from './finder.ts'

const BYTE = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const V4 = new RegExp(`${BYTE}(?:\\.${BYTE}){3}`, 'g')
/** This computer, no computer and all of them: nobody's address. */
const NOBODYS_V4 = /^(?:127|0)\.|^255\.255\.255\.255$/

const LONGEST_V6 = 45

/** Addresses of computers, version 4 and 6. */
export const findNetworkAddresses: Finder = (text, found) => {
  V4.lastIndex = 0
  for (let match = V4.exec(text); match; match = V4.exec(text)) {
    const start = match.index
    const end = start + match[0].length
    if (isPartOfLonger(text, start, end)) continue
    if (!NOBODYS_V4.test(match[0])) found(start, end)
  }
  if (text.includes(':')) findV6(text, found)
}

function isPartOfLonger(text: string, start: number, end: number): boolean {
  if (isWordAt(text, start - 1) || isWordAt(text, end)) return true
  const before =
    text[start - 1] === '.' && (isDigitAt(text, start - 2) || isWordAt(text, start - 2))
  return before || (text[end] === '.' && isDigitAt(text, end + 1))
}

/** Around each first colon, as far as an address goes. */
const findV6: Finder = (text, found) => {
  for (let colon = text.indexOf(':'); colon !== -1; ) {
    let start = colon
    while (start > 0 && colon - start < LONGEST_V6 && isV6At(text, start - 1)) start--
    const end = runEnd(text, colon, isV6At)
    colon = text.indexOf(':', end)
    if (end - start > LONGEST_V6 || end - start < 6) continue
    if (isWordAt(text, start - 1) || isWordAt(text, end)) continue
    // A colon or full stop behind the address belongs to the sentence.
    const address = text.slice(start, end).replace(/(?<!:):$|\.$/, '')
    if (!/\d/.test(address) || !isIPv6(address) || groupsIn(address) < 3) continue
    if (!/^[0:]*:0*1?$/.test(address)) found(start, start + address.length)
  }
}

function isV6At(text: string, at: number): boolean {
  const code = text.charCodeAt(at) | 0x20
  return (
    isDigitAt(text, at) || (code >= 0x61 && code <= 0x66) || text[at] === ':' || text[at] === '.'
  )
}

/** `a::b` is more often a name in a program than an address. */
const groupsIn = (address: string) => address.split(':').filter(Boolean).length
