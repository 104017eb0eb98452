import { Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ErrorBanner } from './ErrorBanner.tsx'

interface Props {
  /** What the form sets going: while it runs and when it fails, the end of the form says so. */
  of: { isPending: boolean; isError: boolean; error: unknown }
  /** The verb, such as `Add limit`. */
  submit: string
  isDisabled?: boolean
  onClose: () => void
}

/** The end of every form in a dialog: what went wrong, the way out, and the button that sends it. */
export function FormEnd({ of: sending, submit, isDisabled = false, onClose }: Props) {
  const { t } = useTranslation()
  return (
    <>
      {sending.isError && <ErrorBanner error={sending.error} />}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button type="submit" loading={sending.isPending} disabled={isDisabled}>
          {submit}
        </Button>
      </Group>
    </>
  )
}
