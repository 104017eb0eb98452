import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { EmptyState } from './EmptyState.tsx'

/** A list whose filter lets nothing through, and the way out. */
export function NoMatch({ title, onClear }: { title: string; onClear: () => void }) {
  const { t } = useTranslation()
  return (
    <EmptyState
      title={title}
      actions={
        <Button variant="default" onClick={onClear}>
          {t('clearFilter')}
        </Button>
      }
    />
  )
}
