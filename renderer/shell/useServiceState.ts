import { useEffect, useState } from 'react'
import type { ServiceState } from '../../electron/bridge.ts'
import { desktop } from '../bridge.ts'

/** How the background service is; in a browser, where nobody tells, it counts as running. */
export function useServiceState(): ServiceState {
  const [service, setService] = useState<ServiceState>({ phase: 'running' })
  useEffect(
    () =>
      desktop()?.onServiceState((state) => {
        // What ended unexpectedly is said until it runs again, however fast its next start begins.
        setService((before) =>
          state.phase === 'starting' && before.phase === 'restarting' ? before : state,
        )
      }),
    [],
  )
  return service
}
