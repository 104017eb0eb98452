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
  return download(name, URL.createObjectURL(new Blob([text], { type: 'text/plain' })))
}

/** Saves a PNG, given as base64, where the person chooses; answers false when they changed their mind. */
export async function savePicture(name: string, png: string): Promise<boolean> {
  const bridge = desktop()
  if (bridge) return bridge.savePicture(name, png)
  return download(name, `data:image/png;base64,${png}`)
}

function download(name: string, url: string): true {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
  return true
}
