import { writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { app, BrowserWindow, dialog, ipcMain, nativeTheme, shell } from 'electron'
import type { z } from 'zod'
import { BRIDGE_ARGUMENTS } from './bridgeArguments.ts'
import type { ClipboardKeeper } from './clipboardKeeper.ts'
import { isOurPage } from './guards.ts'
import type { ServiceProcess } from './serviceProcess.ts'

type Arguments = typeof BRIDGE_ARGUMENTS

/** Answers the page's calls of its bridge. Each proves where it comes from and what it carries. */
export function answerBridgeCalls(service: ServiceProcess, keeper: ClipboardKeeper): void {
  answer('writeClipboard', (_window, text, options) =>
    keeper.write(text, { isSecret: options?.secret ?? false }),
  )
  answer('chooseEnvFiles', async (window) => {
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      title: 'Choose .env files',
      properties: ['openFile', 'multiSelections', 'showHiddenFiles'],
    })
    return canceled ? [] : filePaths
  })
  // It may be a recovery key.
  answer('saveTextFile', (window, name, text) => save(window, name, text))
  answer('savePicture', (window, name, png) => save(window, name, Buffer.from(png, 'base64')))
  // The page may show in its folder only what the person themselves put there.
  const chosen = new Set<string>()
  answer('chooseSavePath', async (window, name) => {
    const filePath = await askWhere(window, name)
    if (filePath === null) return null
    // Some systems' dialogs let people take the ending away.
    const whole = filePath.endsWith(extname(name)) ? filePath : filePath + extname(name)
    chosen.add(whole)
    return whole
  })
  answer('showFile', async (_window, path) => {
    if (chosen.has(path)) shell.showItemInFolder(path)
  })
  answer('setTheme', async (_window, theme) => {
    nativeTheme.themeSource = theme
  })
  answer('protectContent', async (window, on) => window.setContentProtection(on))
  answer('serviceState', async () => service.state)
  answer('restartService', () => service.restart())
}

/** Writes where the person chooses, readable by them alone; false when they changed their mind. */
async function save(window: BrowserWindow, name: string, data: string | Buffer): Promise<boolean> {
  const filePath = await askWhere(window, name)
  if (filePath === null) return false
  await writeFile(filePath, data, { mode: 0o600 })
  return true
}

async function askWhere(window: BrowserWindow, name: string): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: join(app.getPath('downloads'), name),
  })
  return canceled || !filePath ? null : filePath
}

function answer<Name extends keyof Arguments>(
  name: Name,
  perform: (window: BrowserWindow, ...args: z.output<Arguments[Name]>) => Promise<unknown>,
): void {
  ipcMain.handle(name, (event, ...args: unknown[]) => {
    const window = BrowserWindow.fromWebContents(event.sender)
    if (!window || !isOurPage(event.senderFrame)) throw new Error('Only the page itself may ask.')
    const parsed = BRIDGE_ARGUMENTS[name].safeParse(args)
    if (!parsed.success) throw new Error(`${name} was called with something it does not take.`)
    return perform(window, ...(parsed.data as z.output<Arguments[Name]>))
  })
}
