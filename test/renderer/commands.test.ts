import { expect, test } from 'vitest'
import { type Command, commandFor, shortcutText } from '../../renderer/commands.ts'

const command = (id: string, shortcut: string): Command => ({
  id,
  shortcut,
  title: id,
  section: 'do',
  run: () => undefined,
})
const COMMANDS = [
  command('palette', 'mod+K'),
  command('keys', 'g K'),
  command('overview', 'g O'),
  command('pause', 'mod+shift+P'),
  command('sheet', '?'),
]

/** A pressed key; `mod` is the key that means ⌘ on macOS and Ctrl elsewhere. */
function press(key: string, held: { ctrl?: boolean; meta?: boolean; shift?: boolean } = {}) {
  return {
    key,
    ctrlKey: held.ctrl ?? false,
    metaKey: held.meta ?? false,
    shiftKey: held.shift ?? false,
    altKey: false,
  }
}
const found = (event: ReturnType<typeof press>, before = '', isMac = false) =>
  commandFor(COMMANDS, event, before, isMac)?.id

test('Ctrl K opens the palette, on macOS ⌘ K does', () => {
  expect(found(press('k', { ctrl: true }))).toBe('palette')
  expect(found(press('k', { meta: true }), '', true)).toBe('palette')
  expect(found(press('k', { ctrl: true }), '', true)).toBeUndefined()
  expect(found(press('k', { meta: true }))).toBeUndefined()
})

test('two letters go to a page, one alone does nothing', () => {
  expect(found(press('k'), 'g')).toBe('keys')
  expect(found(press('o'), 'g')).toBe('overview')
  expect(found(press('k'))).toBeUndefined()
  expect(found(press('k'), 'x')).toBeUndefined()
})

test('Shift tells two shortcuts apart', () => {
  expect(found(press('P', { ctrl: true, shift: true }))).toBe('pause')
  expect(found(press('p', { ctrl: true }))).toBeUndefined()
})

test('a sign that needs Shift on some keyboards is found by the sign', () => {
  expect(found(press('?', { shift: true }))).toBe('sheet')
  expect(found(press('?'))).toBe('sheet')
})

test('what was registered last wins, so that a page may take a shortcut for itself', () => {
  const own = command('own', 'mod+K')
  expect(commandFor([...COMMANDS, own], press('k', { ctrl: true }), '', false)?.id).toBe('own')
})

test('shortcuts are written as the computer writes them', () => {
  expect(shortcutText('mod+shift+P', false)).toBe('Ctrl Shift P')
  expect(shortcutText('mod+shift+P', true)).toBe('⌘⇧P')
  expect(shortcutText('g K', false)).toBe('G K')
})
