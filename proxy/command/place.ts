import { homedir } from 'node:os'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { dataFiles, defaultDataDir } from '../base/paths.ts'

/** Which Keyrack a command means, and how it answers. */
export interface Place {
  dataDir: string
  files: ReturnType<typeof dataFiles>
  /** One JSON value, or one a line for lists, instead of words and tables. */
  json: boolean
}

/** Reads the flags every command takes, wherever they stand in the line. */
export function placeOf(command: Command): Place {
  const { data, json } = command.optsWithGlobals<{ data?: string; json?: boolean }>()
  const dataDir = resolve(
    data || process.env.KEYRACK_DATA || defaultDataDir(process.platform, homedir(), process.env),
  )
  return { dataDir, files: dataFiles(dataDir), json: json ?? false }
}
