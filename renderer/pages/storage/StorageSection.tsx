import { Text } from '@mantine/core'
import { useStatus } from '../../live.tsx'
import { useSettingLines, useSettings } from '../../preferences.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { Part } from '../settings/Part.tsx'
import { KeepForm } from './KeepForm.tsx'
import { OnDisk } from './OnDisk.tsx'
import { retentionOf } from './retention.ts'
import './storage.css'

/** How long what is kept, what goes tonight, and how long the disk lasts. */
export function StorageSection() {
  const t = useWords('storage')
  const common = useWords('common')
  const lines = useSettingLines()
  const settings = useSettings()
  const role = useStatus().data?.actor?.role
  if (lines.isPending) return <p role="status">{common('loading')}</p>
  if (lines.isError) return <ErrorBanner error={lines.error} retry={() => void lines.refetch()} />
  const saved = retentionOf(settings)
  return (
    <>
      <Text c="dimmed">{t('text')}</Text>
      <Part title={t('keep')}>
        <KeepForm
          // Begun anew when somebody else has changed them.
          key={JSON.stringify(saved)}
          saved={saved}
          mayDelete={role === 'owner' || role === 'admin'}
        />
      </Part>
      <Part title={t('disk')}>
        <OnDisk />
      </Part>
    </>
  )
}
