import { Checkbox, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ViewPage } from '../../../proxy/contract/views.ts'
import { useClient } from '../../client.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { useViews } from './useViews.ts'

interface Props {
  page: ViewPage
  params: string
  onClose: () => void
}

export function SaveViewDialog({ page, params, onClose }: Props) {
  const t = useWords('views')
  const common = useWords('common')
  const client = useClient()
  const queries = useQueryClient()
  const views = useViews(page)
  const [name, setName] = useState('')
  const [starred, setStarred] = useState(false)
  const isTaken = views.some((view) => view.name === name.trim())
  const saving = useMutation({
    mutationFn: () => client.views.save.mutate({ page, params, name: name.trim(), starred }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['views'] })
      toast({ message: t('saved', { name: name.trim() }) })
      onClose()
    },
  })
  return (
    <FormDialog title={t('saveTitle')} isDirty={name !== ''} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() !== '') saving.mutate()
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t('name')}
            description={isTaken ? t('taken') : t('nameHint')}
            value={name}
            maxLength={80}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <Checkbox
            label={t('star')}
            description={t('starHint')}
            checked={starred}
            onChange={(event) => setStarred(event.currentTarget.checked)}
          />
          <FormEnd
            of={saving}
            submit={common('save')}
            isDisabled={name.trim() === ''}
            onClose={onClose}
          />
        </Stack>
      </form>
    </FormDialog>
  )
}
