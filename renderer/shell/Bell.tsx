import { ActionIcon, Button, Popover, Text } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Alarm } from '../../proxy/contract/alarms.ts'
import { alarmTitle } from '../../proxy/contract/alarmWords.ts'
import { useClient } from '../client.tsx'
import { ago } from '../format.ts'
import { alertTone } from '../pages/alerts/alertTone.ts'
import { goTo, pathTo } from '../routes.ts'
import { StatusShape } from '../ui/StatusBadge.tsx'
import { useNow } from '../ui/useNow.ts'
import { useWords } from '../words/words.ts'

const WEEK_MS = 7 * 86_400_000
/** When the list was last opened; of this computer only. */
const SEEN = 'keyrack.alertsSeenAt'

/** What happened in the last seven days, whatever became of it. */
export function Bell() {
  const t = useWords('alerts')
  const [isOpen, setOpen] = useState(false)
  const [seenAt, setSeenAt] = useState(() => Number(localStorage.getItem(SEEN) ?? 0))
  const now = useNow(60_000)
  const alarms = (useLatestAlarms().data?.alarms ?? []).filter(
    ({ lastAt }) => lastAt > now - WEEK_MS,
  )
  const unread = alarms.filter(({ lastAt, state }) => state === 'open' && lastAt > seenAt).length
  const open = (next: boolean) => {
    setOpen(next)
    if (!next) return
    const at = Date.now()
    localStorage.setItem(SEEN, String(at))
    setSeenAt(at)
  }
  return (
    <Popover
      opened={isOpen}
      onChange={open}
      position="bottom-end"
      width={360}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          className="kr-bell"
          data-unread={unread || undefined}
          aria-label={unread > 0 ? t('bellUnread', { count: unread }) : t('bell')}
          onClick={() => open(!isOpen)}
        >
          <IconBell size={16} stroke={1.75} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('bell')}>
        {alarms.length === 0 && <Text size="sm">{t('bellEmpty')}</Text>}
        <ul className="kr-bell-list">
          {alarms.map((alarm) => (
            <Item key={alarm.id} of={alarm} now={now} onOpen={() => setOpen(false)} />
          ))}
        </ul>
        <Button
          fullWidth
          variant="default"
          mt="xs"
          onClick={() => {
            setOpen(false)
            goTo(pathTo('alerts'))
          }}
        >
          {t('bellAll')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}

function Item({ of: alarm, now, onOpen }: { of: Alarm; now: number; onOpen: () => void }) {
  return (
    <li>
      <button
        type="button"
        className="kr-plain kr-bell-item"
        onClick={() => {
          onOpen()
          goTo(pathToAlert(alarm))
        }}
      >
        <span className="kr-badge" data-tone={alertTone(alarm)}>
          <StatusShape tone={alertTone(alarm)} />
        </span>
        <span>{alarmTitle(alarm)}</span>
        <span className="kr-muted">{ago(alarm.lastAt, now)}</span>
      </button>
    </li>
  )
}

export function pathToAlert({ id, state }: Pick<Alarm, 'id' | 'state'>): string {
  return pathTo('alerts', { ...(state === 'solved' && { show: 'history' }), sel: id })
}

/** The newest alarms, open or not; one question for the bell, the sidebar and what pops up. */
export function useLatestAlarms(enabled = true) {
  const client = useClient()
  return useQuery({
    queryKey: ['alarms', 'latest'],
    queryFn: () => client.alarms.list.query({ limit: 50 }),
    enabled,
  })
}
