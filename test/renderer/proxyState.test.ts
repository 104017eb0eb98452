import { expect, test } from 'vitest'
import type { AppStatus, ProxyStatus } from '../../proxy/contract/status.ts'
import { proxyState } from '../../renderer/shell/proxyState.ts'

const proxy: ProxyStatus = {
  state: 'running',
  url: 'https://192.168.1.24:8443',
  host: '192.168.1.24',
  port: 8443,
  tls: true,
  plainOnNetwork: false,
  pausedAt: null,
  problem: null,
  certificate: null,
}
const status = (part: Partial<ProxyStatus>, vault: AppStatus['vault'] = 'unlocked'): AppStatus => ({
  version: '0.1.0',
  dataDir: '/data',
  vault,
  session: true,
  actor: null,
  administrators: [],
  proxy: { ...proxy, ...part },
  keyStore: { name: null, enabled: false, reason: null },
  recoverySaved: true,
  recovered: null,
  setup: 'done',
})
const inUse = { code: 'KR-NET-001', message: 'Port 8443 is used.', freePort: 8444 }
const noCertificate = { code: 'KR-TLS-001', message: 'No certificate.', freePort: null }

test.each([
  ['nothing is guessed before the first answer', undefined, 'checking'],
  ['running', status({}), 'running'],
  ['paused', status({ state: 'paused' }), 'paused'],
  ['a taken port', status({ state: 'failed', problem: inUse }), 'portInUse'],
  ['another failure', status({ state: 'failed', problem: noCertificate }), 'failed'],
  ['a locked vault, although the port is open', status({}, 'locked'), 'vaultLocked'],
  [
    'a taken port matters more than the vault',
    status({ state: 'failed', problem: inUse }, 'locked'),
    'portInUse',
  ],
] as const)('%s', (_, of, words) => {
  expect(proxyState(of, 'running').words).toBe(words)
})

test.each([
  ['restarting', 'starting'],
  ['starting', 'starting'],
  ['stopped', 'stopped'],
  ['failed', 'failed'],
] as const)('while the service is %s, what it last said does not count', (phase, words) => {
  expect(proxyState(status({}), phase).words).toBe(words)
})
