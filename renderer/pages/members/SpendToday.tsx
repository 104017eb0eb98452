import type { MemberSummary } from '../../../proxy/contract/members.ts'
import { money, UNKNOWN } from '../../format.ts'
import { useWords } from '../../words/words.ts'

/** What today cost; while some price is unknown the sum is a lower bound and says so. */
export function SpendToday(props: {
  of: Pick<MemberSummary, 'costNanoUsdToday' | 'costTodayComplete'>
}) {
  const t = useWords('members')
  const { of: member } = props
  const amount = money(member.costNanoUsdToday)
  if (member.costTodayComplete) return amount
  return (
    <span title={t('atLeastWhy')}>
      {member.costNanoUsdToday === 0 ? UNKNOWN : t('atLeast', { amount })}
    </span>
  )
}
