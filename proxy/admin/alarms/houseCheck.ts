import type { AlarmKind } from '../../contract/alarmRules.ts'
import type { Finding } from '../../contract/alarms.ts'
import type { LimitStanding } from '../../contract/limits.ts'
import {
  budgetsUsed,
  certificateEnding,
  diskLow,
  keysInTrouble,
  tokensEnding,
} from '../../policy/alarms/house.ts'
import { listKeys } from '../../store/keys.ts'
import { findMember } from '../../store/members.ts'
import { listTokens, tokenStateAt } from '../../store/tokens.ts'
import type { AdminServices } from '../services.ts'
import type { AlarmDesk } from './desk.ts'

type HouseServices = Pick<AdminServices, 'db' | 'now' | 'limits' | 'proxy'> & { alarms: AlarmDesk }

/** Looks at Keyrack itself: what holds becomes an alarm, and what does not hold any more is solved. */
export function checkHouse(services: HouseServices, freeBytes: number | undefined): void {
  const { alarms, db, now, limits, proxy } = services
  const at = now()
  const thresholds = (kind: AlarmKind) => alarms.rules.get(kind).thresholds
  const keys = keysInTrouble(listKeys(db), at)
  const tokens = listTokens(db).filter(
    (token) => token.decoy === 0 && tokenStateAt(token, at) === 'active',
  )
  const certificate = proxy.status().certificate?.expiresAt
  const found: Partial<Record<AlarmKind, Finding[]>> = {
    budget: budgetsUsed(limits.standings({}), thresholds('budget'), at, (standing) =>
      nameOf(services, standing),
    ),
    keyRefused: keys.filter(({ kind }) => kind === 'keyRefused'),
    keyNoCredit: keys.filter(({ kind }) => kind === 'keyNoCredit'),
    certificateExpiring: certificateEnding(certificate, thresholds('certificateExpiring'), at),
    tokenExpiring: tokensEnding(tokens, thresholds('tokenExpiring'), at),
    diskLow: diskLow(freeBytes, thresholds('diskLow'), at),
  }
  for (const [kind, findings] of Object.entries(found)) {
    for (const finding of findings) alarms.raise(finding)
    alarms.over(kind as AlarmKind, new Set(findings.map(({ cause }) => cause)))
  }
}

/** Whose budget it is. */
function nameOf({ db }: HouseServices, { subjectName, memberId }: LimitStanding): string {
  const member = memberId === null ? undefined : findMember(db, memberId)
  return member?.name ?? (subjectName || 'The workspace')
}
