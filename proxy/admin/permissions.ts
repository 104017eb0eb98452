import { type AdministratorRole, administratorRole, type Role } from '../contract/administrators.ts'

/** Everybody on this computer who reaches the socket: the state of things, and ways to prove oneself. */
export const ANYONE = 'anyone'

const OWNER = ['owner'] as const
const ADMINS = ['owner', 'admin'] as const
/** Who sees everything. */
const SEERS = ['owner', 'admin', 'auditor'] as const
/** Who manages people; a lead those of the own team, see `subjects.ts`. */
const LEADERS = ['owner', 'admin', 'teamLead'] as const
/** Who sees people and their calls; a lead those of the own team. */
const PEOPLE_SEERS = ['owner', 'admin', 'teamLead', 'auditor'] as const
/** Who sees figures; a lead those of the own team. */
const FIGURE_SEERS = ['owner', 'admin', 'teamLead', 'auditor', 'viewer'] as const
/** What everybody may do about themselves. */
const ONESELF = FIGURE_SEERS

export type Permission = typeof ANYONE | readonly Role[]

/**
 * Who may call which procedure; what is not here, nobody may. Where `teamLead` stands, the procedure itself keeps
 * to the lead's own team: `subjects.ts` finds nothing else for a lead.
 */
export const PERMISSIONS: Readonly<Record<string, Permission>> = {
  'status.get': ANYONE,
  // Starts with the status; what else a listener hears is told by `hearingOf`.
  'status.live': ANYONE,
  'status.setupStep': ADMINS,

  'vault.create': ANYONE,
  'vault.unlock': ANYONE,
  'vault.recover': ANYONE,
  // An emergency brake, like `network.pause`.
  'vault.lock': ADMINS,
  'vault.changePassphrase': ONESELF,
  // These open the vault without anybody's passphrase.
  'vault.recoverySaved': OWNER,
  'vault.newRecoveryKey': OWNER,
  'vault.enableKeyStore': OWNER,
  'vault.disableKeyStore': OWNER,

  'session.lock': ONESELF,

  'views.list': ONESELF,
  'views.save': ONESELF,
  'views.change': ONESELF,
  'views.remove': ONESELF,

  'jobs.list': ONESELF,
  'jobs.cancel': ONESELF,
  'jobs.dismiss': ONESELF,

  'storage.status': SEERS,
  'storage.preview': SEERS,
  'storage.run': ADMINS,

  // Of one person: with what they wrote and were answered.
  'personal.export': ADMINS,
  'personal.former': SEERS,
  // It takes evidence away from whoever looks for misuse.
  'personal.setUnlogged': ADMINS,
  // It takes details out of the audit log as well.
  'personal.erase': OWNER,
  'personal.preview': SEERS,
  'personal.certificates': SEERS,
  'personal.certificate': SEERS,

  'administrators.list': SEERS,
  'administrators.invite': OWNER,
  'administrators.accept': ANYONE,
  'administrators.change': OWNER,
  'administrators.remove': OWNER,

  'audit.list': SEERS,
  'audit.get': SEERS,
  'audit.state': SEERS,
  // Reading, however long it takes.
  'audit.check': SEERS,
  'audit.startCheck': SEERS,
  'audit.cancelCheck': SEERS,
  'audit.export': SEERS,
  'audit.exportPart': SEERS,
  'audit.exportFile': SEERS,
  'audit.acknowledge': OWNER,

  'keys.list': SEERS,
  'keys.add': ADMINS,
  'keys.change': ADMINS,
  'keys.replace': ADMINS,
  'keys.test': ADMINS,
  'keys.tryOut': ADMINS,
  'keys.pause': ADMINS,
  'keys.resume': ADMINS,
  'keys.remove': ADMINS,
  'keys.guess': ADMINS,
  'keys.scan': ADMINS,
  'keys.import': ADMINS,

  'members.list': PEOPLE_SEERS,
  'members.add': LEADERS,
  'members.change': LEADERS,
  'members.suspend': LEADERS,
  'members.resume': LEADERS,
  'members.remove': LEADERS,
  'members.offBoard': LEADERS,
  'members.card': PEOPLE_SEERS,
  'members.testCall': LEADERS,

  'tokens.list': PEOPLE_SEERS,
  'tokens.create': LEADERS,
  'tokens.rotate': LEADERS,
  'tokens.revoke': LEADERS,
  'tokens.pause': LEADERS,
  'tokens.resume': LEADERS,

  'teams.list': FIGURE_SEERS,
  'teams.add': ADMINS,
  'teams.change': ADMINS,
  'teams.remove': ADMINS,
  'teams.moveMember': ADMINS,

  'calls.page': PEOPLE_SEERS,
  'calls.get': PEOPLE_SEERS,
  // Changes nothing here: whoever may see calls may take them along.
  'calls.export': PEOPLE_SEERS,
  'calls.totals': PEOPLE_SEERS,
  // What people wrote and were answered.
  'calls.body': ADMINS,
  'bodies.keep': ADMINS,
  'calls.summary': FIGURE_SEERS,
  'usage.report': FIGURE_SEERS,
  'usage.forecast': FIGURE_SEERS,
  'usage.export': FIGURE_SEERS,

  // Kept in memory for an hour, to be looked at: changes nothing.
  'bills.put': SEERS,
  'bills.preview': SEERS,
  'bills.list': SEERS,
  'bills.get': SEERS,
  'bills.check': ADMINS,
  'bills.remove': ADMINS,

  'overview.figures': FIGURE_SEERS,
  'overview.spendByModel': FIGURE_SEERS,
  'overview.attention': PEOPLE_SEERS,

  'limits.list': PEOPLE_SEERS,
  'limits.standings': PEOPLE_SEERS,
  'limits.selfCheck': SEERS,
  'limits.explain': PEOPLE_SEERS,
  'limits.preview': PEOPLE_SEERS,
  'limits.add': LEADERS,
  'limits.change': LEADERS,
  'limits.remove': LEADERS,
  'limits.restore': LEADERS,
  'limits.raise': LEADERS,
  'limits.endRaise': LEADERS,
  'limits.topUp': LEADERS,
  'limits.clear': LEADERS,

  'access.list': PEOPLE_SEERS,
  'access.get': PEOPLE_SEERS,
  'access.effective': PEOPLE_SEERS,
  'access.grants': PEOPLE_SEERS,
  'access.change': LEADERS,
  'access.endGrant': LEADERS,

  'requests.list': PEOPLE_SEERS,
  'requests.approve': LEADERS,
  'requests.decline': LEADERS,

  'alarms.list': PEOPLE_SEERS,
  'alarms.get': PEOPLE_SEERS,
  'alarms.acknowledge': LEADERS,
  'alarms.solve': LEADERS,
  'alarms.expected': LEADERS,
  'alarms.mute': LEADERS,
  'alarms.undo': LEADERS,
  'alarms.rules': SEERS,
  'alarms.preview': SEERS,
  'alarms.setRule': ADMINS,

  'masking.list': SEERS,
  'masking.dictionary': SEERS,
  'masking.test': ADMINS,
  'masking.set': ADMINS,
  'masking.addDictionary': ADMINS,
  'masking.changeDictionary': ADMINS,
  'masking.removeDictionary': ADMINS,

  'settings.list': SEERS,
  'settings.get': SEERS,
  'settings.set': ADMINS,

  'notify.list': SEERS,
  'notify.deliveries': SEERS,
  'notify.setEmail': ADMINS,
  'notify.removeEmail': ADMINS,
  'notify.addWebhook': ADMINS,
  'notify.changeWebhook': ADMINS,
  'notify.newSecret': ADMINS,
  'notify.removeWebhook': ADMINS,
  'notify.test': ADMINS,
  'notify.retry': ADMINS,
  'notify.dismiss': ADMINS,

  'network.interfaces': SEERS,
  'network.reach': SEERS,
  'network.listen': ADMINS,
  'network.pause': ADMINS,
  'network.resume': ADMINS,
  'network.retry': ADMINS,

  'prices.list': FIGURE_SEERS,
  'prices.set': ADMINS,
  'prices.remove': ADMINS,
  'prices.unpriced': SEERS,
  'prices.repricePreview': SEERS,
  'prices.reprice': ADMINS,
}

/** Whether somebody may call a procedure; false for one that is not in the table. */
export function may(actor: { role: Role } | undefined, path: string): boolean {
  const allowed = Object.hasOwn(PERMISSIONS, path) ? PERMISSIONS[path] : undefined
  if (allowed === undefined) return false
  return allowed === ANYONE || (actor !== undefined && allowed.includes(actor.role))
}

/** What each part of the API is called in a refusal. */
const AREAS: Readonly<Record<string, string>> = {
  vault: 'The vault',
  keys: 'Provider keys',
  members: 'Members',
  tokens: 'Tokens',
  teams: 'Teams',
  calls: 'Single calls',
  jobs: 'Long work',
  views: 'Views',
  usage: 'Usage reports',
  bodies: 'Kept bodies',
  bills: 'Bill checks',
  overview: 'What needs attention',
  settings: 'Settings',
  network: 'The network',
  prices: 'Prices',
  administrators: 'Administrators',
  audit: 'The audit log',
  limits: 'Limits',
  access: 'Access rules',
  masking: 'Masking rules',
  requests: 'Access requests',
  alarms: 'Alarms',
  notify: 'Notifications',
  personal: 'Data of one person',
}

const ADMINISTRATOR_ROLES = administratorRole.options
const ROLE_WORDS: Record<AdministratorRole, string> = {
  owner: 'owners',
  admin: 'admins',
  teamLead: 'team leads',
  auditor: 'auditors',
  viewer: 'viewers',
}

/** Why somebody may not do something, and whom to ask: "The audit log is for owners and auditors. Ask Maya Chen." */
export function refusalWords(
  path: string,
  { changes, owners }: { changes: boolean; owners: readonly string[] },
): string {
  const allowed = Object.hasOwn(PERMISSIONS, path) ? PERMISSIONS[path] : undefined
  const roles = ADMINISTRATOR_ROLES.filter((role) => allowed?.includes(role)).map(
    (role) => ROLE_WORDS[role],
  )
  const ask = owners.length > 0 ? ` Ask ${inWords(owners, 'or')}.` : ''
  if (roles.length === 0) return `Nobody may do this.${ask}`
  const area = AREAS[path.split('.')[0] ?? ''] ?? 'This'
  const [subject, verb] = changes
    ? [`Changing ${area[0]?.toLowerCase()}${area.slice(1)}`, 'is']
    : [area, /^(The|What|This)\b/.test(area) ? 'is' : 'are']
  return `${subject} ${verb} for ${inWords(roles, 'and')}.${ask}`
}

function inWords(words: readonly string[], last: 'and' | 'or'): string {
  return words.length < 2
    ? words.join()
    : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}
