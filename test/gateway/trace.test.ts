import { describe, expect, test } from 'vitest'
import type { CallDetail } from '../../proxy/contract/calls.ts'
import type { CallTrace, TraceStep } from '../../proxy/contract/trace.ts'
import { TRACE_PHASES } from '../../proxy/contract/trace.ts'
import { patiently, withAna } from './withAna.ts'

const place = withAna('trace')

interface Asked {
  token?: string
  body?: Record<string, unknown>
  path?: string
  headers?: Record<string, string>
}

/** One chat call, read to its end. */
async function chat({ token = place.ana.token, body = {}, path, headers = {} }: Asked = {}) {
  const answer = await fetch(place.service.url + (path ?? '/v1/chat/completions'), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model: place.vendor.models[0], messages: [], ...body }),
  })
  await answer.text()
  return answer
}

async function latest(): Promise<CallDetail> {
  const { calls } = await place.service.admin.calls.page.query({ limit: 1 })
  return place.service.admin.calls.get.query({ id: calls[0]?.id ?? '' })
}

async function traceOf(asked: Asked): Promise<CallTrace> {
  await chat(asked)
  const { trace } = await latest()
  if (!trace) throw new Error('no trace was kept')
  return trace
}

const namesOf = ({ steps }: CallTrace) => steps.map(({ step }) => step)
const stepIn = <Name extends TraceStep['step']>({ steps }: CallTrace, name: Name) =>
  steps.find((each): each is Extract<TraceStep, { step: Name }> => each.step === name)
const lengthOf = ({ phases }: CallTrace, name: string) =>
  phases.find(({ phase }) => phase === name)?.ms ?? Number.NaN

describe('a call that was answered', () => {
  test('tells where its time went, and the phases follow one another until its end', async () => {
    await chat()
    const { trace, totalMs } = await latest()
    expect(trace?.phases.map(({ phase }) => phase)).toEqual([...TRACE_PHASES])
    let end = 0
    for (const { from, ms } of trace?.phases ?? []) {
      expect(from).toBeCloseTo(end, 5)
      expect(ms).toBeGreaterThanOrEqual(0)
      end = from + ms
    }
    // Both count the same stretch, on two clocks.
    expect(Math.abs(end - (totalMs ?? 0))).toBeLessThan(1000)
    expect(lengthOf(trace as CallTrace, 'firstByte')).toBeGreaterThan(0)
  })

  test('names its decisions in their order, the key by its label and why it was taken', async () => {
    const trace = await traceOf({})
    expect(namesOf(trace)).toEqual(['gate', 'token', 'key', 'parallel'])
    const key = stepIn(trace, 'key')
    expect(key).toMatchObject({ why: 'only', among: 1 })
    expect(trace.names[key?.keyId ?? '']).toBe('Main')
    expect(stepIn(trace, 'parallel')).toMatchObject({ used: 0, size: 16 })
    expect(trace.attempts).toMatchObject([{ keyId: key?.keyId, status: 200 }])
    expect([trace.method, trace.path]).toEqual(['POST', '/v1/chat/completions'])
  })

  test('keeps headers by name, and the values only of those that are harmless', async () => {
    const secret = 'sk-proj-CANARYabcdefghijklmnopqrstuv'
    const trace = await traceOf({
      headers: {
        'x-stainless-lang': 'js',
        'x-my-note': 'the patient in room 4',
        cookie: 'session=abc',
        'user-agent': `my-tool ${secret}`,
      },
    })
    const shown = Object.fromEntries(trace.requestHeaders.map(({ name, value }) => [name, value]))
    expect(shown).toMatchObject({
      'x-stainless-lang': 'js',
      'content-type': 'application/json',
      'x-my-note': null,
      cookie: null,
      'user-agent': null,
      authorization: `Bearer krk_m_…${place.ana.token.slice(-4)} (redacted)`,
    })
    expect(JSON.stringify(trace)).not.toContain(place.ana.token)
    expect(trace.answerHeaders.find(({ name }) => name === 'content-type')?.value).toContain('json')
  })

  test('streamed, it tells how long the stream took', async () => {
    place.vendor.faults.set('*', { kind: 'slow', ms: 20 }, 1)
    const trace = await traceOf({ body: { stream: true } })
    expect(lengthOf(trace, 'stream')).toBeGreaterThan(20)
    expect(trace.attempts).toMatchObject([{ status: 200 }])
  })
})

describe('a call that was refused', () => {
  const stopsWith = (trace: CallTrace) => trace.steps.at(-1)

  test('for its model says which key and step it came to', async () => {
    const trace = await traceOf({ body: { model: 'no-such-model' } })
    expect(namesOf(trace)).toEqual(['gate', 'token', 'stopped'])
    expect(stopsWith(trace)).toEqual({ step: 'stopped', reason: 'MODEL_UNKNOWN' })
    expect(trace.attempts).toEqual([])
    expect(lengthOf(trace, 'row')).toBe(0)
  })

  test('for its body stops while it is read', async () => {
    const answer = await fetch(`${place.service.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${place.ana.token}`, 'content-type': 'application/json' },
      body: '{"model":',
    })
    expect(answer.status).toBe(400)
    const { trace } = await latest()
    expect(stopsWith(trace as CallTrace)).toEqual({ step: 'stopped', reason: 'REQUEST_INVALID' })
    expect(lengthOf(trace as CallTrace, 'policy')).toBe(0)
  })

  test('for rules of access names those that let it pass before', async () => {
    const ben = await place.service.addMember('Ben')
    await place.service.admin.access.change.mutate({
      subject: { level: 'member', subjectId: ben.memberId },
      rules: { addresses: ['127.0.0.0/8', '::1'], denyModels: [place.vendor.models[0] ?? ''] },
    })
    const trace = await traceOf({ token: ben.token })
    expect(namesOf(trace)).toEqual(['gate', 'token', 'place', 'key', 'stopped'])
    expect(stopsWith(trace)).toEqual({ step: 'stopped', reason: 'MODEL_NOT_ALLOWED' })
  })

  test('by a limit shows how full each was that touched it', async () => {
    const cleo = await place.service.addMember('Cleo')
    const limit = {
      ...{ level: 'member' as const, subjectId: cleo.memberId, metric: 'requests' as const },
      ...{ window: { kind: 'fixed' as const, every: 'day' as const }, size: 1 },
    }
    const { id } = await place.service.admin.limits.add.mutate(limit)
    const passed = await traceOf({ token: cleo.token })
    expect(stepIn(passed, 'limit')).toMatchObject({ limitId: id, used: 0, size: 1, fits: true })
    expect(passed.names[id]).toBe('1 request a day')
    const refused = await traceOf({ token: cleo.token })
    expect(stepIn(refused, 'limit')).toMatchObject({ used: 1, size: 1, amount: 1, fits: false })
    expect(stopsWith(refused)).toEqual({ step: 'stopped', reason: 'QUOTA_SPENT' })
  })

  test('a stranger leaves none', async () => {
    const before = (await latest()).id
    expect((await chat({ token: 'krk_m_nothing' })).status).toBe(401)
    expect((await latest()).id).toBe(before)
  })
})

test('what limits put into a call and where they sent it is told', async () => {
  const [first = '', second = ''] = place.vendor.models
  const dora = await place.service.addMember('Dora')
  const about = { level: 'member' as const, subjectId: dora.memberId }
  const day = { kind: 'fixed' as const, every: 'day' as const }
  await place.service.admin.limits.add.mutate({
    ...{ ...about, metric: 'requests', window: day, size: 0 },
    ...{ scope: { models: [first] }, action: { kind: 'downgrade', model: second } },
  })
  await place.service.admin.limits.add.mutate({
    ...{ ...about, metric: 'output', window: day, size: 1000 },
  })
  const trace = await traceOf({ token: dora.token })
  expect(namesOf(trace)).toEqual([
    ...['gate', 'token', 'key', 'parallel', 'limit', 'limit', 'downgrade', 'key', 'limit', 'cap'],
  ])
  expect(stepIn(trace, 'downgrade')).toMatchObject({ from: first, to: second })
  expect(stepIn(trace, 'cap')).toEqual({
    ...{ step: 'cap', by: 'limit', changes: { outputTokens: 1000 } },
  })
})

test('a call that the provider fails tells what it answered', async () => {
  place.vendor.faults.set('*', { kind: 'status', status: 500 }, 1)
  const trace = await traceOf({})
  expect(trace.attempts).toMatchObject([{ status: 500 }])
  expect(namesOf(trace)).not.toContain('stopped')
})

test('a stream that breaks off, and one whose client leaves, tell how far they came', async () => {
  place.vendor.faults.set('*', { kind: 'cut', after: 2 }, 1)
  await expect(chat({ body: { stream: true } })).rejects.toThrow()
  const cut = await patiently(async () => {
    const call = await latest()
    expect(call.outcome).toBe('failed')
    return call
  })
  expect(cut.trace?.attempts).toMatchObject([{ status: 200 }])
  expect(lengthOf(cut.trace as CallTrace, 'finish')).toBe(0)

  place.vendor.faults.set('*', { kind: 'hang' }, 1)
  const leaving = new AbortController()
  const left = fetch(`${place.service.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${place.ana.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: place.vendor.models[0], messages: [] }),
    signal: leaving.signal,
  })
  await patiently(async () => expect((await latest()).outcome).toBe('open'))
  leaving.abort()
  await expect(left).rejects.toThrow()
  const aborted = await patiently(async () => {
    const call = await latest()
    expect(call.outcome).toBe('aborted')
    return call
  })
  expect(aborted.trace?.attempts).toMatchObject([{ status: null }])
  expect(lengthOf(aborted.trace as CallTrace, 'stream')).toBe(0)
})

test('only problems are kept where that is wished, or nothing at all', async () => {
  const set = (value: string) =>
    place.service.admin.settings.set.mutate({ name: 'traceDetail', value })
  await set('problems')
  await chat()
  expect((await latest()).trace).toBeNull()
  await chat({ body: { model: 'no-such-model' } })
  expect((await latest()).trace).not.toBeNull()
  await set('none')
  await chat({ body: { model: 'no-such-model' } })
  expect((await latest()).trace).toBeNull()
  await set('all')
})
