import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { defaultDataDir, defaultStateDir } from './base/paths.ts'
import { type KdfStrength, kdfForMachine } from './vault/kdf.ts'

const flags = z.object({
  data: z.string().min(1).optional(),
  host: z.string().min(1).max(253).optional(),
  port: z.coerce.number().int().min(0).max(65_535).optional(),
  tls: z.enum(['auto', 'on', 'off']).optional(),
  json: z.boolean().default(false),
  parent: z.boolean().default(false),
  'no-proxy': z.boolean().default(false),
})

/** Memory in MiB that a guess at a new passphrase costs. */
const kdfMiB = z.coerce.number().int().min(64).max(2048).optional()

export interface Config {
  dataDir: string
  /** Where this computer keeps what must not lie in the data folder. */
  stateDir: string
  place: { host?: string; port?: number; tls?: 'auto' | 'on' | 'off' }
  /** False: serve the administration only. */
  proxy: boolean
  /** Say what happens in JSON, one line each. */
  json: boolean
  /** A desktop frame started us and talks to us over its channel. */
  parent: boolean
  passphrase: string | undefined
  /** Whose passphrase it is, by name or id; needed where several people have one. */
  administrator: string | undefined
  /** How slow a guess at a new passphrase is made. */
  kdf: KdfStrength
}

/** Reads the flags and the environment once; throws a sentence on nonsense. */
export function readConfig(
  args: string[],
  environment: Record<string, string | undefined>,
): Config {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string' },
      tls: { type: 'string' },
      json: { type: 'boolean' },
      parent: { type: 'boolean' },
      'no-proxy': { type: 'boolean' },
    },
  })
  const parsed = flags.safeParse(values)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Error(`--${String(issue?.path[0])}: ${issue?.message}`)
  }
  const { data, host, port, tls, json, parent } = parsed.data
  const passphrase = environment.KEYRACK_PASSPHRASE
  const memory = kdfMiB.safeParse(environment.KEYRACK_KDF_MIB || undefined)
  if (!memory.success) {
    throw new Error(
      'KEYRACK_KDF_MIB says how much memory a guess at the passphrase costs: a whole number of MiB from 64 to 2048.',
    )
  }
  return {
    dataDir: resolve(
      data ?? environment.KEYRACK_DATA ?? defaultDataDir(process.platform, homedir(), environment),
    ),
    stateDir: resolve(
      environment.KEYRACK_STATE || defaultStateDir(process.platform, homedir(), environment),
    ),
    place: {
      ...(host === undefined ? {} : { host }),
      ...(port === undefined ? {} : { port }),
      ...(tls === undefined ? {} : { tls }),
    },
    proxy: !parsed.data['no-proxy'],
    json,
    parent,
    passphrase: passphrase === '' ? undefined : passphrase,
    administrator: environment.KEYRACK_ADMIN || undefined,
    kdf: kdfForMachine(memory.data === undefined ? {} : { memoryKiB: memory.data * 1024 }),
  }
}
