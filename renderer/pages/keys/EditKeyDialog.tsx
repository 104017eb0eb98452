import { Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { KeySummary } from '../../../proxy/contract/keys.ts'
import { useClient } from '../../client.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { KeyFields } from './KeyFields.tsx'
import { asksForSecret, changeOf, draftOf } from './keyDraft.ts'

/** Changes everything of a key but its secret; a new address asks for that too. */
export function EditKeyDialog({ of: stored, onClose }: { of: KeySummary; onClose: () => void }) {
  const t = useWords('keys')
  const client = useClient()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(() => draftOf(stored))
  const change = changeOf(stored, draft)
  const isDirty = Object.keys(change).length > 1
  const askSecret = asksForSecret(stored, draft)
  const isComplete = draft.label.trim() !== '' && (!askSecret || draft.secret.trim() !== '')
  const saving = useMutation({
    mutationFn: () => client.keys.change.mutate(change),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['keys'] })
      toast({ message: t('changed', { label: draft.label.trim() }) })
      onClose()
    },
  })

  function save(event: FormEvent) {
    event.preventDefault()
    if (isDirty && isComplete) saving.mutate()
  }

  return (
    <FormDialog
      title={t('editTitle', { label: stored.label })}
      isDirty={isDirty}
      size="lg"
      onClose={onClose}
    >
      <form onSubmit={save}>
        <Stack gap="md">
          <KeyFields
            draft={draft}
            onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
            mode="edit"
            askSecret={askSecret}
          />
          <FormEnd
            of={saving}
            submit={t('save')}
            isDisabled={!isDirty || !isComplete}
            onClose={onClose}
          />
        </Stack>
      </form>
    </FormDialog>
  )
}
