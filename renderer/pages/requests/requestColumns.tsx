import type { TFunction } from 'i18next'
import type { AccessRequest } from '../../../proxy/contract/requests.ts'
import { ago, exactTime } from '../../format.ts'
import type { Column } from '../../ui/DataTable.tsx'
import { QuotaBar } from '../../ui/QuotaBar.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { DecideButtons } from './DecideButtons.tsx'
import { askedWords, REQUEST_TONES } from './requestWords.ts'

interface Options {
  t: TFunction<'requests'>
  now: number
  onDecide: (kind: 'approve' | 'decline', request: AccessRequest) => void
}

/** Who asks for what and why, with the current usage next to the ask. */
export function requestColumns({ t, now, onDecide }: Options): Column<AccessRequest>[] {
  return [
    {
      id: 'who',
      header: t('who'),
      width: 110,
      sortBy: ({ memberName }) => memberName,
      cell: ({ memberName }) => <strong title={memberName}>{memberName}</strong>,
    },
    { id: 'what', header: t('what'), cell: (request) => askedWords(t, request) },
    {
      id: 'usage',
      header: t('usage'),
      width: 110,
      hideBelow: 720,
      cell: ({ standing, subjectWords }) =>
        standing && (
          <QuotaBar
            label={subjectWords}
            used={standing.used}
            reserved={standing.reserved}
            size={standing.size}
            warnAtPercent={standing.limit.warnAtPercent}
          />
        ),
    },
    {
      id: 'why',
      header: t('why'),
      hideBelow: 720,
      cell: ({ reason }) => <span title={reason}>{reason}</span>,
    },
    {
      id: 'when',
      header: t('when'),
      width: 76,
      align: 'end',
      sortBy: ({ createdAt }) => createdAt,
      cell: ({ createdAt }) => <span title={exactTime(createdAt)}>{ago(createdAt, now)}</span>,
    },
    {
      id: 'state',
      header: t('state'),
      width: 170,
      align: 'end',
      cell: (request) =>
        request.state === 'open' ? (
          <DecideButtons of={request} onDecide={(kind) => onDecide(kind, request)} />
        ) : (
          <StatusBadge tone={REQUEST_TONES[request.state]}>
            {t(`state_${request.state}`)}
          </StatusBadge>
        ),
    },
  ]
}
