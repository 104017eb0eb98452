import { useQueryClient } from '@tanstack/react-query'
import type { LimitStanding } from '../../../proxy/contract/limits.ts'
import { useClient } from '../../client.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

/** Counting from zero cannot be taken back, so it is asked for; no call is lost by it. */
export function ClearDialog(props: { of: LimitStanding; onClose: () => void }) {
  const t = useWords('limits')
  const client = useClient()
  const queries = useQueryClient()
  const { limit, memberId } = props.of
  return (
    <ConfirmDialog
      title={t('clearTitle')}
      confirm={t('clearNow')}
      cancel={t('cancel')}
      act={async () => {
        await client.limits.clear.mutate({ limitId: limit.id, memberId })
        await queries.invalidateQueries({ queryKey: ['limits'] })
        toast({ message: t('cleared') })
      }}
      onClose={props.onClose}
    >
      {t('clearText')}
    </ConfirmDialog>
  )
}
