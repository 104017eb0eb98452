import { z } from 'zod'

/**
 * Who may do what in the window and on the command line. `owner`: everything, and the only one to make other
 * administrators · `admin`: everything but that and the vault's own keys · `teamLead`: members, tokens, limits and
 * requests of the own team · `auditor`: sees everything, changes nothing · `viewer`: sees figures, not people's
 * calls · `member`: calls with a token, administers nothing.
 */
export const ROLES = ['owner', 'admin', 'teamLead', 'auditor', 'viewer', 'member'] as const
export const role = z.enum(ROLES)
export type Role = (typeof ROLES)[number]

/** Roles that somebody with a passphrase can have. */
export const administratorRole = z.enum(['owner', 'admin', 'teamLead', 'auditor', 'viewer'])
export type AdministratorRole = z.infer<typeof administratorRole>

export const newAdministrator = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    role: administratorRole.exclude(['owner']),
    /** The team a lead leads. */
    teamId: z.string().nullable().default(null),
  })
  .refine(({ role, teamId }) => (role === 'teamLead') === (teamId !== null), {
    path: ['teamId'],
    message: 'A team lead needs a team; nobody else has one.',
  })
export type NewAdministrator = z.infer<typeof newAdministrator>

export const administratorChange = z.strictObject({
  id: z.string(),
  name: z.string().trim().min(1).max(120).optional(),
  role: administratorRole.optional(),
  /** The team of a lead; null for everybody else. */
  teamId: z.string().nullable().optional(),
})

export const invitationAcceptance = z.strictObject({
  code: z.string().trim().min(1).max(200),
  passphrase: z.string().min(1).max(4096),
})

/** `invited`: the code was not used yet · `expired`: nor will it be. */
export type AdministratorState = 'active' | 'invited' | 'expired'

export interface AdministratorSummary {
  id: string
  name: string
  role: AdministratorRole
  teamId: string | null
  teamName: string | null
  state: AdministratorState
  createdAt: number
  invitedUntil: number | null
  lastSeenAt: number | null
}

/** The only moment an invitation's code is readable; it opens the vault once, for choosing a passphrase. */
export interface Invitation {
  id: string
  code: string
  validUntil: number
}

/** Who is asking, as the window shows it. */
export interface Actor {
  id: string
  name: string
  role: AdministratorRole
  teamId: string | null
}
