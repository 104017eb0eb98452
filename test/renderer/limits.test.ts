import { expect, test } from 'vitest'
import { SETTINGS, type SettingName } from '../../proxy/contract/settings.ts'
import { RETENTION_SETTINGS } from '../../proxy/contract/storage.ts'
import {
  LIMIT_GROUPS,
  type LimitName,
  rangeOf,
  unitOf,
} from '../../renderer/pages/settings/limits.ts'

const LIMITS = Object.values(LIMIT_GROUPS).flat() as LimitName[]
/** Settings that other sections show. */
const ELSEWHERE: SettingName[] = [
  ...(['theme', 'density', 'timeZone', 'windowLockMinutes'] as const),
  ...(['host', 'port', 'tls', 'hostNames', 'allowedAddresses'] as const),
  ...(['unknownPrice', 'assumedInputUsdPerMTok', 'assumedOutputUsdPerMTok'] as const),
  'outputClampTokens',
  ...RETENTION_SETTINGS,
  ...(['quietHours', 'notifyMost', 'desktopNotifications', 'blockedAddresses'] as const),
  ...(['traceDetail', 'bodyDays', 'bodyKeptBytes', 'bodiesTotalBytes'] as const),
]

test('every setting is shown in exactly one section', () => {
  expect([...LIMITS, ...ELSEWHERE].sort()).toEqual(Object.keys(SETTINGS).sort())
})

test.each(LIMITS.filter((name) => typeof SETTINGS[name].value === 'number'))(
  '%s says the range that the service keeps',
  (name) => {
    const { least, most } = rangeOf(name)
    const accepts = (value: number) => SETTINGS[name].schema.safeParse(value).success
    expect([accepts(least), accepts(most)]).toEqual([true, true])
    expect([accepts(least - 1), accepts(most + 1)]).toEqual([false, false])
  },
)

test('sizes and times are typed in units a person knows', () => {
  expect(unitOf('bodyBytes')).toEqual({ name: 'MiB', size: 1024 * 1024 })
  expect(unitOf('headerBytes')).toEqual({ name: 'KiB', size: 1024 })
  expect(unitOf('totalTimeoutMs')).toEqual({ name: 's', size: 1000 })
  expect(unitOf('connections').name).toBeNull()
})
