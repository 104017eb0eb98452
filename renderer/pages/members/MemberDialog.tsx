import { Select, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type MemberSummary, newMember } from '../../../proxy/contract/members.ts'
import { useClient } from '../../client.tsx'
import { RecordDialog } from '../../ui/RecordDialog.tsx'
import { useWords } from '../../words/words.ts'

export interface MemberDraft {
  name: string
  email: string
  note: string
  teamId: string | null
}

interface Props {
  /** Left out: a new member. */
  of?: MemberSummary | undefined
  save: (draft: MemberDraft) => Promise<unknown>
  onClose: () => void
}

/** The same form adds a member and changes one. */
export function MemberDialog({ of: stored, save, onClose }: Props) {
  const t = useWords('members')
  const client = useClient()
  const before: MemberDraft = {
    ...{ name: stored?.name ?? '', email: stored?.email ?? '', note: stored?.note ?? '' },
    teamId: stored?.teamId ?? null,
  }
  const [draft, setDraft] = useState<MemberDraft>(before)
  const teams = useQuery({ queryKey: ['teams'], queryFn: () => client.teams.list.query() })
  const saving = useMutation({ mutationFn: () => save(draft), onSuccess: onClose })
  const parsed = newMember.safeParse({ ...draft, teamId: draft.teamId ?? undefined })
  const wrong = parsed.success ? [] : parsed.error.issues.map(({ path }) => path[0])
  const isDirty = JSON.stringify(draft) !== JSON.stringify(before)
  const type =
    (field: 'name' | 'email' | 'note') => (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget
      setDraft((now) => ({ ...now, [field]: value }))
    }

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
            value={draft.name}
            onChange={type('name')}
            maxLength={120}
            required
            data-autofocus
            error={isTried && wrong.includes('name') ? t('nameNeeded') : undefined}
          />
          <TextInput
            label={t('email')}
            type="email"
            placeholder={t('optional')}
            value={draft.email}
            onChange={type('email')}
            error={isTried && wrong.includes('email') ? t('emailWrong') : undefined}
          />
          {teams.data && teams.data.length > 0 && (
            <Select
              label={t('team')}
              placeholder={t('noTeam')}
              description={stored && draft.teamId !== stored.teamId ? t('teamMoves') : undefined}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              data={teams.data.map(({ id, name }) => ({ value: id, label: name }))}
              value={draft.teamId}
              onChange={(teamId) => setDraft((now) => ({ ...now, teamId }))}
              clearable
              searchable
            />
          )}
          <Textarea
            label={t('note')}
            placeholder={t('optional')}
            value={draft.note}
            onChange={type('note')}
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
