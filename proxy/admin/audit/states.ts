import type { AccessSubject } from '../../contract/access.ts'
import type { AlarmKind } from '../../contract/alarmRules.ts'
import { SETTINGS, type SettingName } from '../../contract/settings.ts'
import { findAccess } from '../../store/access.ts'
import { nounState } from '../../store/audit/nouns.ts'
import { listMaskRules } from '../../store/masking.ts'
import type { AdminServices } from '../services.ts'
import type { ActObject, Fields } from './acts.ts'
import { ACKNOWLEDGED } from './breaks.ts'

/** An id of ours, such as `mem_4fQ2…`: nothing else that was typed passes as one. */
const OWN_ID = /^[a-z]{3,4}_[0-9A-Za-z]{1,32}$/
/** Which field of an input names what an act is about, the most telling first. */
const ID_FIELDS = ['id', 'limitId', 'memberId', 'teamId', 'tokenId', 'subjectId'] as const

/** What an act is about, and how it stands now. */
export interface Standing {
  object: ActObject
  fields: Fields | undefined
}

type Services = Pick<AdminServices, 'db' | 'settings' | 'proxy' | 'alarms'>

/** Looks at what an act is about; the answer names what the act has made. */
export function standingOf(
  services: Services,
  action: string,
  input: unknown,
  answer?: unknown,
): Standing | undefined {
  const special = SPECIAL[action]?.(services, input)
  if (special) return special
  const named = ownId(input)
  const made = ownId(answer)
  const id = named ?? made
  if (id === undefined) return undefined
  const state = nounState(services.db, id)
  // Work that goes on in the background, say, is nothing that is administered.
  if (!state && named === undefined) return undefined
  if (!state) return { object: { type: action.split('.')[0] ?? '', id }, fields: undefined }
  const { type, name, fields } = state
  return { object: { type, id, name }, fields: { ...fields, ...partOf(services, named, made) } }
}

/** A raise of a limit, a token of a member: what was made is told as part of what it was made for. */
function partOf(
  { db }: Services,
  named: string | undefined,
  made: string | undefined,
): Fields | undefined {
  if (named === undefined || made === undefined || made === named) return undefined
  const part = nounState(db, made)
  const fields = Object.entries(part?.fields ?? {})
  return Object.fromEntries(fields.map(([name, value]) => [`${part?.type}.${name}`, value]))
}

/** What has no id of its own. */
const SPECIAL: Record<string, (services: Services, input: unknown) => Standing | undefined> = {
  'settings.set'({ settings }, input) {
    const { name } = input as { name: string }
    if (!Object.hasOwn(SETTINGS, name)) return undefined
    const setting = name as SettingName
    return { object: { type: 'setting', id: name }, fields: { [name]: settings.get(setting) } }
  },
  'access.change'({ db }, input) {
    const { subject } = input as { subject: AccessSubject }
    const name = subject.subjectId === null ? 'workspace' : nounState(db, subject.subjectId)?.name
    return {
      object: { type: `${subject.level}`, id: subject.subjectId, name: name ?? null },
      fields: findAccess(db, subject),
    }
  },
  'masking.set'({ db }, input) {
    const { teamId } = input as { teamId: string | null }
    const name = teamId === null ? 'workspace' : nounState(db, teamId)?.name
    return {
      object: { type: teamId === null ? 'workspace' : 'team', id: teamId, name: name ?? null },
      fields: listMaskRules(db).find((one) => one.teamId === teamId)?.rules,
    }
  },
  [ACKNOWLEDGED]: (_services, input) => ({
    object: { type: 'audit', id: (input as { name: string }).name },
    fields: undefined,
  }),
  'alarms.setRule'({ alarms }, input) {
    const { kind } = input as { kind: AlarmKind }
    return { object: { type: 'rule', id: kind }, fields: { ...alarms.rules.get(kind) } }
  },
  'network.listen': network,
  'network.pause': network,
  'network.resume': network,
  'network.retry': network,
}

function network({ settings, proxy }: Services): Standing {
  const { host, port, tls } = settings.all()
  const { state } = proxy.status()
  return { object: { type: 'network', id: null }, fields: { host, port, tls, state } }
}

function ownId(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const fields = value as Record<string, unknown>
  for (const name of ID_FIELDS) {
    const id = fields[name]
    if (typeof id === 'string' && OWN_ID.test(id)) return id
  }
  return undefined
}
