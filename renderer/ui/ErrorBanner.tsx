import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Banner } from './Banner.tsx'

/** What went wrong, in the words of whoever refused, and a way to try again. */
export function ErrorBanner({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation()
  return (
    <Banner
      tone="bad"
      boxed
      action={
        retry && (
          <Button size="xs" variant="default" onClick={retry}>
            {t('tryAgain')}
          </Button>
        )
      }
    >
      {useErrorText(error)}
    </Banner>
  )
}

/** The service speaks in sentences; anything else means that nobody answered. */
export function useErrorText(error: unknown): string {
  const { t } = useTranslation()
  const isFromService =
    error instanceof Error && 'data' in error && error.data !== null && error.data !== undefined
  return isFromService ? error.message : t('noAnswer')
}
