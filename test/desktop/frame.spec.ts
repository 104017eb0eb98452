import { resolve } from 'node:path'
import { expect, test } from './fixtures.ts'

// The frame alone: the service is a stand-in, so that nothing here depends on what the product does.
const STAND_IN = { KEYRACK_SERVICE: resolve('test/electron/standInService.ts') }
test.use({ running: async ({ launch }, use) => use(await launch({ env: STAND_IN })) })

test('the page runs sandboxed, isolated, and with the named functions of its bridge only', async ({
  app,
  page,
}) => {
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    // Not in the types, but the only way to ask Electron what it really applied.
    const contents = window?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>
    }
    return contents.getLastWebPreferences()
  })
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    spellcheck: false,
  })
  expect(await page.evaluate(() => [typeof require, typeof process, typeof module])).toEqual([
    'undefined',
    'undefined',
    'undefined',
  ])
  expect(await page.evaluate(() => Object.keys(window.keyrack ?? {}).sort())).toEqual([
    'chooseEnvFiles',
    'onServiceState',
    'platform',
    'protectContent',
    'restartService',
    'saveTextFile',
    'setTheme',
    'writeClipboard',
  ])
})
