import { Button, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { WebhookChannel } from '../../../proxy/contract/notify.ts'
import { useClient } from '../../client.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { useWords } from '../../words/words.ts'
import { Part } from '../settings/Part.tsx'
import { Channel } from './Channel.tsx'
import { SecretDialog } from './SecretDialog.tsx'
import { useNotifyChange } from './useNotifyChange.ts'
import { WebhookDialog } from './WebhookDialog.tsx'

type Open =
  | { kind: 'add' }
  | { kind: 'edit' | 'remove' | 'newSecret'; hook: WebhookChannel }
  | { kind: 'secret'; secret: string }

/** Where messages are posted to. */
export function WebhooksPart({ of: webhooks }: { of: WebhookChannel[] }) {
  const t = useWords('notify')
  const common = useWords('common')
  const client = useClient()
  const change = useNotifyChange()
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const showSecret = (secret: string) => setOpen({ kind: 'secret', secret })
  const ACTIONS = ['edit', 'newSecret', 'remove'] as const
  return (
    <Part title={t('webhooks')}>
      <Text c="dimmed">{t('webhooksText')}</Text>
      {webhooks.map((hook) => (
        <Channel
          key={hook.id}
          id={hook.id}
          label={hook.label}
          on={hook.on}
          onSwitch={(on) => change(() => client.notify.changeWebhook.mutate({ id: hook.id, on }))}
          health={hook}
          actions={ACTIONS.map((kind) => (
            <Button
              key={kind}
              size="xs"
              variant="default"
              aria-label={`${t(kind)}: ${hook.label}`}
              onClick={() => setOpen({ kind, hook })}
            >
              {t(kind)}
            </Button>
          ))}
        >
          <span className="kr-mono">
            {hook.origin}/… {hook.allowLocal && `(${t('local')})`}
          </span>
        </Channel>
      ))}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setOpen({ kind: 'add' })}
        >
          {t('addWebhook')}
        </Button>
      </div>
      {open?.kind === 'add' && <WebhookDialog onAdded={showSecret} onClose={close} />}
      {open?.kind === 'edit' && (
        <WebhookDialog of={open.hook} onAdded={showSecret} onClose={close} />
      )}
      {open?.kind === 'secret' && <SecretDialog secret={open.secret} onClose={close} />}
      {open?.kind === 'newSecret' && (
        <ConfirmDialog
          title={t('newSecretTitle', { label: open.hook.label })}
          confirm={t('newSecretNow')}
          cancel={common('cancel')}
          act={async () => {
            const { secret } = await client.notify.newSecret.mutate({ id: open.hook.id })
            showSecret(secret)
          }}
          onClose={() => setOpen((now) => (now?.kind === 'newSecret' ? undefined : now))}
        >
          {t('newSecretText')}
        </ConfirmDialog>
      )}
      {open?.kind === 'remove' && (
        <ConfirmDialog
          title={t('removeWebhookTitle', { label: open.hook.label })}
          confirm={t('removeOf', { label: open.hook.label })}
          cancel={common('cancel')}
          act={async () => {
            await client.notify.removeWebhook.mutate({ id: open.hook.id })
            change(async () => {}, t('webhookRemoved', { label: open.hook.label }))
          }}
          onClose={close}
        >
          {t('removeWebhookText')}
        </ConfirmDialog>
      )}
    </Part>
  )
}
