import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A secret in every form in which careless code writes it down. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  return [
    ...new Set([
      secret,
      encodeURIComponent(secret),
      bytes.toString('hex'),
      bytes.toString('utf16le'),
      // Inside a longer base64 text the first and last letters depend on the neighbours.
      ...[0, 1, 2].map((shift) => base64Inside(bytes, shift)),
    ]),
  ]
}

function base64Inside(bytes: Buffer, shift: number): string {
  const text = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .replace(/=+$/, '')
  return text.slice(shift === 0 ? 0 : shift + 1, -2)
}

/** Which of these secrets stand in this text or these bytes; named by their first letters only. */
export function secretsIn(where: Buffer | string, secrets: string[]): string[] {
  const bytes = typeof where === 'string' ? Buffer.from(where) : where
  return secrets
    .filter((secret) => formsOf(secret).some((form) => bytes.includes(form)))
    .map((secret) => `${secret.slice(0, 12)}…`)
}

/** Every file below a folder that holds one of the secrets. */
export function filesWithSecrets(folder: string, secrets: string[]): string[] {
  return filesBelow(folder).flatMap(({ name, bytes }) =>
    secretsIn(bytes, secrets).map((secret) => `${name}: ${secret}`),
  )
}

/** All files below a folder. One that was moved meanwhile would be missed, so then they are all read anew. */
export function filesBelow(folder: string): { name: string; bytes: Buffer }[] {
  for (let tries = 1; ; tries++) {
    try {
      return readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => ({ name, bytes: readFileSync(join(parentPath, name)) }))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === 50) throw error
    }
  }
}
