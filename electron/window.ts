import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import { APP_ORIGIN } from './appProtocol.ts'
import { MINIMUM, placeWindow, readWindowMemory, writeWindowMemory } from './windowMemory.ts'

/** The page's own background in each theme, so that nothing flashes before it is drawn. */
const BACKGROUND = { light: '#F2F4F7', dark: '#0D1117' }

/** Opens the one window, where it was last time; `memoryFile` remembers. */
export function openWindow(memoryFile: string): BrowserWindow {
  const memory = readWindowMemory(memoryFile)
  nativeTheme.themeSource = memory.theme
  const window = new BrowserWindow({
    ...placeWindow(
      memory.bounds,
      screen.getAllDisplays().map((display) => display.workArea),
    ),
    minWidth: MINIMUM.width,
    minHeight: MINIMUM.height,
    title: 'Keyrack',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: join(import.meta.dirname, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      devTools: !app.isPackaged,
    },
  })
  if (memory.isMaximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    writeWindowMemory(memoryFile, {
      bounds: window.getNormalBounds(),
      isMaximized: window.isMaximized(),
      theme: nativeTheme.themeSource,
    })
  })
  void window.loadURL(`${APP_ORIGIN}/`)
  return window
}
