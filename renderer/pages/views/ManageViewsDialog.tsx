import { Button, Checkbox, Group, Modal, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SavedView, ViewPage } from '../../../proxy/contract/views.ts'
import { useClient } from '../../client.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { useViews } from './useViews.ts'
import './views.css'

/** Renames, stars and removes one's views of a page; each change is saved at once. */
export function ManageViewsDialog({ page, onClose }: { page: ViewPage; onClose: () => void }) {
  const t = useWords('views')
  const common = useWords('common')
  const views = useViews(page)
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('manageTitle')}
      closeButtonProps={{ 'aria-label': common('close') }}
      size="lg"
    >
      {views.length === 0 && <p>{t('none')}</p>}
      <ul className="kr-view-list">
        {views.map((view) => (
          <ViewLine key={view.id} of={view} />
        ))}
      </ul>
      <Group justify="flex-end" mt="md">
        <Button onClick={onClose}>{common('close')}</Button>
      </Group>
    </Modal>
  )
}

function ViewLine({ of: view }: { of: SavedView }) {
  const t = useWords('views')
  const common = useWords('common')
  const client = useClient()
  const queries = useQueryClient()
  const [name, setName] = useState(view.name)
  const refresh = () => queries.invalidateQueries({ queryKey: ['views'] })
  const change = useMutation({
    mutationFn: (to: { name?: string; starred?: boolean }) =>
      client.views.change.mutate({ id: view.id, ...to }),
    onSettled: refresh,
  })
  const remove = useMutation({
    mutationFn: () => client.views.remove.mutate({ id: view.id }),
    onSuccess: () => toast({ message: t('removed', { name: view.name }), undo: () => void undo() }),
    onSettled: refresh,
  })
  async function undo(): Promise<void> {
    const { id: _, createdAt: __, ...again } = view
    await client.views.save.mutate(again)
    await refresh()
  }
  const rename = () => {
    const wanted = name.trim()
    if (wanted === '' || wanted === view.name) setName(view.name)
    else change.mutate({ name: wanted })
  }
  return (
    <li>
      <TextInput
        aria-label={t('nameOf', { name: view.name })}
        value={name}
        maxLength={80}
        onChange={(event) => setName(event.currentTarget.value)}
        onBlur={rename}
        onKeyDown={(event) => event.key === 'Enter' && rename()}
      />
      <Checkbox
        label={t('star')}
        checked={view.starred}
        onChange={(event) => change.mutate({ starred: event.currentTarget.checked })}
      />
      <Button
        size="xs"
        variant="default"
        aria-label={t('removeOf', { name: view.name })}
        loading={remove.isPending}
        onClick={() => remove.mutate()}
      >
        {common('remove')}
      </Button>
      {(change.error ?? remove.error) && <ErrorBanner error={change.error ?? remove.error} />}
    </li>
  )
}
