import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { CreatedToken, MemberSummary } from '../../../proxy/contract/members.ts'
import type { OffBoarding } from '../../../proxy/contract/teams.ts'
import { useClient } from '../../client.tsx'
import { writeWord } from '../../filterWords.ts'
import { ago, day, wholeNumber } from '../../format.ts'
import { pathTo } from '../../routes.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { Drawer, DrawerSection, Facts } from '../../ui/Drawer.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { MemberAccess } from '../access/MemberAccess.tsx'
import { HistoryLink } from '../audit/HistoryLink.tsx'
import { KeepBodies } from '../bodies/KeepBodies.tsx'
import { LimitDialog } from '../limits/LimitDialog.tsx'
import { Standings } from '../limits/Standings.tsx'
import { DetailsSwitch } from '../personal/DetailsSwitch.tsx'
import { PersonalData } from '../personal/PersonalData.tsx'
import { MemberDialog } from './MemberDialog.tsx'
import { MemberState } from './MemberState.tsx'
import { MemberTokens } from './MemberTokens.tsx'
import { OffBoardDialog, OffBoarded } from './OffBoardDialog.tsx'
import { SpendToday } from './SpendToday.tsx'

interface Props {
  of: MemberSummary
  onCard: () => void
  onNewToken: () => void
  onCreated: (token: CreatedToken) => void
  onClose: () => void
}

/** One member: who it is, what was used today, and the tokens. */
export function MemberDrawer({ of: member, onCard, onNewToken, onCreated, onClose }: Props) {
  const t = useWords('members')
  const client = useClient()
  const queries = useQueryClient()
  const [dialog, setDialog] = useState<'edit' | 'remove' | 'limit' | 'offBoard'>()
  const [offBoarded, setOffBoarded] = useState<OffBoarding>()
  const { id, name } = member
  const refresh = () => queries.invalidateQueries({ queryKey: ['members'] })
  const suspending = useMutation({
    mutationFn: (suspend: boolean) =>
      suspend ? client.members.suspend.mutate({ id }) : client.members.resume.mutate({ id }),
    onSuccess: async (_, suspend) => {
      await refresh()
      const message = t(suspend ? 'suspendedNow' : 'resumedNow', { name })
      toast({ message, undo: () => suspending.mutate(!suspend) })
    },
  })
  const isSuspended = member.state === 'suspended'

  return (
    <Drawer
      title={name}
      closeLabel={t('close')}
      onClose={onClose}
      head={
        <>
          <div className="kr-actions">
            <MemberState of={member.state} />
            {member.email && <span className="kr-muted">{member.email}</span>}
          </div>
          <div className="kr-actions">
            <Button size="xs" onClick={onCard}>
              {t('shareCard')}
            </Button>
            <Button size="xs" variant="default" onClick={() => setDialog('edit')}>
              {t('edit')}
            </Button>
            <Button
              size="xs"
              variant="default"
              loading={suspending.isPending}
              onClick={() => suspending.mutate(!isSuspended)}
            >
              {isSuspended ? t('resume') : t('suspend')}
            </Button>
            <Button size="xs" variant="light" color="red" onClick={() => setDialog('offBoard')}>
              {t('offBoard')}
            </Button>
            <Button size="xs" variant="light" color="red" onClick={() => setDialog('remove')}>
              {t('remove')}
            </Button>
          </div>
        </>
      }
    >
      {suspending.isError && <ErrorBanner error={suspending.error} />}
      <DrawerSection title={t('details')}>
        <Facts
          facts={[
            [
              t('today'),
              <span key="today">
                {t('calls', { count: member.callsToday, amount: wholeNumber(member.callsToday) })} ·{' '}
                <SpendToday of={member} />
              </span>,
            ],
            [
              t('lastCall'),
              <span key="last">
                <LastCall of={member} /> ·{' '}
                <a href={`#${pathTo('activity', { f: writeWord('member', name) })}`}>
                  {t('seeCalls')}
                </a>
              </span>,
            ],
            [t('team'), member.teamName ?? undefined],
            [
              t('since'),
              <span key="since">
                {day(member.createdAt)} <HistoryLink id={id} />
              </span>,
            ],
            [t('note'), member.note || undefined],
          ]}
        />
      </DrawerSection>
      <DrawerSection title={t('limitsTitle')}>
        <Standings of={{ memberId: id }} none={t('noLimits')} />
        <div className="kr-actions" style={{ paddingTop: 8 }}>
          <Button size="xs" variant="default" onClick={() => setDialog('limit')}>
            {t('addLimit')}
          </Button>
        </div>
      </DrawerSection>
      <MemberAccess member={member} />
      <MemberBodies of={member} />
      <MemberDetails of={member} />
      <MemberTokens memberId={id} onNewToken={onNewToken} onCreated={onCreated} />
      <PersonalData of={member} />
      {dialog === 'edit' && (
        <MemberDialog
          of={member}
          save={async (draft) => {
            await client.members.change.mutate({ id, ...draft })
            await refresh()
            toast({ message: t('changed', { name: draft.name.trim() }) })
          }}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog === 'limit' && (
        <LimitDialog
          begin={{ level: 'member', subjectId: id, each: false }}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog === 'offBoard' && (
        <OffBoardDialog of={member} onDone={setOffBoarded} onClose={() => setDialog(undefined)} />
      )}
      {offBoarded && <OffBoarded of={offBoarded} onClose={() => setOffBoarded(undefined)} />}
      {dialog === 'remove' && (
        <ConfirmDialog
          title={t('removeTitle', { name })}
          confirm={t('removeNow')}
          cancel={t('cancel')}
          act={async () => {
            const { revokedTokens, cutStreams } = await client.members.remove.mutate({ id })
            await refresh()
            const tokens = t('tokensRevoked', { count: revokedTokens })
            const streams = t('streamsCut', { count: cutStreams })
            toast({ message: t('removed', { name, tokens, streams }) })
            onClose()
          }}
          onClose={() => setDialog(undefined)}
        >
          {t('removeTokens', { count: member.liveTokens })} {t('removeLedger')}
        </ConfirmDialog>
      )}
    </Drawer>
  )
}

function MemberBodies({ of: { id, name, keepBodies, teamId } }: { of: MemberSummary }) {
  const client = useClient()
  const teams = useQuery({ queryKey: ['teams'], queryFn: () => client.teams.list.query() })
  const teamKeeps = teams.data?.find((team) => team.id === teamId)?.keepBodies
  return <KeepBodies {...{ keep: keepBodies, name, memberId: id, teamKeeps }} />
}

function MemberDetails({ of: { id, name, unlogged, teamId } }: { of: MemberSummary }) {
  const t = useWords('privacy')
  const client = useClient()
  const teams = useQuery({ queryKey: ['teams'], queryFn: () => client.teams.list.query() })
  const team = teams.data?.find((one) => one.id === teamId)
  return (
    <DrawerSection title={t('details')}>
      <DetailsSwitch
        unlogged={unlogged}
        name={name}
        change={(next) => ({ memberId: id, unlogged: next })}
        above={team?.unlogged ? team.name : undefined}
      />
    </DrawerSection>
  )
}

function LastCall({ of: { lastCallAt, lastAddress } }: { of: MemberSummary }) {
  const t = useWords('members')
  if (lastCallAt === null) return t('never')
  const when = ago(lastCallAt)
  return lastAddress ? t('lastCallFrom', { when, address: lastAddress }) : when
}
