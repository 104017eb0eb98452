import { useQueryClient } from '@tanstack/react-query'
import { useClient } from '../../client.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

/** Ends one token for good. */
export function RevokeDialog(props: {
  tokenId: string
  tokenName: string
  memberName: string
  onDone: string
  onClose: () => void
}) {
  const t = useWords('alerts')
  const common = useWords('common')
  const client = useClient()
  const queries = useQueryClient()
  const { tokenId, tokenName, memberName, onDone, onClose } = props
  return (
    <ConfirmDialog
      title={t('revokeTitle', { token: tokenName })}
      confirm={t('revokeNow')}
      cancel={common('cancel')}
      act={async () => {
        await client.tokens.revoke.mutate({ id: tokenId })
        await queries.invalidateQueries({ queryKey: ['alarms'] })
        toast({ message: onDone })
      }}
      onClose={onClose}
    >
      {t('revokeText', { name: memberName })}
    </ConfirmDialog>
  )
}
