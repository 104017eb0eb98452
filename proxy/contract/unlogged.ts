import { z } from 'zod'

/** Whose calls are kept without details: of everybody in a team, of a member, or of one token. */
export const unloggedChange = z.union([
  z.strictObject({ memberId: z.string(), unlogged: z.boolean() }),
  z.strictObject({ teamId: z.string(), unlogged: z.boolean() }),
  z.strictObject({ tokenId: z.string(), unlogged: z.boolean() }),
])
export type UnloggedChange = z.infer<typeof unloggedChange>

/** What those are told whose calls are kept so. */
export const UNLOGGED_NOTICE =
  'Keyrack keeps your calls without details: when, which model, how much and what it cost. No address, no program, no headers, nothing of what is sent or answered.'
