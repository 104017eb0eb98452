import type { DesktopBridge } from '../electron/bridge.ts'

declare global {
  interface Window {
    keyrack?: DesktopBridge
  }
}

/** What only the desktop frame can do; undefined when the page runs in an ordinary browser. */
export function desktop(): DesktopBridge | undefined {
  return window.keyrack
}

/** Puts text on the clipboard; a secret is cleared from it after a minute, where the frame can. */
export async function copyText(text: string, options: { secret?: boolean } = {}): Promise<void> {
  const bridge = desktop()
  if (bridge) return bridge.writeClipboard(text, options)
  await navigator.clipboard.writeText(text)
}

/** Saves text where the person chooses; answers false when they changed their mind. */
export async function saveText(name: string, text: string): Promise<boolean> {
  const bridge = desktop()
  if (bridge) return bridge.saveTextFile(name, text)
  const link = document.createElement('a')
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
  return true
}
