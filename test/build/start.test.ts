import { expect, test } from 'vitest'
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
