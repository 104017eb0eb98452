import { Button, Group, Modal, Stack } from '@mantine/core'
import { useWords } from '../../words/words.ts'
import { ConnectionCard } from './ConnectionCard.tsx'

interface Props {
  member: { id: string; name: string }
  token?: string | undefined
  onNewToken: () => void
  onClose: () => void
}

/** The card in a dialog; with a fresh token it closes only on purpose. */
export function CardDialog({ member, token, onNewToken, onClose }: Props) {
  const t = useWords('members')
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('cardTitle', { name: member.name })}
      closeButtonProps={{ 'aria-label': t('done') }}
      closeOnClickOutside={token === undefined}
      closeOnEscape={token === undefined}
      size={760}
    >
      <Stack gap="md">
        <ConnectionCard
          memberId={member.id}
          memberName={member.name}
          token={token}
          onNewToken={onNewToken}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('done')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
