import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import type { CallRecord } from '../proxy/contract/calls.ts'
import type {
  AppStatus,
  ChangedNoun,
  LiveEvent,
  OverviewFigures,
} from '../proxy/contract/status.ts'
import { useClient } from './client.tsx'

type CallListener = (calls: CallRecord[]) => void

const LiveContext = createContext<Set<CallListener> | undefined>(undefined)

/** How long a broken stream waits before it is opened again. */
const RECONNECT_MS = 1000
/** How often the service is asked whether it is still there. */
const HEARTBEAT_MS = 5000
/** Silence after which the window says that nobody answers. */
const PATIENCE_MS = 3000

/** Which answers a pushed change makes old. */
const STALE: Record<ChangedNoun, string[][]> = {
  keys: [['keys'], ['overview', 'attention'], ['card']],
  members: [['members'], ['overview', 'attention'], ['card']],
  tokens: [['tokens'], ['members'], ['card']],
  settings: [['settings'], ['network'], ['overview', 'attention'], ['card']],
  // Past calls may have been computed anew.
  prices: [['prices'], ['usage'], ['overview'], ['calls'], ['members']],
  teams: [['teams'], ['members'], ['keys']],
  administrators: [['administrators'], ['teams']],
  limits: [['limits'], ['members'], ['requests'], ['overview', 'attention']],
  access: [['access'], ['members'], ['card']],
  jobs: [['jobs'], ['storage']],
  masking: [['masking']],
  views: [['views']],
  bills: [['bills']],
  requests: [['requests'], ['overview', 'attention']],
  alarms: [['alarms'], ['overview', 'attention']],
  notify: [['notify'], ['overview', 'attention']],
  audit: [['audit']],
}

/** One subscription for the whole window; nothing is sent while the window is hidden. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useClient()
  const queries = useQueryClient()
  const [listeners] = useState(() => new Set<CallListener>())
  const isVisible = useIsVisible()
  const hasSession = useStatus().data?.session ?? false
  const [attempt, setAttempt] = useState(0)

  // A changed session changes what the service sends, so the stream is opened anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` and `hasSession` reopen the stream
  useEffect(() => {
    if (!isVisible) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const reopen = () => {
      timer ??= setTimeout(() => setAttempt((count) => count + 1), RECONNECT_MS)
    }
    const stream = client.status.live.subscribe(undefined, {
      onStarted: () => {
        // What happened while nobody listened was not pushed.
        void queries.invalidateQueries()
      },
      onData: (event: LiveEvent) => {
        if (event.type === 'status') queries.setQueryData(['status'], event.status)
        if (event.type === 'figures') queries.setQueryData(['overview', 'figures'], event.figures)
        if (event.type === 'calls') for (const listener of listeners) listener(event.calls)
        if (event.type === 'changed') {
          for (const queryKey of STALE[event.noun]) void queries.invalidateQueries({ queryKey })
        }
      },
      onError: reopen,
      onComplete: reopen,
    })
    return () => {
      clearTimeout(timer)
      stream.unsubscribe()
    }
  }, [client, queries, listeners, isVisible, hasSession, attempt])

  return <LiveContext value={listeners}>{children}</LiveContext>
}

/** The state of everything; asked again every few seconds, so that a silent service is noticed. */
export function useStatus() {
  const client = useClient()
  return useQuery<AppStatus>({
    queryKey: ['status'],
    queryFn: ({ signal }) =>
      client.status.get.query(undefined, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
      }),
    refetchInterval: HEARTBEAT_MS,
    staleTime: 0,
  })
}

/** The figures of this moment: asked for once, then pushed. */
export function useFigures() {
  const client = useClient()
  return useQuery<OverviewFigures>({
    queryKey: ['overview', 'figures'],
    queryFn: () => client.overview.figures.query(),
  })
}

/** Hears of every new or changed call, in batches. */
export function useLiveCalls(listener: CallListener): void {
  const listeners = useContext(LiveContext)
  const latest = useRef(listener)
  latest.current = listener
  useEffect(() => {
    const hear: CallListener = (calls) => latest.current(calls)
    listeners?.add(hear)
    return () => {
      listeners?.delete(hear)
    }
  }, [listeners])
}

function useIsVisible(): boolean {
  const [isVisible, setVisible] = useState(() => document.visibilityState !== 'hidden')
  useEffect(() => {
    const look = () => setVisible(document.visibilityState !== 'hidden')
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return isVisible
}
