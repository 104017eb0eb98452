import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { MemberSummary } from '../../proxy/contract/members.ts'
import { useClient } from '../client.tsx'
import { useCommands } from '../commands.ts'
import { money, wholeNumber } from '../format.ts'
import { useRouteParams } from '../routes.ts'
import { ErrorBanner } from '../ui/ErrorBanner.tsx'
import { FilteredTable } from '../ui/FilteredTable.tsx'
import { ListPage } from '../ui/ListPage.tsx'
import { toast } from '../ui/toast.tsx'
import { useNow } from '../ui/useNow.ts'
import { useWords } from '../words/words.ts'
import { limitWords } from './limits/limitWords.ts'
import './limits/limits.css'
import { BulkBar } from './members/BulkBar.tsx'
import { CardDialog } from './members/CardDialog.tsx'
import { MemberDialog, type MemberDraft } from './members/MemberDialog.tsx'
import { MemberDrawer } from './members/MemberDrawer.tsx'
import { memberColumns } from './members/memberColumns.tsx'
import { NewTokenDialog } from './members/TokenDialogs.tsx'

type Dialog =
  | { kind: 'add' }
  | { kind: 'token'; memberId: string }
  | { kind: 'card'; member: { id: string; name: string }; token?: string }

const STATES = ['active', 'suspended']

export function MembersPage() {
  const t = useWords('members')
  const common = useWords('common')
  const limits = useWords('limits')
  const client = useClient()
  const queries = useQueryClient()
  const [params, setParams] = useRouteParams()
  const [dialog, setDialog] = useState<Dialog>()
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const now = useNow(10_000)
  const members = useQuery({
    queryKey: ['members'],
    queryFn: () => client.members.list.query(),
    // Today's figures change with every call, which is no change of the members.
    refetchInterval: 10_000,
  })
  const standings = useQuery({
    queryKey: ['limits', 'standings', {}],
    queryFn: () => client.limits.standings.query({}),
    refetchInterval: 10_000,
  })
  useCommands([
    {
      id: 'members.add',
      title: t('add'),
      section: 'do',
      shortcut: 'mod+N',
      run: () => setDialog({ kind: 'add' }),
    },
  ])

  if (members.isPending) return <p role="status">{common('loading')}</p>
  if (members.isError) {
    return <ErrorBanner error={members.error} retry={() => void members.refetch()} />
  }

  /** A new member gets a token at once, so that the card is ready to paste. */
  async function add(draft: MemberDraft) {
    const { teamId, ...rest } = draft
    const { id } = await client.members.add.mutate({ ...rest, ...(teamId && { teamId }) })
    const refreshed = queries.invalidateQueries({ queryKey: ['members'] })
    try {
      const { token } = await client.tokens.create.mutate({ memberId: id, label: '' })
      setDialog({ kind: 'card', member: { id, name: draft.name.trim() }, token })
    } catch {
      // The member is there, so the form must not be sent again: the drawer offers a new token.
      toast({ tone: 'bad', message: t('tokenMissing', { name: draft.name.trim() }) })
      await refreshed
      open(id)
    }
  }

  const open = (id: string | undefined) => setParams({ sel: id })
  const teamNames = [...new Set(members.data.flatMap(({ teamName }) => teamName ?? []))]
  const closeDialog = () => setDialog(undefined)
  const selected = members.data.find(({ id }) => id === params.get('sel'))
  const nameOf = (id: string) => members.data.find((member) => member.id === id)?.name ?? ''
  const showCard = ({ id, name }: MemberSummary, token?: string) =>
    setDialog({ kind: 'card', member: { id, name }, ...(token ? { token } : {}) })

  const dialogs = (
    <>
      {dialog?.kind === 'add' && (
        <MemberDialog
          save={add}
          onClose={() => setDialog((now) => (now?.kind === 'add' ? undefined : now))}
        />
      )}
      {dialog?.kind === 'token' && (
        <NewTokenDialog
          memberId={dialog.memberId}
          onCreated={({ token }) => {
            const { memberId: id } = dialog
            setDialog({ kind: 'card', member: { id, name: nameOf(id) }, token })
          }}
          onClose={closeDialog}
        />
      )}
      {dialog?.kind === 'card' && (
        <CardDialog
          key={dialog.token ?? dialog.member.id}
          member={dialog.member}
          token={dialog.token}
          onNewToken={() => setDialog({ kind: 'token', memberId: dialog.member.id })}
          onClose={closeDialog}
        />
      )}
    </>
  )

  return (
    <ListPage
      label={t('list')}
      empty={
        members.data.length === 0
          ? {
              title: t('emptyTitle'),
              text: t('emptyText'),
              actions: <Button onClick={() => setDialog({ kind: 'add' })}>{t('add')}</Button>,
            }
          : undefined
      }
      detail={
        selected && (
          <MemberDrawer
            key={selected.id}
            of={selected}
            onCard={() => showCard(selected)}
            onNewToken={() => setDialog({ kind: 'token', memberId: selected.id })}
            onCreated={({ token }) => showCard(selected, token)}
            onClose={() => open(undefined)}
          />
        )
      }
      dialogs={dialogs}
    >
      <FilteredTable
        label={t('list')}
        rows={members.data}
        columns={memberColumns({
          ...{ t, now, hasTeams: teamNames.length > 0 },
          standings: standings.data ?? [],
          limitWords: ({ limit, size }) => limitWords(limits, { ...limit, size }),
          onCard: (member) => showCard(member),
        })}
        rowId={({ id }) => id}
        selected={selected?.id}
        onSelect={open}
        filter={{
          label: t('filter'),
          placeholder: t('filterHint'),
          noMatch: t('noMatch'),
          text: params.get('f') ?? '',
          onChange: (f) => setParams({ f }),
          fields: { state: STATES, team: teamNames },
          read: ({ state, name, email, note, teamName }) => ({
            fields: { state, team: teamName ?? '' },
            text: `${name} ${email} ${note} ${teamName ?? ''}`,
          }),
        }}
        ticks={{
          ids: ticked,
          onChange: setTicked,
          labelOf: ({ name }) => t('selectOf', { name }),
          labelOfAll: t('selectAll'),
        }}
        above={
          <BulkBar
            members={members.data.filter(({ id }) => ticked.has(id))}
            onDone={() => setTicked(new Set())}
          />
        }
        totals={(shown) => <Totals of={shown} />}
      >
        <Button leftSection={<IconPlus size={16} />} onClick={() => setDialog({ kind: 'add' })}>
          {t('add')}
        </Button>
      </FilteredTable>
    </ListPage>
  )
}

function Totals({ of: members }: { of: MemberSummary[] }) {
  const t = useWords('members')
  const calls = members.reduce((sum, { callsToday }) => sum + callsToday, 0)
  const spend = members.reduce((sum, { costNanoUsdToday }) => sum + costNanoUsdToday, 0)
  return (
    <>
      <span>{t('total', { count: members.length })}</span>
      <span>{t('totalCalls', { count: calls, amount: wholeNumber(calls) })}</span>
      <span>{t('totalSpend', { amount: money(spend) })}</span>
    </>
  )
}
