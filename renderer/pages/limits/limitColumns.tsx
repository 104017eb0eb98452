import type { TFunction } from 'i18next'
import type { LimitStanding, LimitSummary } from '../../../proxy/contract/limits.ts'
import type { Column } from '../../ui/DataTable.tsx'
import { QuotaBar } from '../../ui/QuotaBar.tsx'
import { figure, limitWords, resetWords, scopeWords, share, whoWords } from './limitWords.ts'

/** A limit and the counter that is nearest to its end, where any has begun. */
export interface LimitRow {
  limit: LimitSummary
  fullest: LimitStanding | undefined
  counters: number
}

interface Options {
  t: TFunction<'limits'>
  now: number
  zone: string
}

/** For whom, how much, of which calls, how full, and until when. */
export function limitColumns({ t, now, zone }: Options): Column<LimitRow>[] {
  return [
    {
      id: 'who',
      header: t('who'),
      sortBy: ({ limit }) => whoWords(t, limit, limit.subjectName),
      cell: ({ limit }) => <strong>{whoWords(t, limit, limit.subjectName)}</strong>,
    },
    {
      id: 'limit',
      header: t('limit'),
      sortBy: ({ limit }) => limitWords(t, limit),
      cell: ({ limit }) => <span title={limit.note}>{limitWords(t, limit)}</span>,
    },
    {
      id: 'scope',
      header: t('scope'),
      hideBelow: 880,
      cell: ({ limit }) => scopeWords(t, limit.scope),
    },
    {
      id: 'usage',
      header: t('usage'),
      width: 150,
      sortBy: ({ fullest }) => (fullest ? share(fullest) : null),
      cell: ({ limit, fullest }) =>
        fullest && (
          <QuotaBar
            label={limitWords(t, limit)}
            used={fullest.used}
            reserved={fullest.reserved}
            size={fullest.size}
            warnAtPercent={limit.warnAtPercent}
          />
        ),
    },
    {
      id: 'figure',
      header: t('amountUsed'),
      width: 140,
      align: 'end',
      hideBelow: 560,
      cell: ({ limit, fullest }) =>
        fullest &&
        t('of', {
          used: figure(limit.metric, fullest.used),
          size: figure(limit.metric, fullest.size),
        }),
    },
    {
      id: 'resets',
      header: t('resets'),
      width: 180,
      align: 'end',
      hideBelow: 720,
      sortBy: ({ fullest }) => fullest?.resetsAt ?? null,
      cell: ({ fullest }) => fullest && resetWords(t, fullest, now, zone),
    },
  ]
}
