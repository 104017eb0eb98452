import { z } from 'zod'

/** What was sent, and what was answered. */
export const bodyPart = z.enum(['request', 'answer'])
export type BodyPart = z.infer<typeof bodyPart>

/** Whether what a member sends and is answered is kept. A team has nothing to inherit: it says on or off. */
export const bodyKeeping = z.enum(['inherit', 'off', 'on'])
export type BodyKeeping = z.infer<typeof bodyKeeping>

export const bodyKeepingChange = z.union([
  z.strictObject({ memberId: z.string(), keep: bodyKeeping }),
  z.strictObject({ teamId: z.string(), keep: bodyKeeping.exclude(['inherit']) }),
])

/** What is known of a kept body without opening it. */
export interface BodySummary {
  part: BodyPart
  contentType: string
  /** All that passed. */
  bytes: number
  /** The beginning of it, which is all that is kept. */
  keptBytes: number
}

/** A body that was opened. */
export interface OpenedBody extends BodySummary {
  /** Null where it is no text. */
  text: string | null
  base64: string | null
}

export interface CallBodies {
  bodies: BodySummary[]
  /** Whether the member's next call will have some; null where there is no such member any more. */
  isKeptNow: boolean | null
}

/** Off unless somebody switched it on; what is said of a member goes before what is said of the team. */
export function keepsBodies(member: BodyKeeping, team: BodyKeeping | null): boolean {
  return (member === 'inherit' ? team : member) === 'on'
}

/** What those are told whose bodies are kept. */
export function bodyNotice(days: number): string {
  return `Keyrack keeps what you send and what is answered, sealed, for ${days === 1 ? 'a day' : `${days} days`}. Administrators can open it; each time is written down.`
}
