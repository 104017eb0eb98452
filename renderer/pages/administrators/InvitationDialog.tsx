import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { Invitation } from '../../../proxy/contract/administrators.ts'
import { dayTime } from '../../format.ts'
import { TokenOnce } from '../../ui/TokenOnce.tsx'
import { useWords } from '../../words/words.ts'
import { useReveal } from '../members/useSecretShown.ts'

/** The only moment an invitation's code can be read. */
export function InvitationDialog(props: {
  name: string
  invitation: Invitation
  onClose: () => void
}) {
  const t = useWords('administrators')
  const { name, invitation } = props
  const [isShown, show] = useReveal()
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('invitationTitle', { name })}
      closeButtonProps={{ 'aria-label': t('done') }}
      // A click beside it must not lose what cannot be shown again.
      closeOnClickOutside={false}
    >
      <Stack gap="md">
        <Text size="sm">{t('invitationText', { name, when: dayTime(invitation.validUntil) })}</Text>
        <TokenOnce
          label={t('code')}
          token={invitation.code}
          masked={'•'.repeat(24)}
          isShown={isShown}
          onShow={show}
          words={{ once: t('codeOnce'), reveal: t('reveal'), hide: t('hide'), copy: t('copy') }}
        />
        <Group justify="flex-end">
          <Button onClick={props.onClose}>{t('done')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
