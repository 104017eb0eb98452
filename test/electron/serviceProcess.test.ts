import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ServiceState } from '../../electron/bridge.ts'
import { forkNode } from '../../electron/nodeChild.ts'
import { readServiceMessage } from '../../electron/serviceMessages.ts'
import { restartDelayMs, ServiceProcess } from '../../electron/serviceProcess.ts'

const STAND_IN = fileURLToPath(new URL('standInService.ts', import.meta.url))

let folder = ''
let service: ServiceProcess | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyrack-service-'))
})
afterEach(async () => {
  await service?.stop()
  service = undefined
  await rm(folder, { recursive: true })
})

let behaviour = 'healthy'
let kept: string[] = []
const notified: unknown[] = []

/** A real child process that behaves as told, and the states it went through. */
function supervise(as: string) {
  behaviour = as
  kept = []
  const states: ServiceState[] = []
  service = new ServiceProcess({
    fork: () => forkNode(process.execPath, STAND_IN, ['--data', folder, '--as', behaviour]),
    greet: async () => ({
      type: 'start',
      windowSecret: 'not-a-real-secret',
      keyStore: { name: null, reason: null },
    }),
    keepKey: async (key) => {
      kept.push(key.toString())
      return null
    },
    forgetKey: async () => {},
    onState: (state) => states.push(state),
    notify: (shown) => notified.push(shown),
  })
  return { service, states, phases: () => states.map(({ phase }) => phase) }
}

function ask(socketPath: string): Promise<{ isOurs: boolean; pid: number }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: 'Bearer not-a-real-secret' }
    request({ socketPath, headers }, async (reply) => {
      let text = ''
      for await (const part of reply) text += part
      resolve(JSON.parse(text))
    })
      .on('error', reject)
      .end()
  })
}

async function running(of: ServiceProcess): Promise<{ socket: string; pid: number }> {
  const socket = (await of.socket(30_000)) ?? ''
  return { socket, pid: (await ask(socket)).pid }
}

test('a service that is starting is waited for, and knows the secret of the window', async () => {
  const { service, phases } = supervise('healthy')
  await service.start()
  const socket = await service.socket(30_000)
  expect(socket).toBe(join(folder, 'keyrack.sock'))
  expect(await ask(socket ?? '')).toMatchObject({ isOurs: true })
  expect(phases()).toEqual(['starting', 'running'])
})

test('a second start beside a running service changes nothing', async () => {
  const { service } = supervise('healthy')
  await service.start()
  const { pid } = await running(service)
  await service.start()
  expect((await running(service)).pid).toBe(pid)
})

test('a killed service is announced and started again by itself', async () => {
  const { service, phases } = supervise('healthy')
  await service.start()
  const { pid } = await running(service)
  process.kill(pid, 'SIGKILL')
  await vi.waitFor(() => expect(phases()).toContain('restarting'), { timeout: 30_000 })
  expect((await running(service)).pid).not.toBe(pid)
  expect(phases()).toEqual(['starting', 'running', 'restarting', 'starting', 'running'])
})

test('how much it works on is known, and over with it', async () => {
  const { service } = supervise('working')
  expect(service.jobs).toBe(0)
  await service.start()
  await vi.waitFor(() => expect(service.jobs).toBe(3), { timeout: 30_000 })
  await service.stop()
  expect(service.jobs).toBe(0)
})

test('the waits between crashes grow to a quarter of a minute and stay there', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 20].map(restartDelayMs)
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000])
})

test('a service that says why it cannot run is not started again, until it is asked for', async () => {
  const { service, states } = supervise('refusing')
  await service.start()
  await vi.waitFor(() => expect(states.at(-1)?.phase).toBe('failed'), { timeout: 30_000 })
  expect(service.state).toEqual({
    phase: 'failed',
    code: 'KR-DB-001',
    message: 'Made by a newer Keyrack.',
  })
  expect(await service.socket(1000)).toBeUndefined()
  behaviour = 'healthy'
  await service.restart()
  expect((await running(service)).pid).toBeGreaterThan(0)
})

test('a service that does not listen any more is ended all the same by a restart', async () => {
  const { service } = supervise('deaf')
  await service.start()
  const { pid } = await running(service)
  behaviour = 'healthy'
  await service.restart()
  expect((await running(service)).pid).not.toBe(pid)
})

test('an orderly stop ends the service and starts no other', async () => {
  const { service, phases } = supervise('healthy')
  await service.start()
  const { socket } = await running(service)
  await service.stop()
  await expect(ask(socket)).rejects.toThrow()
  expect(await service.socket(1000)).toBeUndefined()
  expect(phases()).toEqual(['starting', 'running', 'stopped'])
})

test('nobody waits for a service that is not coming', async () => {
  const { service } = supervise('crashing')
  expect(await service.socket(600_000)).toBeUndefined()
})

test('a key that the service wants kept reaches the key store', async () => {
  const { service } = supervise('keeping')
  await service.start()
  await service.socket(30_000)
  expect(kept).toEqual(['key'])
})

test.each([undefined, 'ready', { type: 'ready' }, { type: 'keepKey', key: '%' }, { type: 'x' }])(
  '%j is no message of the service',
  (message) => {
    expect(readServiceMessage(message)).toBeUndefined()
  },
)
