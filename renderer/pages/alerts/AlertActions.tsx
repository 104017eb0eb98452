import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Alarm } from '../../../proxy/contract/alarms.ts'
import { useClient } from '../../client.tsx'
import { type Command, useCommands } from '../../commands.ts'
import { dayTime } from '../../format.ts'
import { useStatus } from '../../live.tsx'
import { useSaveSetting, useSettings } from '../../preferences.tsx'
import { goTo, pathTo } from '../../routes.ts'
import { useWords } from '../../words/words.ts'
import { RevokeDialog } from './RevokeDialog.tsx'
import { useAlertChange } from './useAlertChange.ts'

interface Action {
  id: string
  title: string
  shortcut?: string
  color?: 'red'
  run: () => void
}

/** What can be done about an alert; the palette and the keyboard know the same. */
export function AlertActions({ of: alarm }: { of: Alarm }) {
  const t = useWords('alerts')
  const [isRevoking, setRevoking] = useState(false)
  const actions = [...useAnswers(alarm), ...useMeasures(alarm, () => setRevoking(true))]
  useCommands(
    actions.map(
      ({ id, title, shortcut, run }): Command => ({
        ...{ id: `alerts.${id}`, title, section: 'do', run },
        ...(shortcut && { shortcut }),
      }),
    ),
  )
  return (
    <>
      <div className="kr-actions alt-actions">
        {actions.map(({ id, title, color, run }, index) => (
          <Button
            key={id}
            size="xs"
            variant={index === 0 ? 'filled' : color ? 'light' : 'default'}
            {...(color && { color })}
            onClick={run}
          >
            {title}
          </Button>
        ))}
      </div>
      {isRevoking && alarm.tokenId !== null && (
        <RevokeDialog
          tokenId={alarm.tokenId}
          tokenName={alarm.tokenName ?? ''}
          memberName={alarm.memberName ?? ''}
          onDone={t('revoked')}
          onClose={() => setRevoking(false)}
        />
      )}
    </>
  )
}

/** What is said of the alert itself. */
function useAnswers({ id, state }: Alarm): Action[] {
  const t = useWords('alerts')
  const client = useClient()
  const change = useAlertChange()
  const { timeZone } = useSettings()
  const mayAct = useMayAct()
  if (state === 'solved' || !mayAct) return []
  const expected: Action = {
    ...{ id: 'expected', title: t('expected'), shortcut: 'e' },
    run: () =>
      change(async () => {
        await client.alarms.expected.mutate({ id })
        return t('expectedDone')
      }),
  }
  const solve: Action = {
    ...{ id: 'solve', title: t('solve'), shortcut: 's' },
    run: () =>
      change(async () => {
        await client.alarms.solve.mutate({ id })
        return t('solved')
      }),
  }
  const mute: Action = {
    ...{ id: 'mute', title: t('mute'), shortcut: 'm' },
    run: () =>
      change(async () => {
        const { until } = await client.alarms.mute.mutate({ id, hours: 24 })
        return t('muted', { when: dayTime(until, timeZone) })
      }),
  }
  const acknowledge: Action = {
    ...{ id: 'acknowledge', title: t('acknowledge'), shortcut: 'a' },
    run: () =>
      change(async () => {
        await client.alarms.acknowledge.mutate({ id })
        return t('acknowledged')
      }),
  }
  return state === 'open' ? [acknowledge, expected, solve, mute] : [solve, expected, mute]
}

/** What is done about whom it is about. */
function useMeasures(alarm: Alarm, revoke: () => void): Action[] {
  const t = useWords('alerts')
  const client = useClient()
  const change = useAlertChange()
  const mayAct = useMayAct()
  const { blockedAddresses } = useSettings()
  const saveSetting = useSaveSetting()
  const role = useStatus().data?.actor?.role
  const mayChange = role === 'owner' || role === 'admin'
  const { memberId, memberName, tokenId, keyId, address, kind, state, measures } = alarm
  const actions: Action[] = []
  const isBlocked = address !== null && blockedAddresses.includes(address)
  const setBlocked = (value: string[]) =>
    saveSetting.mutateAsync({ name: 'blockedAddresses', value })
  if (mayAct && state !== 'solved') {
    const isSuspended = measures.some(({ kind }) => kind === 'suspend')
    if (memberId !== null && !isSuspended) {
      const name = memberName ?? ''
      actions.push({
        ...{ id: 'suspend', title: t('suspend'), color: 'red' },
        run: () =>
          change(
            async () => {
              await client.members.suspend.mutate({ id: memberId })
              return t('suspended', { name })
            },
            async () => {
              await client.members.resume.mutate({ id: memberId })
              return t('resumed', { name })
            },
          ),
      })
    }
    if (tokenId !== null && kind !== 'decoyToken')
      actions.push({ id: 'revoke', title: t('revoke'), color: 'red', run: revoke })
  }
  if (mayChange && address !== null && !isBlocked)
    actions.push({
      ...{ id: 'block', title: t('block'), color: 'red' },
      run: () =>
        change(
          async () => {
            await setBlocked([...blockedAddresses, address])
            return t('blocked', { address })
          },
          async () => {
            await setBlocked(blockedAddresses)
            return t('unblocked', { address })
          },
        ),
    })
  if (keyId !== null)
    actions.push({
      ...{ id: 'key', title: t('replaceKey') },
      run: () => goTo(pathTo('keys', { sel: keyId })),
    })
  if (kind === 'certificateExpiring')
    actions.push({
      ...{ id: 'network', title: t('checkCertificate') },
      run: () => goTo('/settings/network'),
    })
  if (memberId !== null)
    actions.push({
      ...{ id: 'member', title: t('openMember') },
      run: () => goTo(pathTo('members', { sel: memberId })),
    })
  if (memberId !== null || address !== null) {
    const f = memberName !== null ? `member:"${memberName}"` : `address:${address}`
    actions.push({
      ...{ id: 'calls', title: t('seeCalls') },
      run: () => goTo(pathTo('activity', { f })),
    })
  }
  return actions
}

/** Auditors see and change nothing. */
export function useMayAct(): boolean {
  const role = useStatus().data?.actor?.role
  return role === 'owner' || role === 'admin' || role === 'teamLead'
}
