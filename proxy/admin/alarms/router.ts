import { z } from 'zod'
import { type AlarmRule, alarmRuleChange, isReplayable } from '../../contract/alarmRules.ts'
import {
  type Alarm,
  type AlarmList,
  type AlarmPreview,
  type AlarmPreviewQuestion,
  type AlarmRuleLine,
  alarmDecision,
  alarmMute,
  alarmPreviewQuestion,
  alarmsPage,
  alarmUndo,
} from '../../contract/alarms.ts'
import { measuresInForce } from '../../store/alarmMeasures.ts'
import {
  type AlarmDecision,
  countUnsolved,
  decideAlarm,
  findAlarm,
  firingsSince,
  listAlarms,
  muteCause,
} from '../../store/alarms.ts'
import { problem } from '../problems.ts'
import { onlyTeam, type Reach, reaches } from '../subjects.ts'
import { type ActorContext, administrator, router } from '../trpc.ts'
import { shown } from './desk.ts'
import { learnFrom } from './lessons.ts'
import { endMeasureNow } from './measures.ts'
import { withThresholds } from './ruleBook.ts'

const HOUR_MS = 3_600_000
const MONTH_MS = 30 * 24 * HOUR_MS
const byId = z.strictObject({ id: z.string().max(64) })

export const alarmsRouter = router({
  /** Grouped by cause, the newest first; a lead's are those of the own team. */
  list: administrator.input(alarmsPage).query(({ ctx, input }): AlarmList => {
    const { db } = ctx.services
    const teamId = onlyTeam(ctx.actor)
    const { rows, more } = listAlarms(db, { ...input, teamId })
    const alarms = rows.map((row) => shown(db, row)).filter((alarm) => alarm !== undefined)
    return { alarms, more, ...countUnsolved(db, { teamId }) }
  }),

  get: administrator.input(byId).query(({ ctx, input }): Alarm => alarmOrProblem(ctx, input.id)),

  acknowledge: administrator.input(alarmDecision).mutation(({ ctx, input }) => {
    decide(ctx, input.id, { state: 'acknowledged', resolution: null, note: input.note })
  }),

  solve: administrator.input(alarmDecision).mutation(({ ctx, input }) => {
    decide(ctx, input.id, { state: 'solved', resolution: 'solved', note: input.note })
  }),

  /** Solves it, takes back what it did, and teaches that such a thing is usual. */
  expected: administrator.input(alarmDecision).mutation(({ ctx, input }) => {
    const { db, now, alarms } = ctx.services
    const alarm = alarmOrProblem(ctx, input.id)
    decide(ctx, alarm.id, { state: 'solved', resolution: 'expected', note: input.note })
    learnFrom(db, alarm, now())
    alarms.learned()
    takeBack(ctx, alarm, 0)
  }),

  /** Nothing of this cause is told, or done, for a while; it is written down all the same. */
  mute: administrator.input(alarmMute).mutation(({ ctx, input }): { until: number } => {
    const { db, now, live } = ctx.services
    const { cause } = alarmOrProblem(ctx, input.id)
    const until = now() + input.hours * HOUR_MS
    muteCause(db, cause, until)
    live.changed('alarms')
    return { until }
  }),

  /** Takes back what the alarm did: ends the throttle, resumes the member or the token. */
  undo: administrator.input(alarmUndo).mutation(({ ctx, input }): { ended: number } => {
    const alarm = alarmOrProblem(ctx, input.id)
    return { ended: takeBack(ctx, alarm, input.ignoreHours) }
  }),

  /** Every rule as it stands, with how often it fired. */
  rules: administrator.query(({ ctx }): AlarmRuleLine[] => {
    const { db, now, alarms } = ctx.services
    const fired = new Map(firingsSince(db, now() - MONTH_MS).map((line) => [line.kind, line]))
    return alarms.rules.all().map((rule) => ({
      ...rule,
      fired30d: fired.get(rule.kind)?.fired ?? 0,
      expected30d: fired.get(rule.kind)?.expected ?? 0,
    }))
  }),

  /** What a rule, as it is or as it would be, would have told of in the last days. */
  preview: administrator
    .input(alarmPreviewQuestion)
    .query(({ ctx, input }): Promise<AlarmPreview> => preview(ctx, input)),

  setRule: administrator.input(alarmRuleChange).mutation(({ ctx, input }): AlarmRule => {
    const { alarms, live, now } = ctx.services
    const rule = alarms.rules.change(input, now())
    live.changed('alarms')
    return rule
  }),
})

function alarmOrProblem({ services, actor }: Reach, id: string): Alarm {
  const alarm = shown(services.db, findAlarm(services.db, id))
  if (alarm && reaches(actor, alarm.teamId)) return alarm
  throw problem('NOT_FOUND', 'This alarm is not there. Look at the list again.')
}

function decide(
  ctx: ActorContext,
  id: string,
  decision: Pick<AlarmDecision, 'state' | 'resolution' | 'note'>,
): void {
  const { db, live, now } = ctx.services
  const alarm = alarmOrProblem(ctx, id)
  const done = decideAlarm(db, alarm.id, { ...decision, at: now(), by: ctx.actor.name })
  if (!done)
    throw problem(
      'CONFLICT',
      'This alarm was solved before, so nothing was changed. Look at it again.',
    )
  live.changed('alarms')
}

async function preview(
  { services }: ActorContext,
  { kind, days, thresholds }: AlarmPreviewQuestion,
): Promise<AlarmPreview> {
  const { alarms, lookback } = services
  if (!isReplayable(kind))
    throw problem(
      'BAD_REQUEST',
      'This rule watches Keyrack itself and not calls, so it cannot be tried on the past.',
    )
  const tried = withThresholds(alarms.rules.get(kind), thresholds)
  const question = alarms.question()
  const look = lookback()
  try {
    return await look.alarmReplay({
      ...question,
      ...{ kind, days, thresholds: { ...question.thresholds, [kind]: tried } },
    })
  } finally {
    await look.close()
  }
}

function takeBack({ services }: ActorContext, alarm: Alarm, ignoreHours: number): number {
  const { db, live, now } = services
  const brakeOffUntil = ignoreHours > 0 ? now() + ignoreHours * HOUR_MS : null
  const measures = measuresInForce(db, { alarmId: alarm.id })
  for (const measure of measures) endMeasureNow(services, measure, { brakeOffUntil })
  if (measures.length > 0) live.changed('alarms')
  return measures.length
}
