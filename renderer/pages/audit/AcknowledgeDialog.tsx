import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AuditBreak } from '../../../proxy/contract/audit.ts'
import { useClient } from '../../client.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

/** An owner says what a break was; the log keeps both. */
export function AcknowledgeDialog({ of: found, onClose }: { of: AuditBreak; onClose: () => void }) {
  const t = useWords('audit')
  const common = useWords('common')
  const client = useClient()
  const queries = useQueryClient()
  const [note, setNote] = useState('')
  const [isMissing, setMissing] = useState(false)
  const acknowledge = useMutation({
    mutationFn: () =>
      client.audit.acknowledge.mutate({ name: `${found.kind}:${found.seq}`, note: note.trim() }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['audit'] })
      toast({ message: t('acknowledged') })
      onClose()
    },
  })
  return (
    <FormDialog title={t('acknowledgeTitle')} isDirty={note !== ''} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setMissing(note.trim() === '')
          if (note.trim() !== '') acknowledge.mutate()
        }}
      >
        <Stack gap="md">
          <Text size="sm">{found.message}</Text>
          <Text size="sm">{t('acknowledgeText')}</Text>
          <Textarea
            label={t('acknowledgeNote')}
            description={t('acknowledgeNoteHint')}
            value={note}
            maxLength={500}
            error={isMissing && t('acknowledgeMissing')}
            onChange={(event) => setNote(event.currentTarget.value)}
            data-autofocus
          />
          {acknowledge.isError && <ErrorBanner error={acknowledge.error} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {common('cancel')}
            </Button>
            <Button type="submit" loading={acknowledge.isPending}>
              {t('acknowledgeNow')}
            </Button>
          </Group>
        </Stack>
      </form>
    </FormDialog>
  )
}
