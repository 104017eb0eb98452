import { useEffect, useRef, useSyncExternalStore } from 'react'

/** One thing that can be done: the palette, the shortcuts and the sheet of shortcuts are made from these. */
export interface Command {
  /** Stable, such as `keys.add`. */
  id: string
  title: string
  section: CommandSection
  /** More words by which the palette finds it. */
  keywords?: string
  /** As the keyboard says it: `mod+K`, `g k`, `?`. `mod` is ⌘ on macOS and Ctrl elsewhere. */
  shortcut?: string
  run: () => void
}

export type CommandSection = 'go' | 'do' | 'members' | 'keys'

let registered: readonly Command[] = []
const listeners = new Set<() => void>()

/** Offers commands while the calling component is on screen. */
export function useCommands(commands: readonly Command[]): void {
  // The latest `run` is called, while the registry changes only when what it shows does.
  const latest = useRef(commands)
  latest.current = commands
  const shown = JSON.stringify(commands)
  useEffect(() => {
    const offered = (JSON.parse(shown) as Omit<Command, 'run'>[]).map((command, index) => ({
      ...command,
      run: () => latest.current[index]?.run(),
    }))
    change([...registered, ...offered])
    return () => change(registered.filter((command) => !offered.includes(command)))
  }, [shown])
}

/** Every command that can be run now. */
export function useAllCommands(): readonly Command[] {
  return useSyncExternalStore(subscribe, () => registered)
}

/** The shortcut as this computer writes it: `⌘K` or `Ctrl K`. */
export function shortcutText(shortcut: string, isMac = isMacOs()): string {
  return shortcut
    .split(' ')
    .map((step) =>
      step
        .split('+')
        .map((part) => keyName(part, isMac))
        .join(isMac ? '' : ' '),
    )
    .join(' ')
}

/** The command whose shortcut the pressed key completes; `before` is the letter pressed just before. */
export function commandFor(
  commands: readonly Command[],
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
  before: string,
  isMac = isMacOs(),
): Command | undefined {
  const isModified = isMac ? event.metaKey : event.ctrlKey
  if (event.altKey || (isMac ? event.ctrlKey : event.metaKey)) return undefined
  const key = event.key.toLowerCase()
  const isLetter = key.length === 1 && key >= 'a' && key <= 'z'
  const name = `${isModified ? 'mod+' : ''}${event.shiftKey && (isLetter || isModified) ? 'shift+' : ''}${key}`
  const wanted = before && !isModified ? [`${before} ${name}`, name] : [name]
  for (const shortcut of wanted) {
    const found = commands.findLast((command) => command.shortcut?.toLowerCase() === shortcut)
    if (found) return found
  }
  return undefined
}

/** True where a single letter is text being typed, not a shortcut. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

function change(next: readonly Command[]): void {
  registered = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function keyName(part: string, isMac: boolean): string {
  if (part === 'mod') return isMac ? '⌘' : 'Ctrl'
  if (part === 'shift') return isMac ? '⇧' : 'Shift'
  return part.length === 1 ? part.toUpperCase() : part
}

function isMacOs(): boolean {
  return typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent)
}
