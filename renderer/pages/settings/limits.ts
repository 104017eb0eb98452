import { SETTINGS, type SettingName } from '../../../proxy/contract/settings.ts'

/** The settings of this section, in the order a call meets them. */
export const LIMIT_GROUPS = {
  requests: [
    'bodyBytes',
    'multipartBytes',
    'jsonDepth',
    'jsonKeys',
    'headerBytes',
    'headerCount',
    'urlBytes',
    'memberParallel',
    'connectionsPerAddress',
    'connections',
    'requestsPerSocket',
  ],
  times: [
    'headersTimeoutMs',
    'requestTimeoutMs',
    'keepAliveMs',
    'connectTimeoutMs',
    'firstByteTimeoutMs',
    'idleTimeoutMs',
    'totalTimeoutMs',
  ],
  answers: ['answerBytes', 'writeBufferBytes'],
  tokens: [
    'tokenDays',
    'rotationGraceHours',
    'failedTokens',
    'failedTokensWindowMs',
    'queryTokens',
  ],
} as const satisfies Record<string, readonly SettingName[]>

export type LimitGroup = keyof typeof LIMIT_GROUPS
export type LimitName = (typeof LIMIT_GROUPS)[LimitGroup][number]

/** In which unit a person types a setting, and how many of the stored unit it is. */
export interface Unit {
  name: 'KiB' | 'MiB' | 's' | 'days' | 'hours' | null
  size: number
}

const KIB = 1024
const MIB = 1024 * KIB

export function unitOf(name: LimitName): Unit {
  if (name.endsWith('Ms')) return { name: 's', size: 1000 }
  if (name === 'tokenDays') return { name: 'days', size: 1 }
  if (name === 'rotationGraceHours') return { name: 'hours', size: 1 }
  if (!name.endsWith('Bytes')) return { name: null, size: 1 }
  return Number(SETTINGS[name].value) >= MIB
    ? { name: 'MiB', size: MIB }
    : { name: 'KiB', size: KIB }
}

/** The smallest and largest value the service takes, in the stored unit. */
export function rangeOf(name: LimitName): { least: number; most: number } {
  const { schema } = SETTINGS[name]
  return 'maxValue' in schema
    ? { least: Number(schema.minValue ?? 0), most: Number(schema.maxValue) }
    : { least: 0, most: 1 }
}
