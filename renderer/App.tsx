import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { Router } from 'wouter'
import { type Client, ClientProvider } from './client.tsx'
import { LiveProvider, useStatus } from './live.tsx'
import { SetupPage } from './pages/setup/SetupPage.tsx'
import { UnlockPage } from './pages/UnlockPage.tsx'
import { useHashPath } from './routes.ts'
import { Pages } from './shell/Pages.tsx'
import { ServiceBanner } from './shell/ServiceBanner.tsx'
import { Shell } from './shell/Shell.tsx'
import { cssVariables, theme } from './theme.ts'
import { useWords } from './words/words.ts'

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
  const t = useWords('shell')
  if (!status) {
    return (
      <main className="kr-gate">
        <ServiceBanner />
        <p role="status">{t('checking')}</p>
      </main>
    )
  }
  if (status.vault === 'none') return <SetupPage status={status} />
  if (status.vault === 'locked' || !status.session) return <UnlockPage status={status} />
  if (status.setup !== 'done') return <SetupPage status={status} />
  return (
    <Shell status={status}>
      <Pages />
    </Shell>
  )
}
