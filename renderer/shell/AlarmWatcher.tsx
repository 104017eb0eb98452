import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect, useRef } from 'react'
import { alarmTitle } from '../../proxy/contract/alarmWords.ts'
import { desktop } from '../bridge.ts'
import { goTo } from '../routes.ts'
import { useWords } from '../words/words.ts'
import { pathToAlert, useLatestAlarms } from './Bell.tsx'

const SHOWN_MS = 12_000

/** Says in the window, once, that something grave has begun; and follows a click on a notification. */
export function AlarmWatcher() {
  const t = useWords('alerts')
  const common = useWords('common')
  const alarms = useLatestAlarms().data?.alarms
  const known = useRef<ReadonlySet<string>>(undefined)
  useEffect(() => desktop()?.onOpenPage((path) => goTo(path)), [])
  useEffect(() => {
    if (!alarms) return
    const before = known.current
    known.current = new Set(alarms.map(({ id, severity }) => `${id} ${severity}`))
    // What was there when the window opened stands in the bell already.
    if (!before) return
    const grave = alarms.filter(
      ({ id, state, severity }) =>
        state === 'open' &&
        (severity === 'high' || severity === 'critical') &&
        !before.has(`${id} ${severity}`),
    )
    for (const alarm of grave.slice(0, 3)) {
      const id = notifications.show({
        color: 'red',
        role: 'alert',
        // It stands in the bell for a week; here it must not cover what somebody works at.
        autoClose: SHOWN_MS,
        closeButtonProps: { 'aria-label': common('dismiss') },
        message: (
          <Group justify="space-between" wrap="nowrap">
            <span>{t('newAlert', { title: alarmTitle(alarm) })}</span>
            <Button
              size="compact-sm"
              flex="none"
              variant="default"
              onClick={() => {
                notifications.hide(id)
                goTo(pathToAlert(alarm))
              }}
            >
              {t('open')}
            </Button>
          </Group>
        ),
      })
    }
  }, [alarms, t, common])
  return null
}
