import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { TeamSummary } from '../../proxy/contract/teams.ts'
import { useClient } from '../client.tsx'
import { useCommands } from '../commands.ts'
import { money, wholeNumber } from '../format.ts'
import { useRouteParams } from '../routes.ts'
import type { Column } from '../ui/DataTable.tsx'
import { ErrorBanner } from '../ui/ErrorBanner.tsx'
import { FilteredTable } from '../ui/FilteredTable.tsx'
import { ListPage } from '../ui/ListPage.tsx'
import { toast } from '../ui/toast.tsx'
import { useWords } from '../words/words.ts'
import { SpendToday } from './members/SpendToday.tsx'
import { TeamDialog } from './teams/TeamDialog.tsx'
import { TeamDrawer } from './teams/TeamDrawer.tsx'

/** The teams, with what each uses today. */
export function TeamsPage() {
  const t = useWords('teams')
  const common = useWords('common')
  const client = useClient()
  const queries = useQueryClient()
  const [params, setParams] = useRouteParams()
  const [isAdding, setAdding] = useState(false)
  const teams = useQuery({
    queryKey: ['teams'],
    queryFn: () => client.teams.list.query(),
    // Today's figures change with every call, which is no change of the teams.
    refetchInterval: 10_000,
  })
  const begin = () => setAdding(true)
  useCommands([{ id: 'teams.add', title: t('add'), section: 'do', shortcut: 'mod+N', run: begin }])
  if (teams.isPending) return <p role="status">{common('loading')}</p>
  if (teams.isError) return <ErrorBanner error={teams.error} retry={() => void teams.refetch()} />

  const open = (id: string | undefined) => setParams({ sel: id })
  const selected = teams.data.find(({ id }) => id === params.get('sel'))
  const dialog = isAdding && (
    <TeamDialog
      save={async (draft) => {
        const { id } = await client.teams.add.mutate(draft)
        await queries.invalidateQueries({ queryKey: ['teams'] })
        toast({ message: t('added', { name: draft.name.trim() }) })
        open(id)
      }}
      onClose={() => setAdding(false)}
    />
  )
  const isEmpty = teams.data.length === 0
  return (
    <ListPage
      label={t('list')}
      empty={
        isEmpty
          ? {
              title: t('emptyTitle'),
              text: t('emptyText'),
              actions: <Button onClick={begin}>{t('add')}</Button>,
            }
          : undefined
      }
      detail={
        selected && <TeamDrawer key={selected.id} of={selected} onClose={() => open(undefined)} />
      }
      dialogs={dialog}
    >
      <FilteredTable
        label={t('list')}
        rows={teams.data}
        columns={columns(t)}
        rowId={({ id }) => id}
        selected={selected?.id}
        onSelect={open}
        filter={{
          label: t('filter'),
          placeholder: t('filterHint'),
          noMatch: t('noMatch'),
          text: params.get('f') ?? '',
          onChange: (f) => setParams({ f }),
          fields: {},
          read: ({ name, note, leads }) => ({
            fields: {},
            text: `${name} ${note} ${leads.join(' ')}`,
          }),
        }}
        totals={(shown) => (
          <>
            <span>{t('total', { count: shown.length })}</span>
            <span>
              {t('totalSpend', {
                amount: money(shown.reduce((sum, team) => sum + team.costNanoUsdToday, 0)),
              })}
            </span>
          </>
        )}
      >
        <Button leftSection={<IconPlus size={16} />} onClick={begin}>
          {t('add')}
        </Button>
      </FilteredTable>
    </ListPage>
  )
}

function columns(t: ReturnType<typeof useWords<'teams'>>): Column<TeamSummary>[] {
  return [
    {
      id: 'name',
      header: t('name'),
      sortBy: ({ name }) => name,
      cell: ({ name }) => <strong title={name}>{name}</strong>,
    },
    {
      id: 'leads',
      header: t('leads'),
      hideBelow: 560,
      cell: ({ leads }) => leads.join(', ') || <span className="kr-muted">{t('noLead')}</span>,
    },
    {
      id: 'members',
      header: t('members'),
      width: 90,
      align: 'end',
      sortBy: ({ members }) => members,
      cell: ({ members }) => wholeNumber(members),
    },
    {
      id: 'keys',
      header: t('keys'),
      width: 90,
      align: 'end',
      hideBelow: 720,
      sortBy: ({ reservedKeys }) => reservedKeys,
      cell: ({ reservedKeys }) => wholeNumber(reservedKeys),
    },
    {
      id: 'calls',
      header: t('calls'),
      width: 100,
      align: 'end',
      hideBelow: 560,
      sortBy: ({ callsToday }) => callsToday,
      cell: ({ callsToday }) => wholeNumber(callsToday),
    },
    {
      id: 'spend',
      header: t('spend'),
      width: 130,
      align: 'end',
      sortBy: ({ costNanoUsdToday }) => costNanoUsdToday,
      cell: (team) => <SpendToday of={team} />,
    },
  ]
}
