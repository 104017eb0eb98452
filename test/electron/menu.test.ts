import { expect, test } from 'vitest'
import { menuTemplate } from '../../electron/menu.ts'

const roles = (platform: NodeJS.Platform, isDevelopment = false) =>
  JSON.stringify(menuTemplate({ platform, isDevelopment }))

test('macOS begins with the app menu, and has no File or Help of its own', () => {
  const menu = menuTemplate({ platform: 'darwin', isDevelopment: false })
  expect(menu[0]).toEqual({ role: 'appMenu' })
  expect(roles('darwin')).not.toMatch(/&File|"help"/)
})

test.each(['linux', 'win32'] as const)(
  'on %s quitting is under File and About under Help',
  (platform) => {
    const menu = menuTemplate({ platform, isDevelopment: false })
    expect(menu[0]).toEqual({ label: '&File', submenu: [{ role: 'quit' }] })
    expect(menu.at(-1)).toEqual({ role: 'help', submenu: [{ role: 'about' }] })
  },
)

test.each(['darwin', 'linux', 'win32'] as const)(
  'on %s a release neither reloads nor opens developer tools',
  (platform) => {
    expect(roles(platform, true)).toMatch(/toggleDevTools/)
    expect(roles(platform)).not.toMatch(/toggleDevTools|reload/)
  },
)
