import { Textarea, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { newTeam, type TeamSummary } from '../../../proxy/contract/teams.ts'
import { RecordDialog } from '../../ui/RecordDialog.tsx'
import { useWords } from '../../words/words.ts'

interface Props {
  /** Left out: a new team. */
  of?: TeamSummary
  save: (draft: { name: string; note: string }) => Promise<unknown>
  onClose: () => void
}

/** The same form adds a team and changes one. */
export function TeamDialog({ of: stored, save, onClose }: Props) {
  const t = useWords('teams')
  const [name, setName] = useState(stored?.name ?? '')
  const [note, setNote] = useState(stored?.note ?? '')
  const isDirty = name !== (stored?.name ?? '') || note !== (stored?.note ?? '')
  const parsed = newTeam.safeParse({ name, note })
  const saving = useMutation({ mutationFn: () => save({ name, note }), onSuccess: onClose })
  return (
    <RecordDialog
      title={stored ? t('editTitle', { name: stored.name }) : t('addTitle')}
      isDirty={isDirty}
      saving={saving}
      isReady={parsed.success}
      submit={stored ? t('save') : t('addNow')}
      onClose={onClose}
    >
      {(isTried) => (
        <>
          <TextInput
            label={t('name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={120}
            required
            data-autofocus
            error={isTried && !parsed.success && t('nameNeeded')}
          />
          <Textarea
            label={t('note')}
            placeholder={t('optional')}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            maxLength={2000}
            autosize
            minRows={2}
            maxRows={6}
          />
        </>
      )}
    </RecordDialog>
  )
}
