import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ErrorBanner } from './ErrorBanner.tsx'

interface Props {
  /** What will be done to what: `Remove Main?` */
  title: string
  /** The effect, in numbers where there are any. */
  children: ReactNode
  /** The verb, such as `Remove key`. */
  confirm: string
  cancel: string
  act: () => Promise<unknown>
  onClose: () => void
}

/** Asks before something that cannot be undone. The focus starts on Cancel. */
export function ConfirmDialog({ title, children, confirm, cancel, act, onClose }: Props) {
  const acting = useMutation({ mutationFn: act, onSuccess: onClose })
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': cancel }}>
      <Stack gap="lg">
        <Text component="div" size="sm">
          {children}
        </Text>
        {acting.isError && <ErrorBanner error={acting.error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" data-autofocus onClick={onClose}>
            {cancel}
          </Button>
          <Button color="red" loading={acting.isPending} onClick={() => acting.mutate()}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
