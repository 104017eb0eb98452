import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { KeySummary } from '../../proxy/contract/keys.ts'
import { useClient } from '../client.tsx'
import { useCommands } from '../commands.ts'
import { money } from '../format.ts'
import { useRouteParams } from '../routes.ts'
import { ErrorBanner } from '../ui/ErrorBanner.tsx'
import { FilteredTable } from '../ui/FilteredTable.tsx'
import { ListPage } from '../ui/ListPage.tsx'
import { useNow } from '../ui/useNow.ts'
import { useWords } from '../words/words.ts'
import { AddKeyDialog } from './keys/AddKeyDialog.tsx'
import { ImportDialog } from './keys/ImportDialog.tsx'
import { KeyDrawer } from './keys/KeyDrawer.tsx'
import { keyColumns } from './keys/keyColumns.tsx'
import { keyState, providerLabel } from './keys/providers.ts'

const STATES = ['working', 'refused', 'limited', 'failing', 'untested', 'paused']

export function KeysPage() {
  const t = useWords('keys')
  const client = useClient()
  const [params, setParams] = useRouteParams()
  const [dialog, setDialog] = useState<'add' | 'import'>()
  const keys = useQuery({ queryKey: ['keys'], queryFn: () => client.keys.list.query() })
  const now = useNow(30_000)
  useCommands([
    {
      id: 'keys.add',
      title: t('add'),
      section: 'do',
      shortcut: 'mod+N',
      run: () => setDialog('add'),
    },
    { id: 'keys.import', title: t('import'), section: 'do', run: () => setDialog('import') },
  ])

  if (keys.isPending) return <p role="status">{t('loading', { ns: 'common' })}</p>
  if (keys.isError) return <ErrorBanner error={keys.error} retry={() => void keys.refetch()} />

  const closeDialog = () => setDialog(undefined)
  const open = (id: string | undefined) => setParams({ sel: id })
  const selected = keys.data.find(({ id }) => id === params.get('sel'))
  const dialogs = (
    <>
      {dialog === 'add' && (
        <AddKeyDialog labels={keys.data.map(({ label }) => label)} onClose={closeDialog} />
      )}
      {dialog === 'import' && <ImportDialog onClose={closeDialog} />}
    </>
  )

  return (
    <ListPage
      label={t('list')}
      empty={
        keys.data.length === 0
          ? {
              title: t('emptyTitle'),
              text: t('emptyText'),
              actions: (
                <div className="kr-actions">
                  <Button onClick={() => setDialog('add')}>{t('add')}</Button>
                  <Button variant="default" onClick={() => setDialog('import')}>
                    {t('importFromEnvironment')}
                  </Button>
                </div>
              ),
            }
          : undefined
      }
      detail={
        selected && <KeyDrawer key={selected.id} of={selected} onClose={() => open(undefined)} />
      }
      dialogs={dialogs}
    >
      <FilteredTable
        label={t('list')}
        rows={keys.data}
        columns={keyColumns(t, now)}
        rowId={({ id }) => id}
        selected={selected?.id}
        onSelect={open}
        filter={{
          label: t('filter'),
          placeholder: t('filterHint'),
          noMatch: t('noMatch'),
          text: params.get('f') ?? '',
          onChange: (f) => setParams({ f }),
          fields: {
            provider: [...new Set(keys.data.map((key) => key.preset ?? key.provider))],
            state: STATES,
            model: [...new Set(keys.data.flatMap(({ models }) => models))],
          },
          read: (key) => ({ fields: fieldsOf(key), text: textOf(key) }),
        }}
        totals={(shown) => (
          <>
            <span>{t('total', { count: shown.length })}</span>
            <span>{t('totalSpend', { amount: money(sum(shown)) })}</span>
          </>
        )}
      >
        <Button variant="default" onClick={() => setDialog('import')}>
          {t('import')}
        </Button>
        <Button leftSection={<IconPlus size={16} />} onClick={() => setDialog('add')}>
          {t('add')}
        </Button>
      </FilteredTable>
    </ListPage>
  )
}

const fieldsOf = (key: KeySummary) => ({
  provider: `${key.provider} ${key.preset ?? ''} ${providerLabel(key)}`,
  state: keyState(key),
  model: key.models.join(' '),
})
const textOf = (key: KeySummary) => `${key.label} ${providerLabel(key)} ${key.hint}`
const sum = (keys: KeySummary[]) => keys.reduce((total, key) => total + key.costNanoUsd30d, 0)
