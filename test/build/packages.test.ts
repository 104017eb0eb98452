import { expect, test } from 'vitest'
import { matches } from '../../build/packages.mjs'

const lock = {
  packages: {
    '': {},
    'node_modules/fastify': { version: '5.12.8' },
    'node_modules/fsevents': { version: '2.3.3', optional: true },
  },
}

test('what the lock file wants is there, and what is only for other systems may be missing', () => {
  const installed = { 'node_modules/fastify': { version: '5.12.8' } }
  expect(matches(lock, { packages: installed })).toBe(true)
})

test.each([
  ['nothing was installed', {}],
  ['a package is missing', { 'node_modules/fsevents': { version: '2.3.3' } }],
  ['a package is of another version', { 'node_modules/fastify': { version: '5.12.7' } }],
  [
    'an optional package is of another version',
    {
      'node_modules/fastify': { version: '5.12.8' },
      'node_modules/fsevents': { version: '2.3.2' },
    },
  ],
])('when %s, the packages are installed anew', (_why, packages) => {
  expect(matches(lock, { packages })).toBe(false)
})

test("without npm's own record nothing counts as installed", () => {
  expect(matches(lock, {})).toBe(false)
})
