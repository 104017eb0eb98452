import type { TLSSocket } from 'node:tls'
import type { Settings } from '../../contract/settings.ts'
import type { TraceTexts } from '../../store/ledger.ts'
import type { StoredTrace } from '../../store/storedTrace.ts'
import type { Call } from '../call.ts'
import type { CallTrace } from './callTrace.ts'
import { HeaderTexts, keepingOfAnswer, keepingOfRequest } from './headerTexts.ts'

const LONGEST_PATH = 300

const requestTexts = new HeaderTexts(keepingOfRequest)
const answerTexts = new HeaderTexts(keepingOfAnswer)

/** How a call went, as text; undefined where it is not to be kept. */
export function traceText(call: Call, detail: Settings['traceDetail']): TraceTexts | undefined {
  const { trace, request } = call
  if (!trace || detail === 'none' || (detail === 'problems' && call.outcome === 'ok'))
    return undefined
  const endedAt = trace.now()
  if (call.masking) {
    const { session } = call.masking
    if (call.reason === 'CONTENT_BLOCKED') trace.masked('request', session.counts)
    trace.masked('answer', session.answerCounts)
  }
  if (call.outcome === 'refused')
    trace.steps.push({ step: 'stopped', reason: call.reason ?? 'INTERNAL' })
  const tls = (request.socket as Partial<TLSSocket>).getProtocol?.()
  const asked = requestTexts.of(request.headers, call.client)
  const answered = trace.answerHeaders && answerTexts.of(trace.answerHeaders, call.key?.id ?? '')
  const stored: StoredTrace = {
    m: request.method ?? '',
    p: call.path.length > LONGEST_PATH ? call.path.slice(0, LONGEST_PATH) : call.path,
    t: lengthsOf(trace, endedAt),
    a: attemptsOf(trace, endedAt),
    s: trace.steps,
  }
  if (tls) stored.tls = tls
  if (asked.apart) stored.q = asked.apart
  if (answered?.apart) stored.r = answered.apart
  return {
    trace: JSON.stringify(stored),
    requestHeaders: asked.stable,
    answerHeaders: answered?.stable ?? null,
  }
}

/** A call that ended early spent the rest of its time in the phase after the last that was over. */
function lengthsOf({ ends }: CallTrace, endedAt: number): number[] {
  let last = ends.length - 1
  while (last >= 0 && ends[last] === 0) last--
  if (last + 1 < ends.length) ends[last + 1] = endedAt
  const lengths: number[] = []
  let before = 0
  for (let phase = 0; phase <= last + 1 && phase < ends.length; phase++) {
    const end = ends[phase] ?? 0
    lengths.push(end > before ? end - before : 0)
    if (end > before) before = end
  }
  return lengths
}

/** The last one went on until the end. */
function attemptsOf({ attempts }: CallTrace, endedAt: number): StoredTrace['a'] {
  const last = attempts.at(-1)
  if (last) last[2] = endedAt - last[1]
  return attempts
}
