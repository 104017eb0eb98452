import { clipboard } from 'electron'

const CLEAR_AFTER_MS = 60_000

let secret: { text: string; timer: NodeJS.Timeout } | undefined

/** Puts text on the clipboard; a secret is taken off again after a minute. */
export async function writeClipboard(text: string, isSecret: boolean): Promise<void> {
  if (secret) clearTimeout(secret.timer)
  await clipboard.writeText(text)
  secret = isSecret ? { text, timer: setTimeout(clearSecret, CLEAR_AFTER_MS) } : undefined
}

/** Takes a secret off the clipboard now, unless something else has been copied since. */
export async function clearSecret(): Promise<void> {
  if (!secret) return
  const { text, timer } = secret
  clearTimeout(timer)
  secret = undefined
  if ((await clipboard.readText()) === text) await clipboard.clear()
}
