import { Button, Group, Modal, Text } from '@mantine/core'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'

interface Props {
  title: string
  /** Something was typed that closing would lose. */
  isDirty: boolean
  size?: 'md' | 'lg'
  onClose: () => void
  /** The form, with a Cancel button of its own: that one needs no question. */
  children: ReactNode
}

/** A dialog around a form: Ctrl S sends it, and Escape asks before typed text is lost. */
export function FormDialog({ title, isDirty, size = 'md', onClose, children }: Props) {
  const { t } = useTranslation()
  const [isAsking, setAsking] = useState(false)
  const close = () => (isDirty ? setAsking(true) : onClose())

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return
    event.preventDefault()
    event.currentTarget.querySelector('form')?.requestSubmit()
  }

  return (
    <>
      <Modal
        opened
        onClose={close}
        closeOnEscape={!isAsking}
        title={title}
        closeButtonProps={{ 'aria-label': t('close') }}
        onKeyDown={onKeyDown}
        size={size}
      >
        {children}
      </Modal>
      {/* Mounted only now: one that stood by would hear the Escape that opens it, and close. */}
      {isAsking && (
        <Modal
          opened
          onClose={() => setAsking(false)}
          title={t('discardTitle')}
          closeButtonProps={{ 'aria-label': t('keepEditing') }}
          size="sm"
        >
          <Text size="sm" mb="lg">
            {t('discardText')}
          </Text>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
              {t('keepEditing')}
            </Button>
            <Button color="red" onClick={onClose}>
              {t('discard')}
            </Button>
          </Group>
        </Modal>
      )}
    </>
  )
}
