import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { TokenOnce } from '../../ui/TokenOnce.tsx'
import { useWords } from '../../words/words.ts'
import { useReveal } from '../members/useSecretShown.ts'

/** The signing secret of a webhook, at the only moment it can be read. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = useWords('notify')
  const [isShown, show] = useReveal()
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('webhookAdded')}
      closeButtonProps={{ 'aria-label': t('done') }}
      // A click beside it must not lose what cannot be shown again.
      closeOnClickOutside={false}
    >
      <Stack gap="md">
        <Text size="sm">{t('secretText')}</Text>
        <TokenOnce
          label={t('secretLabel')}
          token={secret}
          masked={`whsec_${'•'.repeat(20)}`}
          isShown={isShown}
          onShow={show}
          words={{
            once: t('secretOnce'),
            reveal: t('secretReveal'),
            hide: t('secretHide'),
            copy: t('secretCopy'),
          }}
        />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('done')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
