import { z } from 'zod'
import type { BodyKeeping } from './bodies.ts'

const name = z.string().trim().min(1).max(120)
const note = z.string().trim().max(2000)

export const newTeam = z.strictObject({ name, note: note.default('') })
export type NewTeam = z.infer<typeof newTeam>

export const teamChange = z.strictObject({
  id: z.string(),
  name: name.optional(),
  note: note.optional(),
})

export const teamRemoval = z.strictObject({
  id: z.string(),
  /** Where its members go: another team, or null for none. Left out, a team with members stays. */
  moveTo: z.string().nullable().optional(),
})

export const memberMove = z.strictObject({
  memberId: z.string(),
  /** Null: no team. Calls that were made stay with the team they were made in. */
  teamId: z.string().nullable(),
})

export interface TeamSummary {
  id: string
  name: string
  note: string
  /** Whether what its members send and are answered is kept. */
  keepBodies: BodyKeeping
  /** Its members' calls are kept without details. */
  unlogged: boolean
  createdAt: number
  members: number
  /** Names of the administrators who lead it. */
  leads: string[]
  /** Provider keys that only this team (and others named with it) may use. */
  reservedKeys: number
  callsToday: number
  costNanoUsdToday: number
  costTodayComplete: boolean
}

/** What an off-boarding ended. */
export interface OffBoarding {
  memberId: string
  name: string
  /** Labels and hints of the tokens that were still accepted. */
  revokedTokens: { id: string; label: string; hint: string }[]
  endedCalls: number
  openRequests: number
}
