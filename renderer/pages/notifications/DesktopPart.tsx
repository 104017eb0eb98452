import { Text } from '@mantine/core'
import { useSettings } from '../../preferences.tsx'
import { useWords } from '../../words/words.ts'
import { Part } from '../settings/Part.tsx'
import { useQuickSave } from '../settings/useQuickSave.ts'
import { Channel } from './Channel.tsx'

/** Notifications of the desktop that this window stands on. */
export function DesktopPart({ isThere }: { isThere: boolean }) {
  const t = useWords('notify')
  const { desktopNotifications: on } = useSettings()
  const save = useQuickSave()
  const label = t('desktopSwitch')
  return (
    <Part title={t('desktop')}>
      {isThere ? (
        <Channel
          id="desktop"
          label={label}
          on={on}
          onSwitch={(value) => save({ name: 'desktopNotifications', value, before: on, label })}
        >
          <Text c="dimmed">{t('desktopHint')}</Text>
        </Channel>
      ) : (
        <Text c="dimmed">{t('desktopNone')}</Text>
      )}
    </Part>
  )
}
