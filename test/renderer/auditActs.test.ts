import { expect, test } from 'vitest'
import { isTold } from '../../proxy/admin/audit/written.ts'
import { adminRouter } from '../../proxy/admin/router.ts'
import { alarmAction } from '../../proxy/contract/alarmRules.ts'
import { auditActs } from '../../renderer/words/en/audit.ts'

/** What Keyrack does by itself and writes down. */
const OWN = [
  ...['service.start', 'service.stop', 'service.recovered', 'storage.deleted', 'personal.erased'],
  ...['audit.takeOff', 'audit.mismatch'],
  ...alarmAction.options
    .filter((action) => action !== 'notify')
    .map((action) => `alarms.${action}`),
]

test('every act that stands in the audit log is called by words in the window', () => {
  const procedures = adminRouter._def.procedures as unknown as Record<
    string,
    { _def: { type: string } }
  >
  const told = Object.keys(procedures).filter((name) =>
    isTold(name, procedures[name]?._def.type ?? ''),
  )
  expect(told.length).toBeGreaterThan(80)
  expect([...told, ...OWN].filter((act) => !(act in auditActs))).toEqual([])
})
