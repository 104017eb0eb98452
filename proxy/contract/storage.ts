import { z } from 'zod'
import { SETTINGS, type SettingName } from './settings.ts'

/** Settings that say how long what is kept. */
export const RETENTION_SETTINGS = [
  'keepCallDays',
  'keepDetailDays',
  'keepAddressDays',
  'keepHourDays',
  'keepAlarmDays',
  'keepAuditDays',
  'databaseGiB',
] as const satisfies SettingName[]
export type RetentionSetting = (typeof RETENTION_SETTINGS)[number]
export type Retention = Record<RetentionSetting, number>

/** Settings as they might be; what is left out is as it is. */
export const retentionTrial = z.strictObject({
  keepCallDays: SETTINGS.keepCallDays.schema.optional(),
  keepDetailDays: SETTINGS.keepDetailDays.schema.optional(),
  keepAddressDays: SETTINGS.keepAddressDays.schema.optional(),
  keepHourDays: SETTINGS.keepHourDays.schema.optional(),
  keepAlarmDays: SETTINGS.keepAlarmDays.schema.optional(),
  keepAuditDays: SETTINGS.keepAuditDays.schema.optional(),
  databaseGiB: SETTINGS.databaseGiB.schema.optional(),
})

/** What a deletion takes away. `pages` are free ones, given back to the disk; the address of a call is blanked. */
export const SWEPT_KINDS = [
  'calls',
  'details',
  'addresses',
  'hours',
  'alarms',
  'audit',
  'pages',
] as const
export type SweptKind = (typeof SWEPT_KINDS)[number]

export type Swept = Record<SweptKind, number>

/** What would be deleted tonight. */
export interface StoragePreview extends Omit<Swept, 'pages'> {
  /** Calls from then on are kept although they are older than the setting says, because limits need them. */
  neededFrom: number | null
  /** By how many bytes the database is larger than it may be, before anything is deleted. */
  bytesTooMany: number
}

/** Kinds of data whose size is told apart. */
export const STORED_KINDS = [
  'calls',
  'details',
  'bodies',
  'hours',
  'days',
  'alarms',
  'audit',
  'other',
] as const
export type StoredKind = (typeof STORED_KINDS)[number]

export interface StoredLine {
  kind: StoredKind
  bytes: number
  rows: number
  /** Of the oldest; null where there is none, or where no time is told. */
  from: number | null
  /** By how much it grew a day in the last four weeks, before anything was deleted. */
  bytesPerDay: number
}

export interface StorageForecast {
  bytesPerDay: number
  bytesInYear: number
  /** When the disk is full at this pace; null when it will not be within ten years. */
  fullAt: number | null
}

export interface StorageStatus {
  at: number
  lines: StoredLine[]
  /** All of the lines. */
  bytes: number
  /** Inside the file, to be used again or given back. */
  freeBytes: number
  /** The database with its log as they lie on the disk. */
  fileBytes: number
  diskFreeBytes: number
  forecast: StorageForecast
  /** What the last deletion took away; null before the first since the start. */
  last: { at: number; swept: Swept } | null
  running: boolean
}
