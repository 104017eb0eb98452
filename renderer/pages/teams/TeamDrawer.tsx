import { Button, Select, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { TeamSummary } from '../../../proxy/contract/teams.ts'
import { useClient } from '../../client.tsx'
import { day, wholeNumber } from '../../format.ts'
import { pathTo } from '../../routes.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { Drawer, DrawerSection, Facts } from '../../ui/Drawer.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { AccessDialog } from '../access/AccessDialog.tsx'
import { HistoryLink } from '../audit/HistoryLink.tsx'
import { KeepBodies } from '../bodies/KeepBodies.tsx'
import { LimitDialog } from '../limits/LimitDialog.tsx'
import { Standings } from '../limits/Standings.tsx'
import { SpendToday } from '../members/SpendToday.tsx'
import { DetailsSwitch } from '../personal/DetailsSwitch.tsx'
import { TeamDialog } from './TeamDialog.tsx'

/** One team: what it uses, its shared limits, and who is in it. */
export function TeamDrawer({ of: team, onClose }: { of: TeamSummary; onClose: () => void }) {
  const t = useWords('teams')
  const access = useWords('access')
  const privacy = useWords('privacy')
  const client = useClient()
  const queries = useQueryClient()
  const [dialog, setDialog] = useState<'edit' | 'remove' | 'limit' | 'access'>()
  const { id, name } = team
  const close = () => setDialog(undefined)
  const refresh = () => queries.invalidateQueries({ queryKey: ['teams'] })
  const members = useQuery({ queryKey: ['members'], queryFn: () => client.members.list.query() })
  const own = members.data?.filter((member) => member.teamId === id)
  const nameOf = (memberId: string) => own?.find((member) => member.id === memberId)?.name
  return (
    <Drawer
      title={name}
      closeLabel={t('close')}
      onClose={onClose}
      head={
        <div className="kr-actions">
          <Button size="xs" onClick={() => setDialog('limit')}>
            {t('addLimit')}
          </Button>
          <Button size="xs" variant="default" onClick={() => setDialog('access')}>
            {access('edit')}
          </Button>
          <Button size="xs" variant="default" onClick={() => setDialog('edit')}>
            {t('edit')}
          </Button>
          <Button size="xs" variant="light" color="red" onClick={() => setDialog('remove')}>
            {t('remove')}
          </Button>
        </div>
      }
    >
      <DrawerSection title={t('details')}>
        <Facts
          facts={[
            [t('leads'), team.leads.join(', ') || t('noLead')],
            [t('today'), <SpendToday key="today" of={team} />],
            [t('calls'), wholeNumber(team.callsToday)],
            [
              t('since'),
              <span key="since">
                {day(team.createdAt)} <HistoryLink id={team.id} />
              </span>,
            ],
            [t('note'), team.note || undefined],
          ]}
        />
        <Text size="xs" c="dimmed" mt="xs">
          {t('isolation', { name })}
        </Text>
      </DrawerSection>
      <DrawerSection title={t('limits')}>
        <Standings of={{ teamId: id }} nameOf={nameOf} none={t('noLimits')} />
      </DrawerSection>
      <KeepBodies keep={team.keepBodies} name={name} teamId={id} />
      <DrawerSection title={privacy('details')}>
        <DetailsSwitch
          unlogged={team.unlogged}
          name={name}
          change={(next) => ({ teamId: id, unlogged: next })}
        />
      </DrawerSection>
      <DrawerSection title={t('members')}>
        <TeamMembers members={own} />
      </DrawerSection>
      {dialog === 'limit' && (
        <LimitDialog begin={{ level: 'team', subjectId: id, each: false }} onClose={close} />
      )}
      {dialog === 'access' && (
        <AccessDialog subject={{ level: 'team', subjectId: id }} name={name} onClose={close} />
      )}
      {dialog === 'edit' && (
        <TeamDialog
          of={team}
          save={async (draft) => {
            await client.teams.change.mutate({ id, ...draft })
            await refresh()
            toast({ message: t('changed', { name: draft.name.trim() }) })
          }}
          onClose={close}
        />
      )}
      {dialog === 'remove' && <RemoveTeam of={team} onRemoved={onClose} onClose={close} />}
    </Drawer>
  )
}

function TeamMembers({ members }: { members: { id: string; name: string }[] | undefined }) {
  const t = useWords('teams')
  if (members?.length === 0) return <p className="kr-muted">{t('noMembers')}</p>
  return (
    <ul className="kr-plain-list">
      {members?.map(({ id, name }) => (
        <li key={id}>
          <a href={`#${pathTo('members', { sel: id })}`}>{name}</a>
        </li>
      ))}
    </ul>
  )
}

/** Members do not vanish with their team: it is asked where they go. */
function RemoveTeam(props: { of: TeamSummary; onRemoved: () => void; onClose: () => void }) {
  const t = useWords('teams')
  const client = useClient()
  const queries = useQueryClient()
  const { id, name, members } = props.of
  const [moveTo, setMoveTo] = useState('')
  const teams = useQuery({ queryKey: ['teams'], queryFn: () => client.teams.list.query() })
  const others = (teams.data ?? []).filter((team) => team.id !== id)
  return (
    <ConfirmDialog
      title={t('removeTitle', { name })}
      confirm={t('removeNow')}
      cancel={t('cancel')}
      act={async () => {
        await client.teams.remove.mutate({ id, ...(members > 0 && { moveTo: moveTo || null }) })
        await Promise.all([
          queries.invalidateQueries({ queryKey: ['teams'] }),
          queries.invalidateQueries({ queryKey: ['members'] }),
        ])
        toast({ message: t('removed', { name }) })
        props.onRemoved()
      }}
      onClose={props.onClose}
    >
      {t('removeText')}
      {members > 0 && (
        <Select
          mt="md"
          label={t('moveTo', { count: members })}
          data={[
            { value: '', label: t('noTeam') },
            ...others.map((team) => ({ value: team.id, label: team.name })),
          ]}
          value={moveTo}
          onChange={(value) => setMoveTo(value ?? '')}
          allowDeselect={false}
        />
      )}
    </ConfirmDialog>
  )
}
