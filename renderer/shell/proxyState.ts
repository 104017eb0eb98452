import type { ServiceState } from '../../electron/bridge.ts'
import type { AppStatus, ProxyStatus } from '../../proxy/contract/status.ts'
import type { Tone } from '../ui/StatusBadge.tsx'
import type { shell } from '../words/en/shell.ts'

type Phase = ServiceState['phase']

/** What the proxy does: what was last heard of it counts only while the service runs. */
export function stateNow({ state }: ProxyStatus, phase: Phase): ProxyStatus['state'] {
  if (phase === 'running') return state
  return phase === 'failed' || phase === 'stopped' ? phase : 'starting'
}

/** The one word for it, the same on every screen. */
export function proxyState(
  status: AppStatus | undefined,
  phase: Phase,
): {
  tone: Tone
  words: Extract<
    keyof typeof shell,
    | 'checking'
    | 'running'
    | 'paused'
    | 'starting'
    | 'portInUse'
    | 'failed'
    | 'stopped'
    | 'vaultLocked'
  >
} {
  if (!status) return { tone: 'running', words: 'checking' }
  const state = stateNow(status.proxy, phase)
  if (state === 'failed') {
    const isPortInUse = phase === 'running' && status.proxy.problem?.freePort
    return { tone: 'bad', words: isPortInUse ? 'portInUse' : 'failed' }
  }
  if (state === 'stopped') return { tone: 'off', words: 'stopped' }
  if (state === 'starting') return { tone: 'running', words: 'starting' }
  if (status.vault === 'locked') return { tone: 'warn', words: 'vaultLocked' }
  if (state === 'paused') return { tone: 'off', words: 'paused' }
  return { tone: 'ok', words: 'running' }
}
