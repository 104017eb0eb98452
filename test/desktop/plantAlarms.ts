import { dataFiles } from '../../proxy/base/paths.ts'
import type { AlarmEvidence } from '../../proxy/contract/alarms.ts'
import { insertAlarm } from '../../proxy/store/alarms.ts'
import { openDb } from '../../proxy/store/db.ts'
import type { AlarmRow } from '../../proxy/store/schema/alarms.ts'

const HOUR = 3_600_000
const NO_EVIDENCE: AlarmEvidence = {
  ...{ value: 0, unit: 'calls', windowMs: null, usual: null, score: null, threshold: null },
  ...{ points: [], seen: [], known: [], note: '', calls: [] },
}

/** Alarms as detectors leave them, written beside the running service; the newest first. */
export function plantAlarms(
  dataDir: string,
  { memberId, tokenId }: { memberId: string; tokenId: string },
): string[] {
  const now = Date.now()
  const hours = Array.from({ length: 36 }, (_, index) => ({
    at: now - (36 - index) * HOUR,
    value: index < 34 ? 30 + ((index * 17) % 25) : index === 34 ? 180 : 412,
  }))
  const planted: (Pick<AlarmRow, 'kind' | 'severity'> &
    Partial<AlarmRow> & { told: Partial<AlarmEvidence> })[] = [
    {
      ...{ kind: 'requestSurge', severity: 'high', memberId, tokenId, count: 2 },
      told: {
        ...{ value: 412, unit: 'calls', windowMs: HOUR, score: 14, threshold: 6, points: hours },
        usual: { low: 30, high: 55, when: 'Tuesday afternoons' },
      },
    },
    {
      ...{ kind: 'newAddress', severity: 'low', memberId, tokenId, address: '203.0.113.24' },
      told: {
        ...{ value: 1, unit: 'addresses', seen: ['203.0.113.0/24'] },
        known: ['192.168.1.0/24', '10.8.0.0/24', '2001:db8:12::/64'],
      },
    },
    // Those of Keyrack's own state end by themselves as soon as it looks: these stay.
    {
      ...{ kind: 'decoyToken', severity: 'critical', count: 14, address: '203.0.113.77' },
      told: { value: 14, unit: 'calls' },
    },
    {
      ...{ kind: 'offHours', severity: 'info', memberId, tokenId },
      told: { value: 12, unit: 'calls', score: 0.0004, threshold: 0.001, seen: ['Sunday 3:00'] },
    },
    {
      ...{ kind: 'budget', severity: 'low', state: 'solved', resolution: 'over', decidedAt: now },
      told: { value: 80, unit: 'percent', note: 'Team App: $80 a month is used to 80 %' },
    },
  ]
  const db = openDb(dataFiles(dataDir).database)
  const ids = planted.map(({ told, ...row }, index) => {
    const id = `alm_planted${index}`
    insertAlarm(db, {
      ...{ id, state: 'open', cause: id, count: 1, action: 'notify' },
      ...{ firstAt: now - (index + 2) * HOUR, lastAt: now - index * 600_000 },
      ...{ memberId: null, tokenId: null, keyId: null, teamId: null, address: null },
      ...{ decidedAt: null, decidedBy: null, resolution: null, note: '' },
      ...row,
      evidence: JSON.stringify({ ...NO_EVIDENCE, ...told }),
    })
    return id
  })
  db.close()
  return ids
}
