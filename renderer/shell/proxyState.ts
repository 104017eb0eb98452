import type { ServiceState } from '../../electron/bridge.ts'
import type { AppStatus } from '../../proxy/contract/status.ts'
import type { Tone } from '../ui/StatusBadge.tsx'
import type { shell } from '../words/en/shell.ts'

/** The one word for what the proxy does, the same on every screen; what it last said of itself holds while it runs. */
export function proxyState(
  status: AppStatus | undefined,
  phase: ServiceState['phase'],
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
  if (phase === 'failed') return { tone: 'bad', words: 'failed' }
  if (phase === 'stopped') return { tone: 'off', words: 'stopped' }
  if (phase !== 'running') return { tone: 'running', words: 'starting' }
  const { state, problem } = status.proxy
  if (state === 'failed') return { tone: 'bad', words: problem?.freePort ? 'portInUse' : 'failed' }
  if (state === 'stopped') return { tone: 'off', words: 'stopped' }
  if (state === 'starting') return { tone: 'running', words: 'starting' }
  if (status.vault === 'locked') return { tone: 'warn', words: 'vaultLocked' }
  if (state === 'paused') return { tone: 'off', words: 'paused' }
  return { tone: 'ok', words: 'running' }
}
