import { open } from 'node:fs/promises'
import type { ImportCandidate, ImportChoice, KeyTestResult, NewKey } from '../contract/keys.ts'
import { PRESETS, PROVIDERS } from '../contract/providers.ts'
import { secretMarks } from '../store/keys.ts'
import { type FoundKey, keysInEnvFile, keysInPaste, keysInVariables } from './foundKeys.ts'
import { storeKey, testStoredKey } from './keyStorage.ts'
import { type PreparedKey, prepareKey } from './preparedKey.ts'
import { problem } from './problems.ts'
import { markSecret, maskSecret } from './secretText.ts'
import type { AdminServices } from './services.ts'

export interface ScanRequest {
  files?: string[] | undefined
  environment?: boolean | undefined
  pasted?: string | undefined
}

/** Looks for keys where the administrator says; nothing is stored, and no secret is in the answer. */
export async function scanForKeys(
  services: AdminServices,
  { files = [], environment = false, pasted }: ScanRequest,
): Promise<ImportCandidate[]> {
  const found: { source: string; key: FoundKey }[] = []
  if (environment) add('environment', keysInVariables(services.environment))
  for (const file of files) add(file, keysInEnvFile(await readEnvFile(file)))
  if (pasted !== undefined) add('pasted', keysInPaste(pasted))
  const holders = new Map(
    secretMarks(services.db).map(({ label, secretMark }) => [secretMark, label]),
  )
  const candidates: ImportCandidate[] = []
  for (const { source, key } of found) {
    const mark = markSecret(services.vault, key.secret)
    const duplicateOf = holders.get(mark) ?? null
    if (duplicateOf === null) holders.set(mark, key.variable)
    candidates.push({
      ref: await services.imports.put(key.secret),
      ...{ variable: key.variable, source, duplicateOf, ...key.guess },
      label: labelFor(key),
      hint: maskSecret(key.secret),
      baseUrl: key.baseUrl,
    })
  }
  return candidates

  function add(source: string, keys: FoundKey[]): void {
    for (const key of keys) found.push({ source, key })
  }
}

export interface ImportedKey {
  id: string
  label: string
  test: KeyTestResult
}

/** Stores the chosen candidates: all of them, or none when one cannot be. Then tests them side by side. */
export async function importKeys(
  services: AdminServices,
  choices: ImportChoice[],
): Promise<ImportedKey[]> {
  const prepared: PreparedKey[] = []
  for (const choice of choices) prepared.push(await prepareChoice(services, choice))
  const stored: { id: string; label: string }[] = []
  for (const key of prepared) stored.push({ id: await storeKey(services, key), label: key.label })
  for (const { ref } of choices) services.imports.drop(ref)
  return Promise.all(
    stored.map(async (key) => ({ ...key, test: await testStoredKey(services, key.id) })),
  )
}

async function prepareChoice(services: AdminServices, choice: ImportChoice): Promise<PreparedKey> {
  const secret = await services.imports.read(choice.ref)
  if (secret === undefined) {
    throw problem(
      'NOT_FOUND',
      `"${choice.label}" was found too long ago, so nothing was imported. Look for keys again.`,
    )
  }
  const key: NewKey = {
    ...{ provider: choice.provider, label: choice.label, secret, options: {} },
    allowLocal: choice.allowLocal,
    ...(choice.preset !== null && { preset: choice.preset }),
    ...(choice.baseUrl !== null && { baseUrl: choice.baseUrl }),
  }
  return prepareKey(key)
}

/** `.env` files are small; this keeps a wrongly picked one from filling the memory. */
const LARGEST = 1024 * 1024

async function readEnvFile(path: string): Promise<string> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw problem('BAD_REQUEST', `The file ${path} cannot be read. Pick another one.`, error)
  })
  try {
    const stat = await file.stat()
    if (!stat.isFile() || stat.size > LARGEST) {
      throw problem('BAD_REQUEST', `${path} is no .env file: it is larger than 1 MB or no file.`)
    }
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

function labelFor({ guess, suffix }: FoundKey): string {
  const vendor =
    PRESETS.find(({ name }) => name === guess.preset)?.label ??
    PROVIDERS.find(({ name }) => name === guess.provider)?.label ??
    guess.provider
  return suffix ? `${vendor} ${suffix}`.slice(0, 80) : vendor
}
