import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import {
  createTRPCClient,
  httpBatchStreamLink,
  httpSubscriptionLink,
  isTRPCClientError,
  splitLink,
  type TRPCClient,
} from '@trpc/client'
import { createContext, type ReactNode, useContext } from 'react'
import type { AppRouter } from '../proxy/admin/router.ts'

export type Client = TRPCClient<AppRouter>

/** The admin API. The frame forwards `/trpc` to the service and adds the session, so the page holds none. */
export function createClient(url = '/trpc'): Client {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (call) => call.type === 'subscription',
        true: httpSubscriptionLink({ url }),
        false: httpBatchStreamLink({ url }),
      }),
    ],
  })
}

/**
 * Answers are kept until an event says that they changed (live.tsx), so nothing is asked for twice.
 * Query keys begin with the noun of the router: `['keys']`, `['tokens', memberId]`, `['overview', 'figures']`.
 */
export function createQueries(): QueryClient {
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error) => relock(queries, error) }),
    mutationCache: new MutationCache({ onError: (error) => relock(queries, error) }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: false,
        refetchOnWindowFocus: false,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
  return queries
}

/** When the service no longer knows the session, the status is asked for again: it leads to the unlock page. */
function relock(queries: QueryClient, error: unknown): void {
  if (isTRPCClientError<AppRouter>(error) && error.data?.code === 'UNAUTHORIZED') {
    void queries.invalidateQueries({ queryKey: ['status'] })
  }
}

const ClientContext = createContext<Client | undefined>(undefined)

export function ClientProvider({ client, children }: { client: Client; children: ReactNode }) {
  return <ClientContext value={client}>{children}</ClientContext>
}

export function useClient(): Client {
  const client = useContext(ClientContext)
  if (!client) throw new Error('useClient is used outside of ClientProvider')
  return client
}

/** True when the service itself answered with an error; false when nobody answered. */
export function isAnswer(error: unknown): boolean {
  return isTRPCClientError<AppRouter>(error) && error.data != null
}
