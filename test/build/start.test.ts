import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SERVICE_FLAGS } from '../../build/serviceFlags.mjs'
import { hasDisplay } from '../../build/start.mjs'

test.each([
  ['linux', {}, false],
  ['linux', { DISPLAY: '' }, false],
  ['linux', { DISPLAY: ':0' }, true],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
  ['darwin', {}, true],
  ['win32', {}, true],
])('on %s with %j a window can be shown: %s', (platform, env, expected) => {
  expect(hasDisplay({ platform, env })).toBe(expected)
})

test('the keyrack command runs the service as the app does', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(scripts.keyrack).toBe(`node ${SERVICE_FLAGS.join(' ')} build/run.mjs keyrack`)
})
