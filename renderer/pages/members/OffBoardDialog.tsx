import { Button, Group, Modal, Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { OffBoarding } from '../../../proxy/contract/teams.ts'
import { useClient } from '../../client.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { useWords } from '../../words/words.ts'

interface Props {
  of: { id: string; name: string }
  onDone: (done: OffBoarding) => void
  onClose: () => void
}

/** Ends everything somebody had, in one act. */
export function OffBoardDialog({ of: { id, name }, onDone, onClose }: Props) {
  const t = useWords('members')
  const client = useClient()
  const queries = useQueryClient()
  return (
    <ConfirmDialog
      title={t('offBoardTitle', { name })}
      confirm={t('offBoardNow')}
      cancel={t('cancel')}
      act={async () => {
        onDone(await client.members.offBoard.mutate({ id }))
        for (const noun of ['members', 'tokens', 'requests', 'limits'])
          void queries.invalidateQueries({ queryKey: [noun] })
      }}
      onClose={onClose}
    >
      {t('offBoardText', { name })}
    </ConfirmDialog>
  )
}

/** What the off-boarding ended. */
export function OffBoarded({ of: done, onClose }: { of: OffBoarding; onClose: () => void }) {
  const t = useWords('members')
  const tokens = done.revokedTokens
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('offBoardedTitle', { name: done.name })}
      closeButtonProps={{ 'aria-label': t('done') }}
    >
      <Stack gap="md">
        <p>
          {t('offBoardedTokens', {
            count: tokens.length,
            list: tokens.map(({ label, hint }) => `${label || t('unlabelled')} ${hint}`).join(', '),
          })}
        </p>
        <p>{t('offBoardedStreams', { streams: t('streamsCut', { count: done.endedCalls }) })}</p>
        {done.openRequests > 0 && <p>{t('offBoardedRequests', { count: done.openRequests })}</p>}
        <Group justify="flex-end">
          <Button data-autofocus onClick={onClose}>
            {t('done')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
