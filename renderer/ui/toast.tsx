import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import i18next from 'i18next'

/** Time to change one's mind. */
const UNDO_MS = 8000
const SHOWN_MS = 5000

/** Says the result of the person's own action; an error stays until it is dismissed. */
export function toast(said: { message: string; tone?: 'ok' | 'bad'; undo?: () => void }): void {
  const isError = said.tone === 'bad'
  const id = notifications.show({
    color: isError ? 'red' : 'green',
    role: isError ? 'alert' : 'status',
    autoClose: isError ? false : said.undo ? UNDO_MS : SHOWN_MS,
    closeButtonProps: { 'aria-label': i18next.t('dismiss') },
    message: said.undo ? (
      <Group justify="space-between" wrap="nowrap">
        <span>{said.message}</span>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            notifications.hide(id)
            said.undo?.()
          }}
        >
          {i18next.t('undo')}
        </Button>
      </Group>
    ) : (
      said.message
    ),
  })
}
