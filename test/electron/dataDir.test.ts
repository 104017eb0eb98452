import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { chooseDataDir } from '../../electron/dataDir.ts'

const ana = { platform: 'linux', env: {}, home: '/home/ana' } as const

test.each([
  ['linux', {}, '/home/ana', '/home/ana/.local/share/keyrack'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/home/ana', '/data/keyrack'],
  ['linux', { XDG_DATA_HOME: 'not/absolute' }, '/home/ana', '/home/ana/.local/share/keyrack'],
  ['darwin', {}, '/Users/ana', '/Users/ana/Library/Application Support/Keyrack'],
  [
    'win32',
    { APPDATA: 'C:\\Users\\ana\\AppData\\Roaming' },
    'C:\\Users\\ana',
    'C:\\Users\\ana\\AppData\\Roaming\\Keyrack',
  ],
  ['win32', {}, 'C:\\Users\\ana', 'C:\\Users\\ana\\AppData\\Roaming\\Keyrack'],
] as const)('on %s with %j the data lies in the usual place', (platform, env, home, expected) => {
  expect(chooseDataDir(['keyrack'], { platform, env, home })).toBe(expected)
})

test('the command line goes before the environment, and the environment before the usual place', () => {
  const env = { KEYRACK_DATA: '/from/environment' }
  expect(chooseDataDir(['electron', '.'], { ...ana, env })).toBe('/from/environment')
  expect(chooseDataDir(['electron', '.', '--data', '/a'], { ...ana, env })).toBe('/a')
  expect(chooseDataDir(['electron', '.', '--data=/b'], { ...ana, env })).toBe('/b')
})

test('an empty choice is none, and a relative one is made absolute', () => {
  const usual = '/home/ana/.local/share/keyrack'
  expect(chooseDataDir(['keyrack', '--data='], ana)).toBe(usual)
  expect(chooseDataDir(['keyrack', '--data'], ana)).toBe(usual)
  expect(chooseDataDir(['keyrack'], { ...ana, env: { KEYRACK_DATA: '' } })).toBe(usual)
  expect(chooseDataDir(['keyrack', '--data', 'here'], ana)).toBe(resolve('here'))
})
