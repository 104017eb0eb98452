import { expect, test } from 'vitest'
import { BRIDGE_ARGUMENTS } from '../../electron/bridgeArguments.ts'

const accepts = (name: keyof typeof BRIDGE_ARGUMENTS, ...args: unknown[]) =>
  BRIDGE_ARGUMENTS[name].safeParse(args).success

test('each function takes what it is made for', () => {
  expect(accepts('writeClipboard', 'text')).toBe(true)
  expect(accepts('writeClipboard', 'text', undefined)).toBe(true)
  expect(accepts('writeClipboard', 'text', { secret: true })).toBe(true)
  expect(accepts('saveTextFile', 'keyrack-recovery-key.txt', 'AAAA')).toBe(true)
  expect(accepts('saveTextFile', 'Ana López.env', '')).toBe(true)
  expect(accepts('chooseSavePath', 'calls.csv')).toBe(true)
  expect(accepts('showFile', '/home/ana/calls.csv')).toBe(true)
  expect(accepts('savePicture', 'spend.png', 'iVBORw0KGgoAAAANSUhEUg==')).toBe(true)
  expect(accepts('setTheme', 'dark')).toBe(true)
  expect(accepts('protectContent', false)).toBe(true)
  expect(accepts('chooseEnvFiles')).toBe(true)
})

test('names that nobody knows, more arguments, and other types are refused', () => {
  expect(accepts('writeClipboard', 'text', { secret: true, path: '/' })).toBe(false)
  expect(accepts('writeClipboard', { toString: 'text' })).toBe(false)
  expect(accepts('writeClipboard')).toBe(false)
  expect(accepts('setTheme', 'neon')).toBe(false)
  expect(accepts('protectContent', 1)).toBe(false)
  expect(accepts('restartService', 'now')).toBe(false)
  expect(accepts('chooseEnvFiles', '/etc')).toBe(false)
})

test('a picture is a PNG in base64 under the name of one', () => {
  const png = 'iVBORw0KGgoAAAANSUhEUg=='
  expect(accepts('savePicture', 'spend.exe', png)).toBe(false)
  expect(accepts('savePicture', '../spend.png', png)).toBe(false)
  expect(accepts('savePicture', 'spend.png', 'TVqQAAMAAAA=')).toBe(false)
  expect(accepts('savePicture', 'spend.png', `${png}<script>`)).toBe(false)
})

test.each(['../x', '/etc/passwd', 'a/b', 'a\\b', 'C:x', '..', '', 'a\u0000b', 'x'.repeat(129)])(
  'a file is saved under a name, and %j is none',
  (name) => {
    expect(accepts('saveTextFile', name, 'text')).toBe(false)
    expect(accepts('chooseSavePath', name)).toBe(false)
  },
)
