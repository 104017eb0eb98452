import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { desktop } from '../../bridge.ts'
import { useClient } from '../../client.tsx'
import { goTo, pathTo } from '../../routes.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { useWords } from '../../words/words.ts'
import { testCommand } from './testCommand.ts'

/** Before the first call: what is still missing for it, and a command that makes it. */
export function NoCalls({ hasKeys, memberId }: { hasKeys: boolean; memberId: string | undefined }) {
  const t = useWords('activity')
  return (
    <div className="kr-panel">
      <EmptyState
        title={t('emptyTitle')}
        actions={
          <div className="kr-actions">
            {hasKeys ? (
              <Button onClick={() => goTo(pathTo('members'))}>{t('toMembers')}</Button>
            ) : (
              <Button onClick={() => goTo(pathTo('keys'))}>{t('toKeys')}</Button>
            )}
            {hasKeys && memberId && <CopyTestCommand memberId={memberId} />}
          </div>
        }
      >
        {t(hasKeys ? 'emptyText' : 'emptyNoKeys')}
      </EmptyState>
    </div>
  )
}

/** Any member's card does: it is made from the running configuration and holds no token. */
function CopyTestCommand({ memberId }: { memberId: string }) {
  const t = useWords('activity')
  const card = useWords('card')
  const client = useClient()
  const query = useQuery({
    queryKey: ['card', memberId],
    queryFn: () => client.members.card.query({ memberId }),
  })
  if (!query.data) return null
  const system = desktop()?.platform === 'win32' ? 'windows' : 'unix'
  return (
    <span title={t('copyTestHint', { placeholder: card('placeholder') })}>
      <CopyButton text={testCommand(query.data, card('placeholder'), system)}>
        {t('copyTest')}
      </CopyButton>
    </span>
  )
}
