import { useQuery } from '@tanstack/react-query'
import { useClient } from '../../client.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { DeliveriesPart } from './DeliveriesPart.tsx'
import { DesktopPart } from './DesktopPart.tsx'
import { EmailPart } from './EmailPart.tsx'
import { QuietPart } from './QuietPart.tsx'
import { WebhooksPart } from './WebhooksPart.tsx'
import './notifications.css'

/** How alarms reach people outside of this window. */
export function NotificationsSection() {
  const common = useWords('common')
  const client = useClient()
  const channels = useQuery({ queryKey: ['notify'], queryFn: () => client.notify.list.query() })
  if (channels.isPending) return <p role="status">{common('loading')}</p>
  if (channels.isError) {
    return <ErrorBanner error={channels.error} retry={() => void channels.refetch()} />
  }
  const { desktop, email, webhooks } = channels.data
  return (
    <>
      <EmailPart of={email} />
      <WebhooksPart of={webhooks} />
      <DesktopPart isThere={desktop} />
      <QuietPart />
      <DeliveriesPart />
    </>
  )
}
