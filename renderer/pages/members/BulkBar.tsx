import { Button, Menu } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { MemberSummary } from '../../../proxy/contract/members.ts'
import { useClient } from '../../client.tsx'
import { useErrorText } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { BulkLimitDialog } from './BulkLimitDialog.tsx'

interface Props {
  members: MemberSummary[]
  onDone: () => void
}

/** What can be done with several members at once, each act with its way back. */
export function BulkBar({ members, onDone }: Props) {
  const t = useWords('members')
  const teamWords = useWords('teams')
  const client = useClient()
  const queries = useQueryClient()
  const noAnswer = useErrorText(undefined)
  const [isLimiting, setLimiting] = useState(false)
  const teams = useQuery({ queryKey: ['teams'], queryFn: () => client.teams.list.query() })
  const acting = useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onSettled: () =>
      Promise.all(
        ['members', 'teams'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })),
      ),
    onError: (error) =>
      toast({ tone: 'bad', message: 'data' in error && error.data ? error.message : noAnswer }),
  })
  if (members.length === 0) return null
  const count = members.length

  const suspend = () =>
    acting.mutate(async () => {
      const active = members.filter(({ state }) => state === 'active')
      await inTurn(active, ({ id }) => client.members.suspend.mutate({ id }))
      onDone()
      toast({
        message: t('bulkSuspended', { count: active.length }),
        undo: () =>
          acting.mutate(() => inTurn(active, ({ id }) => client.members.resume.mutate({ id }))),
      })
    })

  const move = (teamId: string | null) =>
    acting.mutate(async () => {
      await inTurn(members, ({ id }) => client.teams.moveMember.mutate({ memberId: id, teamId }))
      onDone()
      toast({
        message: t('bulkMoved', { count }),
        undo: () =>
          acting.mutate(() =>
            inTurn(members, (member) =>
              client.teams.moveMember.mutate({ memberId: member.id, teamId: member.teamId }),
            ),
          ),
      })
    })

  return (
    <div className="kr-actions" role="toolbar" aria-label={t('selected', { count })}>
      <strong>{t('selected', { count })}</strong>
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <Button size="xs" variant="default" loading={acting.isPending}>
            {t('bulkTeam')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(teams.data ?? []).map(({ id, name }) => (
            <Menu.Item key={id} onClick={() => move(id)}>
              {name}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => move(null)}>{teamWords('noTeam')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button size="xs" variant="default" onClick={() => setLimiting(true)}>
        {t('bulkLimit')}
      </Button>
      <Button size="xs" variant="default" loading={acting.isPending} onClick={suspend}>
        {t('bulkSuspend')}
      </Button>
      <Button size="xs" variant="subtle" onClick={onDone}>
        {t('clearSelection')}
      </Button>
      {isLimiting && (
        <BulkLimitDialog members={members} onDone={onDone} onClose={() => setLimiting(false)} />
      )}
    </div>
  )
}

/** One after the other, so that a refusal in the middle leaves a clear line. */
async function inTurn<Each>(list: Each[], act: (each: Each) => Promise<unknown>): Promise<void> {
  for (const each of list) await act(each)
}
