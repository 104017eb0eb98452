import {
  Group,
  NumberInput,
  PasswordInput,
  Select,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type MailChannel, mailSecurity } from '../../../proxy/contract/notify.ts'
import { useClient } from '../../client.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { draftOf, type MailDraft, readDraft, USUAL_PORT } from './mailDraft.ts'

/** The same form sets up the mail server and changes it. */
export function EmailDialog({
  of: channel,
  onClose,
}: {
  of: MailChannel | null
  onClose: () => void
}) {
  const t = useWords('notify')
  const common = useWords('common')
  const client = useClient()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(() => draftOf(channel))
  const [isTouched, setTouched] = useState(false)
  const [isTried, setTried] = useState(false)
  const read = readDraft(draft, channel)
  const saving = useMutation({
    mutationFn: async () => {
      if ('change' in read) await client.notify.setEmail.mutate(read.change)
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['notify'] })
      toast({ message: t('emailSaved') })
      onClose()
    },
  })
  const put = (part: Partial<MailDraft>) => {
    setDraft({ ...draft, ...part })
    setTouched(true)
  }
  const errorOf = (field: string, words: string) =>
    isTried && 'wrong' in read && read.wrong.has(field) && words
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if ('change' in read) saving.mutate()
  }
  return (
    <FormDialog title={t('emailTitle')} size="lg" isDirty={isTouched} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Group align="flex-start" grow preventGrowOverflow={false}>
            <TextInput
              label={t('host')}
              placeholder="smtp.example.com"
              value={draft.host}
              onChange={(event) => put({ host: event.currentTarget.value })}
              error={errorOf('host', t('missing'))}
              required
              data-autofocus
            />
            <NumberInput
              label={t('port')}
              value={draft.port}
              onChange={(port) => put({ port: Number(port) })}
              min={1}
              max={65535}
              allowDecimal={false}
              thousandSeparator=""
              hideControls
              maw={120}
            />
          </Group>
          <Select
            label={t('security')}
            data={mailSecurity.options.map((value) => ({ value, label: t(`security_${value}`) }))}
            value={draft.security}
            onChange={(security) =>
              security &&
              put({
                security,
                // A port that somebody chose stays.
                ...(draft.port === USUAL_PORT[draft.security] && { port: USUAL_PORT[security] }),
              })
            }
            allowDeselect={false}
          />
          <Group align="flex-start" grow>
            <TextInput
              label={t('user')}
              description={t('userHint')}
              value={draft.user}
              onChange={(event) => put({ user: event.currentTarget.value })}
              autoComplete="off"
            />
            <PasswordInput
              label={t('password')}
              description={t(channel?.hasPassword ? 'passwordKept' : 'passwordHint')}
              value={draft.password}
              onChange={(event) => put({ password: event.currentTarget.value })}
              autoComplete="off"
            />
          </Group>
          <TextInput
            label={t('from')}
            placeholder="keyrack@example.com"
            value={draft.from}
            onChange={(event) => put({ from: event.currentTarget.value.trim() })}
            error={errorOf('from', t('notAnAddress'))}
            required
          />
          <Textarea
            label={t('to')}
            description={t('toHint')}
            value={draft.to}
            onChange={(event) => put({ to: event.currentTarget.value })}
            error={errorOf('to', t('notAnAddress'))}
            autosize
            minRows={2}
            maxRows={6}
            required
          />
          <Textarea
            label={t('ca')}
            description={t('caHint')}
            value={draft.ca}
            onChange={(event) => put({ ca: event.currentTarget.value })}
            classNames={{ input: 'kr-mono' }}
            autosize
            minRows={2}
            maxRows={4}
          />
          <FormEnd of={saving} submit={common('save')} onClose={onClose} />
        </Stack>
      </form>
    </FormDialog>
  )
}
