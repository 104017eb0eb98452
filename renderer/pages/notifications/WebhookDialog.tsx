import { Checkbox, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { WebhookChannel } from '../../../proxy/contract/notify.ts'
import { useClient } from '../../client.tsx'
import { RecordDialog } from '../../ui/RecordDialog.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

interface Props {
  of?: WebhookChannel
  /** Given the signing secret of a new one. */
  onAdded: (secret: string) => void
  onClose: () => void
}

/** The same form adds a webhook and changes it. */
export function WebhookDialog({ of: hook, onAdded, onClose }: Props) {
  const t = useWords('notify')
  const common = useWords('common')
  const client = useClient()
  const queries = useQueryClient()
  const [label, setLabel] = useState(hook?.label ?? '')
  const [url, setUrl] = useState('')
  const [allowLocal, setAllowLocal] = useState(hook?.allowLocal ?? false)
  const isReady = label.trim() !== '' && (hook !== undefined || url.trim() !== '')
  const saving = useMutation({
    mutationFn: async () => {
      const webhookUrl = url.trim()
      if (!hook) return client.notify.addWebhook.mutate({ label, webhookUrl, allowLocal })
      const change = { id: hook.id, label, allowLocal }
      await client.notify.changeWebhook.mutate(webhookUrl ? { ...change, webhookUrl } : change)
      return undefined
    },
    onSuccess: async (added) => {
      await queries.invalidateQueries({ queryKey: ['notify'] })
      if (added) return onAdded(added.secret)
      toast({ message: t('webhookSaved') })
      onClose()
    },
  })
  const isDirty = url !== '' || label !== (hook?.label ?? '')
  return (
    <RecordDialog
      title={hook ? t('webhookEdit', { label: hook.label }) : t('webhookTitle')}
      isDirty={isDirty}
      saving={saving}
      isReady={isReady}
      submit={hook ? common('save') : t('addWebhook')}
      savesUnchanged
      onClose={onClose}
    >
      {(isTried) => (
        <>
          <TextInput
            label={t('label')}
            description={t('labelHint')}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
            error={isTried && label.trim() === '' && t('missing')}
            maxLength={100}
            required
            data-autofocus
          />
          <PasswordInput
            label={t('url')}
            description={t(hook ? 'urlKept' : 'urlHint')}
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
            error={isTried && !hook && url.trim() === '' && t('missing')}
            autoComplete="off"
            required={!hook}
            classNames={{ innerInput: 'kr-mono' }}
          />
          <Checkbox
            label={t('allowLocal')}
            checked={allowLocal}
            onChange={(event) => setAllowLocal(event.currentTarget.checked)}
          />
        </>
      )}
    </RecordDialog>
  )
}
