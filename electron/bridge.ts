/** What the desktop frame does for the page; named functions only, typed here for both sides. */
export interface DesktopBridge {
  platform: 'linux' | 'darwin' | 'win32'
  /** With `secret`, the text is cleared from the clipboard after a minute unless it was replaced. */
  writeClipboard(text: string, options?: { secret?: boolean }): Promise<void>
  /** Lets the person choose `.env` files and answers their paths; none when they changed their mind. */
  chooseEnvFiles(): Promise<string[]>
  /** Saves text where the person chooses, readable by them alone; false when they changed their mind. */
  saveTextFile(name: string, text: string): Promise<boolean>
  /** Lets the person choose where a file goes and answers its path; null when they changed their mind. */
  chooseSavePath(name: string): Promise<string | null>
  /** Shows a file in its folder; only one whose place was chosen here. */
  showFile(path: string): Promise<void>
  /** Saves a PNG, given as base64, where the person chooses; false when they changed their mind. */
  savePicture(name: string, png: string): Promise<boolean>
  setTheme(theme: WindowTheme): Promise<void>
  /** While on, screenshots and screen sharing show the window black (where the system can). */
  protectContent(on: boolean): Promise<void>
  /** Hears the state of the background service, at once and on every change; the answer stops that. */
  onServiceState(listener: (state: ServiceState) => void): () => void
  /** Hears which page a click on a notification asks for; the answer stops that. */
  onOpenPage(listener: (path: string) => void): () => void
  /** Starts the background service again now, whatever became of it. */
  restartService(): Promise<void>
}

export type WindowTheme = 'system' | 'light' | 'dark'

export type ServiceState =
  | { phase: 'starting' | 'running' | 'stopped' }
  /** It ended by itself and is about to be started again. */
  | { phase: 'restarting'; message: string }
  /** It refused to start, and would again: the reason in words, with its stable code. */
  | { phase: 'failed'; code: string; message: string }
