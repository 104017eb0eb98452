import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { placeWindow, readWindowMemory, writeWindowMemory } from '../../electron/windowMemory.ts'

const laptop = { x: 0, y: 0, width: 1920, height: 1080 }
const beside = { x: 1920, y: 0, width: 2560, height: 1440 }

test('a first start gets the usual size, wherever the system puts it', () => {
  expect(placeWindow(undefined, [laptop])).toEqual({ width: 1280, height: 800 })
})

test('the window opens where it was', () => {
  const bounds = { x: 2500, y: 300, width: 1400, height: 900 }
  expect(placeWindow(bounds, [laptop, beside])).toEqual(bounds)
})

test.each([
  ['its display is gone', { x: 2500, y: 300, width: 1400, height: 900 }],
  ['its title bar is above the display', { x: 100, y: -200, width: 1400, height: 900 }],
  ['only its edge is left of the display', { x: -1350, y: 0, width: 1400, height: 900 }],
  ['it lies below', { x: 0, y: 1060, width: 1400, height: 900 }],
])('when %s, it keeps its size and comes back into sight', (_why, bounds) => {
  expect(placeWindow(bounds, [laptop])).toEqual({ width: 1400, height: 900 })
})

test('no remembered size is below the smallest that the pages are made for', () => {
  const tiny = { x: 10, y: 10, width: 200, height: 100 }
  expect(placeWindow(tiny, [laptop])).toEqual({ x: 10, y: 10, width: 960, height: 640 })
})

test('what is remembered comes back; a file that is missing or broken is a first start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keyrack-window-'))
  const file = join(folder, 'window.json')
  const first = { isMaximized: false, theme: 'system' }
  expect(readWindowMemory(file)).toEqual(first)
  const memory = { bounds: laptop, isMaximized: true, theme: 'dark' } as const
  writeWindowMemory(file, memory)
  expect(readWindowMemory(file)).toEqual(memory)
  await writeFile(file, '{"bounds":{"x":"left"}}')
  expect(readWindowMemory(file)).toEqual(first)
  await rm(folder, { recursive: true })
})
