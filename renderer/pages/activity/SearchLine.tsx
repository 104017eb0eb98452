import { Button } from '@mantine/core'
import { dayTime } from '../../format.ts'
import { useSettings } from '../../preferences.tsx'
import { useWords } from '../../words/words.ts'

interface Props {
  lookedBackTo: number
  isResting: boolean
  goOn: () => void
  stop: () => void
}

/** A filter that fits few calls is searched for in parts: how far, and whether to look further. */
export function SearchLine({ lookedBackTo, isResting, goOn, stop }: Props) {
  const t = useWords('activity')
  const { timeZone } = useSettings()
  const time = dayTime(lookedBackTo, timeZone)
  return (
    <div className="kr-actions" role="status">
      <span>{t(isResting ? 'lookedBack' : 'lookingBack', { time })}</span>
      <Button size="xs" variant="default" onClick={isResting ? goOn : stop}>
        {t(isResting ? 'lookFurther' : 'stopLooking')}
      </Button>
    </div>
  )
}
