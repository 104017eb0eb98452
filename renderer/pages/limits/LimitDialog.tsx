import { Select, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { LIMIT_PRESETS, type Limit, type NewLimit } from '../../../proxy/contract/limits.ts'
import { useClient } from '../../client.tsx'
import { wholeNumber } from '../../format.ts'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { LimitForm } from './LimitForm.tsx'
import {
  changeOf,
  draftOf,
  draftProblems,
  EMPTY_DRAFT,
  type LimitDraft,
  limitOf,
} from './limitDraft.ts'
import { limitWords, whoWords } from './limitWords.ts'
import { useSubjects } from './useSubjects.ts'

interface Props {
  /** Left out: a new limit. */
  of?: Limit
  /** What a new limit begins with. */
  begin?: Partial<LimitDraft>
  onClose: () => void
}

/** The same form makes a limit and changes one; it tells what that would have refused in the last days. */
export function LimitDialog({ of: stored, begin, onClose }: Props) {
  const t = useWords('limits')
  const client = useClient()
  const queries = useQueryClient()
  const subjects = useSubjects()
  const [before] = useState(() => (stored ? draftOf(stored) : { ...EMPTY_DRAFT, ...begin }))
  const [draft, setDraft] = useState(before)
  const [isTried, setTried] = useState(false)
  const limit = limitOf(draft)
  const isDirty = JSON.stringify(draft) !== JSON.stringify(before)
  const saving = useMutation({
    mutationFn: async () => {
      if (!limit) return
      const change = stored && changeOf(stored, draft)
      if (change) await client.limits.change.mutate(change)
      else await client.limits.add.mutate(limit)
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['limits'] })
      toast({ message: t(stored ? 'changed' : 'added') })
      onClose()
    },
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (limit) saving.mutate()
  }

  return (
    <FormDialog
      title={t(stored ? 'editTitle' : 'addTitle')}
      isDirty={isDirty}
      size="lg"
      onClose={onClose}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {!stored && <Presets onChoose={(chosen) => setDraft({ ...draftOf(chosen), ...begin })} />}
          <LimitForm
            draft={draft}
            onChange={(part) => setDraft({ ...draft, ...part })}
            who={stored ? 'kept' : 'open'}
            subjects={subjects}
            problems={isTried ? draftProblems(draft) : []}
          />
          {limit && isDirty && <Preview limit={limit} id={stored?.id} />}
          <FormEnd
            of={saving}
            submit={t(stored ? 'save' : 'addNow')}
            isDisabled={stored !== undefined && !isDirty}
            onClose={onClose}
          />
        </Stack>
      </form>
    </FormDialog>
  )
}

/** What many teams begin with; chosen, it can still be changed. */
function Presets({ onChoose }: { onChoose: (limit: NewLimit) => void }) {
  const t = useWords('limits')
  const [chosen, setChosen] = useState<string | null>(null)
  return (
    <Select
      label={t('preset')}
      placeholder={t('optional')}
      data={LIMIT_PRESETS.map((limit, index) => ({
        value: `${index}`,
        label: `${limitWords(t, limit)} · ${whoWords(t, limit, '')}`,
      }))}
      value={chosen}
      onChange={(value) => {
        setChosen(value)
        const limit = LIMIT_PRESETS[Number(value)]
        if (value !== null && limit) onChoose(limit)
      }}
      data-autofocus
    />
  )
}

function Preview({ limit, id }: { limit: NewLimit; id: string | undefined }) {
  const t = useWords('limits')
  const client = useClient()
  const preview = useQuery({
    queryKey: ['limits', 'preview', id, limit],
    queryFn: () => client.limits.preview.query({ limit, ...(id !== undefined && { id }) }),
    staleTime: 60_000,
  })
  if (preview.isError) return null
  if (!preview.data) {
    return (
      <Text c="dimmed" size="sm" role="status">
        {t('looking')}
      </Text>
    )
  }
  const { days, calls, refused, members } = preview.data
  const who = members.map(({ name, refused }) => `${name} ${wholeNumber(refused)}`).join(', ')
  return (
    <Text {...(refused === 0 && { c: 'dimmed' })} size="sm" role="status">
      {t('wouldRefuse', {
        count: refused,
        amount: wholeNumber(refused),
        days,
        calls: wholeNumber(calls),
        who,
      })}
    </Text>
  )
}
