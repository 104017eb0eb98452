import type { TFunction } from 'i18next'
import { alarmSeverity } from '../../../proxy/contract/alarmRules.ts'
import type { Alarm } from '../../../proxy/contract/alarms.ts'
import { alarmReason, alarmTitle } from '../../../proxy/contract/alarmWords.ts'
import { ago, exactTime, wholeNumber } from '../../format.ts'
import type { Column } from '../../ui/DataTable.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { alertTone } from './alertTone.ts'

/** What happened, how grave it is, how often, and when last. */
export function alertColumns({ t, now }: { t: TFunction<'alerts'>; now: number }): Column<Alarm>[] {
  return [
    {
      id: 'kind',
      header: t('list'),
      width: 190,
      hideBelow: 560,
      sortBy: ({ kind }) => t(`kind_${kind}`),
      cell: (alarm) => <StatusBadge tone={alertTone(alarm)}>{t(`kind_${alarm.kind}`)}</StatusBadge>,
    },
    {
      id: 'what',
      header: t('what'),
      cell: (alarm) => <strong title={alarmReason(alarm)}>{alarmTitle(alarm)}</strong>,
    },
    {
      id: 'severity',
      header: t('severity'),
      width: 90,
      hideBelow: 720,
      sortBy: ({ severity }) => -alarmSeverity.options.indexOf(severity),
      cell: ({ severity }) => t(`severity_${severity}`),
    },
    {
      id: 'state',
      header: t('state'),
      width: 150,
      hideBelow: 720,
      sortBy: ({ state }) => state,
      cell: ({ state, resolution }) =>
        resolution === null ? t(`state_${state}`) : t(`resolution_${resolution}`),
    },
    {
      id: 'count',
      header: t('count'),
      width: 70,
      align: 'end',
      hideBelow: 880,
      sortBy: ({ count }) => count,
      cell: ({ count }) => wholeNumber(count),
    },
    {
      id: 'last',
      header: t('last'),
      width: 120,
      align: 'end',
      sortBy: ({ lastAt }) => lastAt,
      cell: ({ lastAt }) => <span title={exactTime(lastAt)}>{ago(lastAt, now)}</span>,
    },
  ]
}
