import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import type { MailChannel } from '../../../proxy/contract/notify.ts'
import { useClient } from '../../client.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { Facts } from '../../ui/Drawer.tsx'
import { useWords } from '../../words/words.ts'
import { Part } from '../settings/Part.tsx'
import { Channel } from './Channel.tsx'
import { EmailDialog } from './EmailDialog.tsx'
import { mailOf } from './mailDraft.ts'
import { useNotifyChange } from './useNotifyChange.ts'

/** The mail server and who hears from it. */
export function EmailPart({ of: channel }: { of: MailChannel | null }) {
  const t = useWords('notify')
  const common = useWords('common')
  const client = useClient()
  const change = useNotifyChange()
  const [dialog, setDialog] = useState<'edit' | 'remove'>()
  const label = t('email')
  const close = () => setDialog(undefined)
  return (
    <Part title={label}>
      {channel ? (
        <Channel
          id="email"
          label={label}
          on={channel.on}
          onSwitch={(on) => change(() => client.notify.setEmail.mutate({ ...mailOf(channel), on }))}
          health={channel}
          actions={
            <>
              <Button
                size="xs"
                variant="default"
                aria-label={t('editOf', { label })}
                onClick={() => setDialog('edit')}
              >
                {t('edit')}
              </Button>
              <Button
                size="xs"
                variant="default"
                aria-label={t('removeOf', { label })}
                onClick={() => setDialog('remove')}
              >
                {t('remove')}
              </Button>
            </>
          }
        >
          <Facts
            facts={[
              [
                t('server'),
                <span className="kr-mono" key="s">{`${channel.host}:${channel.port}`}</span>,
              ],
              [t('from'), channel.from],
              [t('sentTo'), channel.to.join(', ')],
            ]}
          />
        </Channel>
      ) : (
        <>
          <Text c="dimmed">{t('emailText')}</Text>
          <div>
            <Button onClick={() => setDialog('edit')}>{t('emailSetUp')}</Button>
          </div>
        </>
      )}
      {dialog === 'edit' && <EmailDialog of={channel} onClose={close} />}
      {dialog === 'remove' && (
        <ConfirmDialog
          title={t('removeEmailTitle')}
          confirm={t('removeOf', { label })}
          cancel={common('cancel')}
          act={async () => {
            await client.notify.removeEmail.mutate()
            change(async () => {}, t('emailRemoved'))
          }}
          onClose={close}
        >
          {t('removeEmailText')}
        </ConfirmDialog>
      )}
    </Part>
  )
}
