import { expect, test } from 'vitest'
import { fuses } from '../../build/fuses.mjs'

test('a release turns off every way into the binary, and every guard on', () => {
  expect(fuses({ isTestBuild: false })).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
    loadBrowserProcessSpecificV8Snapshot: false,
  })
})

test('a build for tests differs in nothing but the door through which it is driven', () => {
  expect(fuses({ isTestBuild: true })).toEqual({
    ...fuses({ isTestBuild: false }),
    enableNodeCliInspectArguments: true,
  })
})
