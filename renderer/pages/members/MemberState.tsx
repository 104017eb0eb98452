import type { MemberState as State } from '../../../proxy/contract/members.ts'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useWords } from '../../words/words.ts'

export function MemberState({ of: state }: { of: State }) {
  const t = useWords('members')
  return <StatusBadge tone={state === 'active' ? 'ok' : 'off'}>{t(state)}</StatusBadge>
}
