import { looksLikeSecret } from '../base/secretShape.ts'

/** Fields of an input that are left out of the record of who did what, whatever stands in them. */
export const SECRET_FIELDS: ReadonlySet<string> = new Set([
  ...['passphrase', 'current', 'next', 'secret', 'code', 'recoveryKey', 'token', 'pasted'],
  ...['password', 'webhookUrl'],
])

const LEFT_OUT = '(left out)'
const LONGEST_TEXT = 300
const LONGEST_DETAIL = 4000
/** An id of ours, such as `mem_4fQ2…`: nothing else that was typed passes as one. */
const OWN_ID = /^[a-z]{3,4}_[0-9A-Za-z]{1,32}$/
/** Which field of an input names what the act was about, the most telling first. */
const ID_FIELDS = ['id', 'memberId', 'limitId', 'teamId', 'tokenId', 'subjectId'] as const

/** What was asked for, as JSON without secrets; null when nothing was. */
export function actDetail(input: unknown): string | null {
  if (input === undefined || input === null) return null
  const text = JSON.stringify(input, (name, value: unknown) => {
    if (SECRET_FIELDS.has(name)) return LEFT_OUT
    if (typeof value !== 'string') return value
    if (looksLikeSecret(value)) return LEFT_OUT
    return value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value
  })
  return text.length > LONGEST_DETAIL ? JSON.stringify({ leftOut: 'too long' }) : text
}

/** What an act was about: named in the input, or made by it. */
export function actObject(input: unknown, answer: unknown): string | null {
  for (const part of [input, answer]) {
    if (typeof part !== 'object' || part === null) continue
    const fields = part as Record<string, unknown>
    for (const name of ID_FIELDS) {
      const id = fields[name]
      if (typeof id === 'string' && OWN_ID.test(id)) return id
    }
  }
  return null
}
