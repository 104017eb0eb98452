import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { Router } from 'wouter'
import { type Client, ClientProvider } from './client.tsx'
import { LiveProvider, useStatus } from './live.tsx'
import { UnlockPage } from './pages/UnlockPage.tsx'
import { useHashPath } from './routes.ts'
import { Pages } from './shell/Pages.tsx'
import { ServiceBanner } from './shell/ServiceBanner.tsx'
import { Shell } from './shell/Shell.tsx'
import { cssVariables, theme } from './theme.ts'
import { useWords } from './words/words.ts'

/** Needed once in the life of a vault. */
const SetupPage = lazy(async () => ({
  default: (await import('./pages/setup/SetupPage.tsx')).SetupPage,
}))

/** Remembers the colours for the moment before the service has said which were chosen. */
const remembered = localStorageColorSchemeManager({ key: 'keyrack-theme' })

export function App(props: { client: Client; queries: QueryClient; nonce: string }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={remembered}
      defaultColorScheme="auto"
      getStyleNonce={() => props.nonce}
    >
      <Notifications limit={3} position="bottom-right" />
      <QueryClientProvider client={props.queries}>
        <ClientProvider client={props.client}>
          <LiveProvider>
            <Router hook={useHashPath}>
              <Gate />
            </Router>
          </LiveProvider>
        </ClientProvider>
      </QueryClientProvider>
    </MantineProvider>
  )
}

/** Nothing is guessed: until the service has answered, the window says that it is checking. */
function Gate() {
  const status = useStatus().data
  // Held here: it is shown once, and the pages before and after its making are different ones.
  const [recoveryKey, setRecoveryKey] = useState<string>()
  const t = useWords('shell')
  const checking = (
    <div className="kr-gate">
      <ServiceBanner />
      <main className="kr-gate-main">
        <p role="status">{t('checking')}</p>
      </main>
    </div>
  )
  if (!status) return checking
  const isLocked = status.vault === 'locked' || (status.vault === 'unlocked' && !status.session)
  if (isLocked) return <UnlockPage status={status} onRecovered={setRecoveryKey} />
  if (status.vault === 'none' || status.setup !== 'done' || recoveryKey) {
    return (
      <Suspense fallback={checking}>
        <SetupPage status={status} recoveryKey={recoveryKey} onRecoveryKey={setRecoveryKey} />
      </Suspense>
    )
  }
  return (
    <Shell status={status}>
      <Pages />
    </Shell>
  )
}
