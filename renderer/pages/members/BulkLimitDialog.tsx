import { Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { MemberSummary } from '../../../proxy/contract/members.ts'
import { useClient } from '../../client.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { LimitForm } from '../limits/LimitForm.tsx'
import { draftProblems, EMPTY_DRAFT, type LimitDraft, limitOf } from '../limits/limitDraft.ts'
import { useSubjects } from '../limits/useSubjects.ts'

interface Props {
  members: MemberSummary[]
  onDone: () => void
  onClose: () => void
}

/** One limit typed once and set for each of several members. */
export function BulkLimitDialog({ members, onDone, onClose }: Props) {
  const t = useWords('limits')
  const words = useWords('members')
  const client = useClient()
  const queries = useQueryClient()
  const subjects = useSubjects()
  const first = members[0]?.id ?? null
  const before: LimitDraft = { ...EMPTY_DRAFT, level: 'member', subjectId: first, each: false }
  const [draft, setDraft] = useState(before)
  const [isTried, setTried] = useState(false)
  const limit = limitOf(draft)
  const saving = useMutation({
    mutationFn: async () => {
      if (!limit) return
      for (const { id } of members) await client.limits.add.mutate({ ...limit, subjectId: id })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['limits'] }),
    onSuccess: () => {
      toast({ message: t('added') })
      onDone()
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (limit) saving.mutate()
  }
  return (
    <FormDialog
      title={words('bulkLimit')}
      isDirty={JSON.stringify(draft) !== JSON.stringify(before)}
      size="lg"
      onClose={onClose}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text size="sm">{members.map(({ name }) => name).join(', ')}</Text>
          <LimitForm
            draft={draft}
            onChange={(part) => setDraft({ ...draft, ...part })}
            who="given"
            subjects={subjects}
            problems={isTried ? draftProblems(draft) : []}
          />
          <FormEnd of={saving} submit={t('addNow')} onClose={onClose} />
        </Stack>
      </form>
    </FormDialog>
  )
}
