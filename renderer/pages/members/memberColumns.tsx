import { Button } from '@mantine/core'
import type { TFunction } from 'i18next'
import type { LimitStanding } from '../../../proxy/contract/limits.ts'
import type { MemberSummary } from '../../../proxy/contract/members.ts'
import { ago, exactTime, wholeNumber } from '../../format.ts'
import type { Column } from '../../ui/DataTable.tsx'
import { QuotaBar } from '../../ui/QuotaBar.tsx'
import { useWords } from '../../words/words.ts'
import { tightestFor } from '../limits/tightest.ts'
import { MemberState } from './MemberState.tsx'
import { SpendToday } from './SpendToday.tsx'

interface Options {
  t: TFunction<'members'>
  now: number
  /** Without any team, the column would be empty from top to bottom. */
  hasTeams: boolean
  standings: LimitStanding[]
  limitWords: (standing: LimitStanding) => string
  onCard: (member: MemberSummary) => void
}

export function memberColumns({
  t,
  now,
  hasTeams,
  standings,
  limitWords,
  onCard,
}: Options): Column<MemberSummary>[] {
  const teamColumn: Column<MemberSummary> = {
    id: 'team',
    header: t('team'),
    hideBelow: 880,
    sortBy: ({ teamName }) => teamName,
    cell: ({ teamName }) => teamName,
  }
  return [
    {
      id: 'name',
      header: t('name'),
      sortBy: ({ name }) => name,
      cell: ({ name }) => <strong title={name}>{name}</strong>,
    },
    {
      id: 'state',
      header: t('state'),
      width: 116,
      sortBy: ({ state }) => state,
      cell: ({ state }) => <MemberState of={state} />,
    },
    ...(hasTeams ? [teamColumn] : []),
    {
      id: 'quota',
      header: t('quota'),
      width: 150,
      hideBelow: 560,
      cell: (member) => <Quota of={tightestFor(member, standings)} words={limitWords} />,
    },
    {
      id: 'tokens',
      header: t('tokens'),
      width: 76,
      align: 'end',
      hideBelow: 880,
      sortBy: ({ liveTokens }) => liveTokens,
      cell: ({ liveTokens }) => wholeNumber(liveTokens),
    },
    {
      id: 'calls',
      header: t('callsToday'),
      width: 90,
      align: 'end',
      hideBelow: 720,
      sortBy: ({ callsToday }) => callsToday,
      cell: ({ callsToday }) => wholeNumber(callsToday),
    },
    {
      id: 'spend',
      header: t('spendToday'),
      width: 116,
      align: 'end',
      sortBy: ({ costNanoUsdToday }) => costNanoUsdToday,
      cell: (member) => <SpendToday of={member} />,
    },
    {
      id: 'last',
      header: t('lastCall'),
      width: 96,
      align: 'end',
      hideBelow: 720,
      sortBy: ({ lastCallAt }) => lastCallAt,
      cell: ({ lastCallAt }) => (
        <span title={lastCallAt ? exactTime(lastCallAt) : undefined}>
          {lastCallAt ? ago(lastCallAt, now) : t('never')}
        </span>
      ),
    },
    {
      id: 'card',
      header: t('card'),
      width: 120,
      align: 'end',
      hideBelow: 880,
      cell: (member) => (
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={t('shareCardOf', { name: member.name })}
          onClick={(event) => {
            event.stopPropagation()
            onCard(member)
          }}
        >
          {t('shareCard')}
        </Button>
      ),
    },
  ]
}

/** The bar of the tightest limit, with what it allows. */
function Quota(props: {
  of: LimitStanding | undefined
  words: (standing: LimitStanding) => string
}) {
  const t = useWords('members')
  const { of: standing, words } = props
  if (!standing) return <span className="kr-muted">{t('noQuota')}</span>
  const label = words(standing)
  return (
    <span className="lim-quota" title={label}>
      <QuotaBar
        label={label}
        used={standing.used}
        reserved={standing.reserved}
        size={standing.size}
        warnAtPercent={standing.limit.warnAtPercent}
      />
      <span className="kr-ellipsis">{label}</span>
    </span>
  )
}
