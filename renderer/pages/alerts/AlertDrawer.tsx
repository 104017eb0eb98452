import { useQuery } from '@tanstack/react-query'
import type { Alarm, AlarmMeasure } from '../../../proxy/contract/alarms.ts'
import { alarmReason, alarmTitle } from '../../../proxy/contract/alarmWords.ts'
import { useClient } from '../../client.tsx'
import { dayTime } from '../../format.ts'
import { useSettings } from '../../preferences.tsx'
import { goTo, pathTo } from '../../routes.ts'
import { Drawer, DrawerSection, Facts } from '../../ui/Drawer.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useWords } from '../../words/words.ts'
import { AlertActions } from './AlertActions.tsx'
import { alertTone } from './alertTone.ts'
import { EvidenceChart } from './EvidenceChart.tsx'
import { MeasureButtons } from './MeasureButtons.tsx'

/** One alert: why it fired, what is usual, whom it is about, and what can be done. */
export function AlertDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useWords('alerts')
  const common = useWords('common')
  const client = useClient()
  const query = useQuery({
    queryKey: ['alarms', 'get', id],
    queryFn: () => client.alarms.get.query({ id }),
  })
  const alarm = query.data
  return (
    <Drawer
      title={alarm ? alarmTitle(alarm) : t('list')}
      closeLabel={t('close')}
      onClose={onClose}
      head={alarm && <Head of={alarm} />}
    >
      {query.isPending && <p role="status">{common('loading')}</p>}
      {query.isError && <ErrorBanner error={query.error} retry={() => void query.refetch()} />}
      {alarm && <Body of={alarm} />}
    </Drawer>
  )
}

function Head({ of: alarm }: { of: Alarm }) {
  const t = useWords('alerts')
  return (
    <>
      <div className="kr-actions">
        <StatusBadge tone={alertTone(alarm)}>{t(`kind_${alarm.kind}`)}</StatusBadge>
        <span>{t(`severity_${alarm.severity}`)}</span>
        <span className="kr-muted">
          {alarm.resolution === null
            ? t(`state_${alarm.state}`)
            : t(`resolution_${alarm.resolution}`)}
        </span>
      </div>
      <AlertActions of={alarm} />
    </>
  )
}

function Body({ of: alarm }: { of: Alarm }) {
  const t = useWords('alerts')
  const { timeZone } = useSettings()
  const { evidence, measures } = alarm
  const at = (moment: number) => dayTime(moment, timeZone)
  return (
    <>
      <DrawerSection title={t('why')}>
        <p>{alarmReason(alarm) || alarmTitle(alarm)}</p>
        <EvidenceChart of={evidence} zone={timeZone} />
        {evidence.seen.length > 0 && (
          <div className="alt-seen">
            <Seen title={t('seen')} of={evidence.seen} />
            <Seen title={t('known')} of={evidence.known} />
          </div>
        )}
      </DrawerSection>
      {measures.length > 0 && (
        <DrawerSection title={t('done')}>
          <ul className="alt-measures">
            {measures.map((measure) => (
              <li key={measure.id}>{measureWords(measure)}</li>
            ))}
          </ul>
          <MeasureButtons of={alarm} />
        </DrawerSection>
      )}
      <DrawerSection title={t('facts')}>
        <Facts
          facts={[
            [t('member'), alarm.memberName ?? undefined],
            [t('team'), alarm.teamName ?? undefined],
            [t('token'), alarm.tokenName ?? undefined],
            [t('key'), alarm.keyLabel ?? undefined],
            [t('address'), alarm.address ?? undefined],
            [t('first'), at(alarm.firstAt)],
            [t('last'), `${at(alarm.lastAt)}, ${t('times', { count: alarm.count })}`],
            [t('mutedUntil'), alarm.mutedUntil === null ? undefined : at(alarm.mutedUntil)],
            [t('decided'), decidedWords()],
            [t('note'), alarm.note || undefined],
          ]}
        />
      </DrawerSection>
      {evidence.calls.length > 0 && (
        <DrawerSection title={t('calls')}>
          <ul className="alt-calls">
            {evidence.calls.map((call) => (
              <li key={call}>
                <button
                  type="button"
                  className="kr-plain kr-mono"
                  onClick={() => goTo(pathTo('activity', { sel: call }))}
                >
                  {call}
                </button>
              </li>
            ))}
          </ul>
        </DrawerSection>
      )}
    </>
  )

  function measureWords({ kind, until }: AlarmMeasure): string {
    const what = t(`measure_${kind}`)
    return until === null
      ? t('measureOpen', { what })
      : t('measureUntil', { what, when: at(until) })
  }

  function decidedWords(): string | undefined {
    if (alarm.decidedAt === null) return undefined
    const what = alarm.resolution ? t(`resolution_${alarm.resolution}`) : t(`state_${alarm.state}`)
    const when = at(alarm.decidedAt)
    return alarm.decidedBy === null
      ? t('decidedItself', { what, when })
      : t('decidedBy', { what, who: alarm.decidedBy, when })
  }
}

function Seen({ title, of: list }: { title: string; of: string[] }) {
  const t = useWords('alerts')
  return (
    <div>
      <h4>{title}</h4>
      {list.length === 0 ? (
        <p className="kr-muted">{t('knownNone')}</p>
      ) : (
        <ul>
          {list.slice(0, 12).map((each) => (
            <li key={each} className="kr-mono">
              {each}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
