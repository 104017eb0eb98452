import { z } from 'zod'
import { openHours } from './access.ts'

const KiB = 1024
const MiB = 1024 * KiB
const bytes = (maximum: number) => z.int().min(1024).max(maximum)
const millis = (maximum: number) => z.int().min(100).max(maximum)
const count = (maximum: number) => z.int().min(1).max(maximum)
const days = (minimum: number) => z.int().min(minimum).max(3660)

/** Every setting: its shape (with a maximum), its default, and one sentence for whoever changes it. */
export const SETTINGS = {
  host: {
    schema: z.string().trim().min(1).max(253),
    value: '127.0.0.1',
    about: 'Address the proxy listens on; 0.0.0.0 means every network of this computer.',
  },
  port: { schema: z.int().min(0).max(65535), value: 8443, about: 'Port the proxy listens on.' },
  tls: {
    schema: z.enum(['auto', 'on', 'off']),
    value: 'auto',
    about: 'auto: HTTPS on every address but loopback. off: plain HTTP, readable by the network.',
  },
  hostNames: {
    schema: z.array(z.string().trim().min(1).max(253)).max(32),
    value: [] as string[],
    about: 'More names by which teammates reach this computer.',
  },
  allowedAddresses: {
    schema: z.array(z.string().trim().min(1).max(64)).max(256),
    value: ['own-networks'] as string[],
    about:
      'Where calls may come from: CIDR ranges, single addresses, own-networks (every network this computer is in) or any.',
  },
  blockedAddresses: {
    schema: z.array(z.string().trim().min(1).max(64)).max(1000),
    value: [] as string[],
    about:
      'Where no call may come from, whatever else is allowed: CIDR ranges or single addresses.',
  },
  queryTokens: {
    schema: z.boolean(),
    value: false,
    about: 'Accept a token as ?key= on Gemini paths. It lands in histories and logs of clients.',
  },
  headerBytes: {
    schema: bytes(64 * KiB),
    value: 16 * KiB,
    about: 'Most bytes of request headers.',
  },
  headerCount: { schema: count(500), value: 100, about: 'Most request headers.' },
  urlBytes: { schema: bytes(64 * KiB), value: 8 * KiB, about: 'Most bytes of a URL.' },
  bodyBytes: { schema: bytes(256 * MiB), value: 20 * MiB, about: 'Most bytes of a JSON body.' },
  multipartBytes: {
    schema: bytes(1024 * MiB),
    value: 50 * MiB,
    about: 'Most bytes of an upload; it is kept on disk while it is checked.',
  },
  jsonDepth: { schema: count(512), value: 64, about: 'Deepest nesting of a JSON body.' },
  jsonKeys: { schema: count(1_000_000), value: 10_000, about: 'Most names in a JSON body.' },
  headersTimeoutMs: {
    schema: millis(120_000),
    value: 10_000,
    about: 'Time a client has to send its headers.',
  },
  requestTimeoutMs: {
    schema: millis(3_600_000),
    value: 60_000,
    about: 'Time a client has to send its whole request.',
  },
  keepAliveMs: {
    schema: millis(600_000),
    value: 5_000,
    about: 'Time an idle connection of a client stays open.',
  },
  requestsPerSocket: {
    schema: count(1_000_000),
    value: 1000,
    about: 'Requests on one connection before the client must make a new one.',
  },
  connectionsPerAddress: {
    schema: count(100_000),
    value: 64,
    about: 'Connections one address may hold at a time.',
  },
  connections: {
    schema: count(100_000),
    value: 1024,
    about: 'Connections in all at a time.',
  },
  memberParallel: {
    schema: count(100_000),
    value: 16,
    about: 'Calls one member may have in flight.',
  },
  connectTimeoutMs: {
    schema: millis(120_000),
    value: 10_000,
    about: 'Time a provider has to accept the connection.',
  },
  firstByteTimeoutMs: {
    schema: millis(3_600_000),
    value: 120_000,
    about: 'Time a provider has to begin its answer.',
  },
  idleTimeoutMs: {
    schema: millis(3_600_000),
    value: 120_000,
    about: 'Longest silence inside an answer.',
  },
  totalTimeoutMs: {
    schema: millis(14_400_000),
    value: 900_000,
    about: 'Longest time for one call.',
  },
  answerBytes: { schema: bytes(4096 * MiB), value: 256 * MiB, about: 'Most bytes of one answer.' },
  writeBufferBytes: {
    schema: bytes(64 * MiB),
    value: MiB,
    about: 'Bytes waiting for a slow client before the provider is paused.',
  },
  failedTokens: {
    schema: count(100_000),
    value: 10,
    about: 'Failed tokens from one address before its failing calls are put off.',
  },
  failedTokensWindowMs: {
    schema: millis(86_400_000),
    value: 60_000,
    about:
      'Time over which failed tokens of one address are counted, and for which they are put off.',
  },
  tokenDays: { schema: count(365), value: 90, about: 'Days until a new token expires.' },
  rotationGraceHours: {
    schema: z.number().min(0).max(168),
    value: 24,
    about: 'Hours a rotated token is still accepted.',
  },
  timeZone: {
    schema: z
      .string()
      .max(64)
      .refine(isTimeZone, 'Not a time zone this computer knows, such as Europe/Madrid'),
    value: Intl.DateTimeFormat().resolvedOptions().timeZone,
    about: 'Time zone in which days begin.',
  },
  unknownPrice: {
    schema: z.enum(['refuse', 'tokensOnly', 'assume']),
    value: 'refuse',
    about:
      'A call to a model without a price, while a limit on money holds for it: refuse it, count its tokens only, or assume the price below.',
  },
  assumedInputUsdPerMTok: {
    schema: z.number().min(0).max(10_000),
    value: 10,
    about: 'Assumed price of a million input tokens, in dollars.',
  },
  assumedOutputUsdPerMTok: {
    schema: z.number().min(0).max(10_000),
    value: 40,
    about: 'Assumed price of a million output tokens, in dollars.',
  },
  outputClampTokens: {
    schema: count(10_000_000),
    value: 32_000,
    about:
      'Most output tokens of a call that names no limit of its own, while a limit on money or tokens holds for it and the most its model can write is not known or more.',
  },
  quietHours: {
    schema: z.array(openHours).max(20),
    value: [] as z.infer<typeof openHours>[],
    about:
      'Hours of the week in which only critical alarms are sent out; the others wait and come together.',
  },
  notifyMost: {
    schema: count(1000),
    value: 5,
    about:
      'Most messages to one mailbox or webhook in ten minutes; more alarms than that come together in one.',
  },
  desktopNotifications: {
    schema: z.boolean(),
    value: true,
    about: 'Show alarms as notifications of this computer.',
  },
  bodyKeptBytes: {
    schema: bytes(64 * MiB),
    value: 256 * KiB,
    about: 'Most bytes that are kept of what was sent, and of what was answered; the rest is cut.',
  },
  bodiesTotalBytes: {
    schema: bytes(1024 * 1024 * MiB),
    value: 1024 * MiB,
    about: 'Most bytes that all kept bodies may take on disk; beyond it the oldest go.',
  },
  bodyDays: {
    schema: count(3650),
    value: 30,
    about: 'Days after which a kept body is gone; the key of its day goes with it.',
  },
  traceDetail: {
    schema: z.enum(['all', 'problems', 'none']),
    value: 'all',
    about:
      'Of which calls it is kept how they went (times, decisions, names of headers): all, those that were not answered whole, or none.',
  },
  keepCallDays: {
    schema: days(35),
    value: 400,
    about:
      'Days until single calls are deleted; sums by day stay for ever. Never earlier than limits still need them.',
  },
  keepDetailDays: {
    schema: days(1),
    value: 30,
    about: 'Days until the details of a call (its way, what the provider counted) are deleted.',
  },
  keepAddressDays: {
    schema: days(1),
    value: 90,
    about: 'Days until the address a call came from is blanked.',
  },
  keepHourDays: {
    schema: days(35),
    value: 400,
    about: 'Days until sums by hour are deleted, but not before their calls; those by day stay.',
  },
  keepAlarmDays: {
    schema: days(30),
    value: 400,
    about: 'Days until solved alarms are deleted.',
  },
  keepAuditDays: {
    schema: days(90),
    value: 730,
    about:
      'Days until entries are taken off the beginning of the audit log, up to a signed checkpoint; the rest stays proved.',
  },
  databaseGiB: {
    schema: z.number().min(0).max(10_000),
    value: 10,
    about:
      'Most the database may hold, in GiB: beyond it the oldest details go first, then the oldest calls. 0: no such limit.',
  },
  windowLockMinutes: {
    schema: z.int().min(1).max(1440),
    value: 10,
    about: 'Idle minutes until the window locks; the proxy goes on.',
  },
  theme: {
    schema: z.enum(['system', 'light', 'dark']),
    value: 'system',
    about: 'Colours of the window.',
  },
  density: {
    schema: z.enum(['comfortable', 'standard', 'compact']),
    value: 'standard',
    about: 'Height of table rows.',
  },
} as const satisfies Record<string, { schema: z.ZodType; value: unknown; about: string }>

export type SettingName = keyof typeof SETTINGS
export type Settings = { [Name in SettingName]: z.infer<(typeof SETTINGS)[Name]['schema']> }

export type SettingValue = Settings[SettingName]

export const settingName = z.enum(Object.keys(SETTINGS) as [SettingName, ...SettingName[]])

export interface SettingLine {
  name: SettingName
  value: SettingValue
  default: SettingValue
  about: string
}

/** The settings as they are before anybody changed one. */
export function defaultSettings(): Settings {
  return Object.fromEntries(
    Object.entries(SETTINGS).map(([name, setting]) => [name, setting.value]),
  ) as Settings
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
