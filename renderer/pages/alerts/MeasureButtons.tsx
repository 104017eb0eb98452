import { Button } from '@mantine/core'
import type { Alarm } from '../../../proxy/contract/alarms.ts'
import { useClient } from '../../client.tsx'
import { useWords } from '../../words/words.ts'
import { useMayAct } from './AlertActions.tsx'
import { useAlertChange } from './useAlertChange.ts'

/** Takes back what a rule did; an agent that was stopped may be let alone for an hour. */
export function MeasureButtons({ of: alarm }: { of: Alarm }) {
  const t = useWords('alerts')
  const client = useClient()
  const change = useAlertChange()
  if (!useMayAct()) return null
  const isPaused = alarm.measures.some(({ kind }) => kind === 'pause')
  const undo = (ignoreHours: number) =>
    change(async () => {
      await client.alarms.undo.mutate({ id: alarm.id, ignoreHours })
      return t('undone')
    })
  return (
    <div className="kr-actions">
      <Button size="xs" onClick={() => undo(0)}>
        {t(isPaused ? 'resume' : 'undoMeasures')}
      </Button>
      {isPaused && (
        <Button size="xs" variant="default" onClick={() => undo(1)}>
          {t('resumeIgnore')}
        </Button>
      )}
    </div>
  )
}
