/** The system's clipboard, as far as text goes. */
interface TextClipboard {
  readText(): string | Promise<string>
  writeText(text: string): void | Promise<void>
  clear(): void | Promise<void>
}

/** Writes to the clipboard, and takes a secret off it again after a while. */
export class ClipboardKeeper {
  readonly #clipboard: TextClipboard
  readonly #clearAfterMs: number
  #secret: { text: string; timer: NodeJS.Timeout } | undefined

  constructor(clipboard: TextClipboard, clearAfterMs = 60_000) {
    this.#clipboard = clipboard
    this.#clearAfterMs = clearAfterMs
  }

  async write(text: string, { isSecret }: { isSecret: boolean }): Promise<void> {
    clearTimeout(this.#secret?.timer)
    this.#secret = isSecret
      ? { text, timer: setTimeout(() => void this.clearSecret(), this.#clearAfterMs) }
      : undefined
    await this.#clipboard.writeText(text)
  }

  /** Clears a secret now, unless something else has been copied since. */
  async clearSecret(): Promise<void> {
    const secret = this.#secret
    if (!secret) return
    clearTimeout(secret.timer)
    this.#secret = undefined
    if ((await this.#clipboard.readText()) === secret.text) await this.#clipboard.clear()
  }
}
