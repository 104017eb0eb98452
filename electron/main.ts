import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { app, BrowserWindow, clipboard, dialog, Menu, powerMonitor, session } from 'electron'
import { lockSession } from './adminForward.ts'
import { declareAppProtocol, serveApp } from './appProtocol.ts'
import { answerBridgeCalls } from './bridgeCalls.ts'
import { ClipboardKeeper } from './clipboardKeeper.ts'
import { chooseDataDir } from './dataDir.ts'
import { guardContents, guardSession } from './guards.ts'
import { openKeyStore } from './keyStore.ts'
import { menuTemplate } from './menu.ts'
import { showNotification } from './notifications.ts'
import { Quitting } from './quitting.ts'
import { forkService } from './serviceChild.ts'
import { ServiceProcess, type ServiceProcessOptions } from './serviceProcess.ts'
import { openWindow } from './window.ts'

const dataDir = chooseDataDir(process.argv, {
  platform: process.platform,
  env: process.env,
  home: homedir(),
})
// Chromium's own files (and its single-instance lock, so that every data folder has its own) stay inside.
const frameDir = join(dataDir, 'window')
mkdirSync(dataDir, { recursive: true, mode: 0o700 })
mkdirSync(frameDir, { recursive: true, mode: 0o700 })
app.setPath('userData', frameDir)

declareAppProtocol()
guardContents()

if (app.requestSingleInstanceLock()) void run()
else app.quit()

async function run(): Promise<void> {
  await app.whenReady()
  app.setAppUserModelId('app.keyrack')
  guardSession(session.defaultSession)
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate({ platform: process.platform, isDevelopment: !app.isPackaged }),
    ),
  )

  const windowSecret = randomBytes(32).toString('base64url')
  const service = superviseService(windowSecret, (shown) =>
    showNotification(shown, () => openPage(show(), shown.path)),
  )
  serveApp(join(import.meta.dirname, 'renderer'), service, windowSecret)
  const keeper = new ClipboardKeeper(clipboard)
  answerBridgeCalls(service, keeper)
  void service.start()
  askBeforeQuitting(service)

  show()
  app.on('second-instance', show)
  app.on('activate', show)

  const lock = async () => lockSession({ socket: await service.socket(0), secret: windowSecret })
  powerMonitor.on('lock-screen', lock)
  powerMonitor.on('suspend', lock)

  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  quitInOrder(service, keeper)
}

/** Brings the one window to the front, and answers it. */
function show(): BrowserWindow {
  const [window] = BrowserWindow.getAllWindows()
  if (!window) return openWindow(join(frameDir, 'window.json'))
  if (window.isMinimized()) window.restore()
  window.focus()
  return window
}

/** Leads the window to a page; one that is still loading, once it is there. */
function openPage(window: BrowserWindow, path: string): void {
  const go = () => window.webContents.send('openPage', path)
  if (window.webContents.isLoading()) window.webContents.once('did-finish-load', go)
  else go()
}

function superviseService(
  windowSecret: string,
  notify: ServiceProcessOptions['notify'],
): ServiceProcess {
  const file = process.env.KEYRACK_SERVICE ?? join(import.meta.dirname, 'service.cjs')
  const keyStore = openKeyStore(join(dataDir, 'keystore.json'))
  return new ServiceProcess({
    // A plain Node reads no asar; what it needs lies unpacked beside the archive.
    fork: () =>
      forkService(process.env.KEYRACK_NODE ? file.replace('app.asar', 'app.asar.unpacked') : file, [
        '--data',
        dataDir,
        '--parent',
      ]),
    async greet() {
      const { name, reason, load } = await keyStore
      const { key, problem } = await load()
      return {
        type: 'start',
        windowSecret,
        keyStore: { name, reason: reason ?? problem },
        ...(key ? { keyStoreKey: Buffer.from(key).toString('base64') } : {}),
      }
    },
    keepKey: async (key) => (await keyStore).keep(key),
    forgetKey: async () => (await keyStore).forget(),
    notify,
    onState(state) {
      for (const window of BrowserWindow.getAllWindows()) {
        window.webContents.send('serviceState', state)
      }
    },
  })
}

/** Long work is not cut off without a question, whichever way somebody ends the app. */
function askBeforeQuitting(service: ServiceProcess): void {
  const quitting = new Quitting({
    jobs: () => service.jobs,
    async ask({ message, detail, buttons }) {
      const { response } = await dialog.showMessageBox(show(), {
        ...{ type: 'warning', message, detail, buttons, noLink: true },
        ...{ defaultId: 0, cancelId: 0 },
      })
      return response === 1
    },
    quit: () => app.quit(),
  })
  app.on('before-quit', (event) => {
    if (quitting.holds()) event.preventDefault()
  })
  // Where the app ends with its window, the question comes while that is still there.
  app.on('browser-window-created', (_event, window) => {
    window.on('close', (event) => {
      if (process.platform !== 'darwin' && quitting.holds()) event.preventDefault()
    })
  })
}

/** The window first, then the service with its streams and its database, then the app. */
function quitInOrder(service: ServiceProcess, keeper: ClipboardKeeper): void {
  let isFinished = false
  app.on('will-quit', async (event) => {
    if (isFinished) return
    event.preventDefault()
    await Promise.all([keeper.clearSecret(), service.stop()])
    isFinished = true
    // Electron hears nothing while it is still telling of this event, and stopping may take no time at all.
    setImmediate(() => app.quit())
  })
}
