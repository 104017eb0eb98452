import { app, type Session, type WebFrameMain } from 'electron'
import { APP_ORIGIN } from './appProtocol.ts'

/** What every page of this app is denied: leaving, opening others, and anything that asks for permission. */
export function guardContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-frame-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
}

export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setSpellCheckerEnabled(false)
  session.on('will-download', (event) => event.preventDefault())
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isOwn(url) }))
}

/** True for the page itself in its own window's top frame: nobody else may call the frame's functions. */
export function isOurPage(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && frame.origin === APP_ORIGIN
}

/** The page's own files and calls; its inline pictures; the developer tools, which a release cannot open. */
function isOwn(url: string): boolean {
  const { protocol, host } = new URL(url)
  if (protocol === 'keyrack:') return host === 'app'
  return protocol === 'data:' || (protocol === 'devtools:' && !app.isPackaged)
}
