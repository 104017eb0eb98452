import { describe, expect, test } from 'vitest'
import type { Finding } from '../../../proxy/contract/alarms.ts'
import { alarmReason, alarmTitle, type Told } from '../../../proxy/contract/alarmWords.ts'
import type { NewLimit } from '../../../proxy/contract/limits.ts'
import type { SeenCall } from '../../../proxy/policy/alarms/detector.ts'
import { type MonthQuota, monthQuotas } from '../../../proxy/policy/alarms/quotaSurge.ts'
import { call, DAY, HOUR, MINUTE, MONDAY, many, quota, seeAll, watchOf, weeks } from './support.ts'

/** Tuesday of the fifth week. */
const TUESDAY = MONDAY + 29 * DAY
const told = (finding: Finding | undefined): Told =>
  ({
    ...{ memberName: 'Ana', tokenName: 'laptop', keyLabel: 'Main', address: null },
    ...finding,
  }) as Told

describe('a surge of requests', () => {
  const learned = () => {
    const watch = watchOf({ only: 'requestSurge' })
    expect(seeAll(watch, weeks(4))).toEqual([])
    return watch
  }

  test('is told once with what is usual, and again only when it is much worse', () => {
    const findings = seeAll(learned(), many(412, TUESDAY + 14 * HOUR, 50 * MINUTE))
    const [first] = findings
    expect(first).toMatchObject({
      ...{ kind: 'requestSurge', period: TUESDAY + 14 * HOUR, subject: { memberId: 'mem_ana' } },
      evidence: { usual: { when: 'weekday afternoons' }, unit: 'calls', threshold: 6 },
    })
    expect(first?.evidence.score).toBeGreaterThan(6)
    expect(findings.length).toBeLessThan(6)
    expect(alarmTitle(told(findings.at(-1)))).toMatch(/^Ana: \d+ calls this hour$/)
    expect(alarmReason(told(findings.at(-1)))).toMatch(
      /^Usual for weekday afternoons: \d+ to \d+ calls\. Score [\d.]+; it fires above 6\.$/,
    )
    expect(first?.throttleTo).toBeGreaterThan(60)
  })

  test('is not what a busy day is', () => {
    expect(seeAll(learned(), many(80, TUESDAY + 14 * HOUR, 50 * MINUTE))).toEqual([])
  })

  test('was expected: up to that it is usual for such hours, and beyond it is told', () => {
    const lessons = (kind: string, subject: string, topic: string) =>
      `${kind} ${subject} ${topic}` === 'requestSurge mem_ana weekday afternoons' ? 500 : undefined
    const toldOf = (count: number, hour: number) => {
      const watch = watchOf({ only: 'requestSurge', lessons })
      seeAll(watch, weeks(4))
      return seeAll(watch, many(count, TUESDAY + hour * HOUR, 50 * MINUTE)).length > 0
    }
    expect([toldOf(412, 14), toldOf(600, 14), toldOf(412, 10)]).toEqual([false, true, true])
  })

  test('of somebody new is measured by the team, and only told', () => {
    const watch = watchOf({ only: 'requestSurge' })
    seeAll(watch, weeks(4))
    const ben = { memberId: 'mem_ben', tokenId: 'tok_ben' }
    expect(seeAll(watch, many(100, TUESDAY + 10 * HOUR, 30 * MINUTE, ben))).toEqual([])
    expect(seeAll(watch, many(400, TUESDAY + 12 * HOUR, 30 * MINUTE, ben))[0]).toMatchObject({
      ...{ notifyOnly: true, severity: 'low', subject: { memberId: 'mem_ben' } },
    })
  })

  test('where nobody else is known, says nothing', () => {
    const watch = watchOf({ only: 'requestSurge' })
    expect(seeAll(watch, many(5000, TUESDAY, 50 * MINUTE))).toEqual([])
  })

  test('of cost is told in money, whatever the count', () => {
    const watch = watchOf({ only: 'costSurge' })
    expect(seeAll(watch, weeks(4))).toEqual([])
    const dear = many(40, TUESDAY + 14 * HOUR, 50 * MINUTE, { costNanoUsd: 300_000_000 })
    expect(alarmTitle(told(seeAll(watch, dear)[0]))).toMatch(/^Ana: \$\d+\.\d\d this hour$/)
  })

  test('hours are those of the workspace: morning there is not morning here', () => {
    const watch = watchOf({ only: 'requestSurge', zone: 'Asia/Tokyo' })
    seeAll(watch, weeks(4))
    const [finding] = seeAll(watch, many(412, TUESDAY + 12 * HOUR, 50 * MINUTE))
    expect(finding?.evidence.usual?.when).toBe('weekday evenings')
  })
})

describe('a new address', () => {
  const elsewhere = { address: '203.0.113.9' }
  test('is told once, beside those that are known; the same network is no news', () => {
    const watch = watchOf({ only: 'newAddress' })
    expect(seeAll(watch, weeks(1))).toEqual([])
    const at = MONDAY + 8 * DAY
    expect(seeAll(watch, [call(at, { address: '192.168.1.77' })])).toEqual([])
    const [finding, ...rest] = seeAll(watch, many(50, at, HOUR, elsewhere))
    expect(rest).toEqual([])
    expect(finding?.evidence).toMatchObject({
      ...{ seen: ['203.0.113.0/24'], known: ['192.168.1.0/24'] },
    })
    expect(alarmTitle(told(finding))).toBe('Ana calls from a new address: 203.0.113.0/24')
  })

  test('in the first days every one is for learning', () => {
    const watch = watchOf({ only: 'newAddress' })
    const roaming = [0, 1, 2].map((i) => call(MONDAY + i * HOUR, { address: `10.0.${i}.1` }))
    expect(seeAll(watch, roaming)).toEqual([])
  })

  test('a second one within minutes is worse, and one that was not seen for a month is new again', () => {
    const watch = watchOf({ only: 'newAddress' })
    seeAll(watch, weeks(1))
    const at = MONDAY + 8 * DAY
    const two = [call(at, elsewhere), call(at + MINUTE, { address: '198.51.100.3' })]
    expect(seeAll(watch, two).map(({ severity }) => severity)).toEqual(['low', 'high'])
    expect(seeAll(watch, [call(at + 29 * DAY, elsewhere)])).toEqual([])
    expect(seeAll(watch, [call(at + 60 * DAY, elsewhere)])).toHaveLength(1)
  })

  test('of somebody who is everywhere the networks used longest ago are forgotten, not the one at home', () => {
    const watch = watchOf({ only: 'newAddress' })
    const roaming = Array.from({ length: 300 }, (_, i) => [
      call(MONDAY + i * MINUTE, { address: `10.${i >> 8}.${i & 255}.1` }),
      call(MONDAY + i * MINUTE),
    ])
    expect(seeAll(watch, roaming.flat())).toEqual([])
    const at = MONDAY + 8 * DAY
    expect(seeAll(watch, [call(at), call(at, { address: '10.1.43.1' })])).toEqual([])
    const [first] = seeAll(watch, [call(at, { address: '10.0.0.1' })])
    expect(first?.evidence.known.slice(0, 2)).toEqual(['192.168.1.0/24', '10.1.43.0/24'])
    expect(first?.evidence.known).toHaveLength(199)
  })

  test('where no address is kept, none is new, and those before and after are what they were', () => {
    const watch = watchOf({ only: 'newAddress' })
    seeAll(watch, weeks(1))
    const at = MONDAY + 8 * DAY
    expect(seeAll(watch, many(5, at, HOUR, { address: '' }))).toEqual([])
    const [finding] = seeAll(watch, [call(at + 2 * HOUR, elsewhere)])
    expect(finding?.evidence.known).toEqual(['192.168.1.0/24'])
  })

  test('an address that was expected is known; of IPv6 the network counts', () => {
    const lessons = (_: string, __: string, topic: string) =>
      topic === '2001:db8:1:2::/64' ? null : undefined
    const watch = watchOf({ only: 'newAddress', lessons })
    seeAll(watch, weeks(1))
    const at = MONDAY + 8 * DAY
    expect(seeAll(watch, [call(at, { address: '2001:db8:1:2::77' })])).toEqual([])
    expect(seeAll(watch, [call(at, { address: '2001:db8:1:3::77' })])).toHaveLength(1)
  })
})

describe('parallel use', () => {
  const turns = (count: number, addresses: string[], gapMs = 20_000) =>
    Array.from({ length: count }, (_, i) =>
      call(TUESDAY + i * gapMs, { address: addresses[i % addresses.length] ?? '' }),
    )

  test('of a token at two machines, again and again, is told', () => {
    const [finding] = seeAll(watchOf({ only: 'parallelUse' }), turns(10, ['10.0.0.5', '10.0.0.9']))
    expect(finding).toMatchObject({ kind: 'parallelUse', subject: { tokenId: 'tok_ana' } })
    expect(alarmTitle(told(finding))).toBe('Ana: one token at 2 addresses at the same time')
  })

  test('is not somebody who moves, nor one machine with two ways into the network', () => {
    const quiet = (calls: Iterable<ReturnType<typeof call>>) =>
      expect(seeAll(watchOf({ only: 'parallelUse' }), calls)).toEqual([])
    quiet([
      ...turns(10, ['10.0.0.5']),
      ...many(10, TUESDAY + 4 * MINUTE, MINUTE, { address: '10.0.0.9' }),
    ])
    quiet(turns(10, ['10.0.0.5', '2001:db8::5']))
    quiet(turns(10, ['10.0.0.5', '']))
    quiet(turns(10, ['2001:db8::5', '2001:db8::6']))
    quiet(turns(6, ['10.0.0.5', '10.0.0.9'], 5 * MINUTE))
  })

  test('of two machines that were expected is no news, with a third it is', () => {
    const lessons = (_: string, __: string, topic: string) =>
      ['10.0.0.5', '10.0.0.9'].includes(topic) ? null : undefined
    const watch = () => watchOf({ only: 'parallelUse', lessons })
    expect(seeAll(watch(), turns(10, ['10.0.0.5', '10.0.0.9']))).toEqual([])
    expect(seeAll(watch(), turns(12, ['10.0.0.5', '10.0.0.9', '10.0.0.66']))).not.toEqual([])
  })
})

describe('a burst of mistakes', () => {
  const wrong = { isMistake: true, sent: false }
  test('is told when most calls fail, not when few of many do', () => {
    const [finding] = seeAll(watchOf({ only: 'errorBurst' }), [
      ...many(10, TUESDAY, MINUTE),
      ...many(25, TUESDAY + MINUTE, MINUTE, wrong),
    ])
    expect(finding?.evidence).toMatchObject({ value: 20, unit: 'calls' })
    const mixed = [...many(60, TUESDAY, 3 * MINUTE), ...many(25, TUESDAY, 3 * MINUTE, wrong)]
    mixed.sort((a, b) => a.at - b.at)
    expect(seeAll(watchOf({ only: 'errorBurst' }), mixed)).toEqual([])
  })

  test('is over after five minutes', () => {
    const spread = many(60, TUESDAY, 20 * MINUTE, wrong)
    expect(seeAll(watchOf({ only: 'errorBurst' }), spread)).toEqual([])
  })
})

describe('off hours', () => {
  test('calls in the night of somebody who works by day are told once a day', () => {
    const watch = watchOf({ only: 'offHours' })
    expect(seeAll(watch, weeks(4))).toEqual([])
    const findings = seeAll(watch, many(14, TUESDAY + 3 * HOUR, 30 * MINUTE))
    expect(findings).toHaveLength(1)
    expect(findings[0]?.evidence).toMatchObject({ seen: ['weekdays at 03:00'], threshold: 0.001 })
    expect(alarmReason(told(findings[0]))).toContain('it fires below 0.001')
  })

  test('a few calls, an hour next to the usual ones, and somebody hardly known are left in peace', () => {
    const quiet = (known: number, calls: Iterable<ReturnType<typeof call>>) => {
      const watch = watchOf({ only: 'offHours' })
      seeAll(watch, weeks(known))
      expect(seeAll(watch, calls)).toEqual([])
    }
    quiet(4, many(9, TUESDAY + 3 * HOUR, 30 * MINUTE))
    quiet(4, many(30, TUESDAY + 17 * HOUR, 30 * MINUTE))
    quiet(1, many(30, MONDAY + 8 * DAY + 3 * HOUR, 30 * MINUTE))
  })

  test('hours that were expected, or that come again, are usual', () => {
    const lessons = (_: string, __: string, topic: string) =>
      topic === 'weekdays at 03:00' ? null : undefined
    const taught = watchOf({ only: 'offHours', lessons })
    seeAll(taught, weeks(4))
    expect(seeAll(taught, many(14, TUESDAY + 3 * HOUR, 30 * MINUTE))).toEqual([])
    const watch = watchOf({ only: 'offHours' })
    seeAll(watch, weeks(4))
    const nights = [0, 1, 2, 3].map((i) => many(14, TUESDAY + i * DAY + 3 * HOUR, 30 * MINUTE))
    expect(nights.map((night) => seeAll(watch, night).length)).toEqual([1, 1, 0, 0])
  })
})

describe('another kind of model', () => {
  const opus = { model: 'claude-opus-5-20260401', costNanoUsd: 100_000_000 }
  test('that makes much of the cost is told, with those that are known', () => {
    const watch = watchOf({ only: 'modelChange' })
    expect(seeAll(watch, weeks(2))).toEqual([])
    const [finding] = seeAll(watch, many(10, MONDAY + 15 * DAY + 10 * HOUR, 30 * MINUTE, opus))
    expect(finding?.evidence).toMatchObject({
      ...{ seen: ['claude opus'], known: ['gpt mini'], unit: 'percent', value: 100 },
    })
  })

  test('a new version of a known one, a cheap try, or one that was expected is no news', () => {
    const quiet = (part: Parameters<typeof call>[1], lessons?: () => null) => {
      const watch = watchOf({ only: 'modelChange', ...(lessons && { lessons }) })
      seeAll(watch, weeks(2))
      expect(seeAll(watch, many(10, MONDAY + 15 * DAY, 30 * MINUTE, part))).toEqual([])
    }
    quiet({ ...opus, model: 'gpt-6-mini' })
    quiet({ ...opus, costNanoUsd: 1_000_000 })
    quiet(opus, () => null)
  })
})

test('calls far larger than usual are told when several come, and one is a pasted file', () => {
  const watch = watchOf({ only: 'inputJump' })
  expect(seeAll(watch, weeks(2, { inputTokens: 2000 }))).toEqual([])
  const at = MONDAY + 15 * DAY
  expect(seeAll(watch, many(2, at, MINUTE, { inputTokens: 90_000 }))).toEqual([])
  const [finding] = seeAll(watch, many(3, at + MINUTE, MINUTE, { inputTokens: 95_000 }))
  expect(finding?.evidence).toMatchObject({ value: 95_000, unit: 'tokens', threshold: 8 })
})

test('a token that lay idle for a month is told when it is used, one that is used is not', () => {
  const watch = watchOf({ only: 'dormantToken' })
  seeAll(watch, [call(MONDAY), call(MONDAY + 29 * DAY)])
  const findings = seeAll(watch, [
    call(MONDAY + 28 * DAY),
    call(MONDAY + 70 * DAY),
    call(MONDAY + 71 * DAY),
  ])
  expect(findings.map(({ evidence }) => evidence.value)).toEqual([41])
  expect(alarmTitle(told(findings[0]))).toBe('Ana: the token laptop is used again after 41 days')
})

describe('an agent in a loop', () => {
  test('asks the same again and again, or a tool the same, within ten minutes', () => {
    const same = many(25, TUESDAY, 5 * MINUTE, { prompt: 1 })
    const [prompt] = seeAll(watchOf({ only: 'runawayAgent' }), same)
    expect(prompt?.evidence.note).toBe('The same prompt was sent 20 times')
    const tool = { tool: 'x', toolName: 'read_file' }
    const [looped] = seeAll(
      watchOf({ only: 'runawayAgent' }),
      many(12, TUESDAY, 5 * MINUTE).map((one, i) => ({ ...one, ...tool, prompt: i })),
    )
    expect(looped?.evidence.note).toBe('The tool read_file was asked the same 10 times')
    expect(
      seeAll(watchOf({ only: 'runawayAgent' }), many(25, TUESDAY, 40 * MINUTE, { prompt: 1 })),
    ).toEqual([])
  })

  test('is found among much other work, as long as that does not bury it', () => {
    const among = (others: number) =>
      many(25 * (others + 1), TUESDAY, 9 * MINUTE, { costNanoUsd: 100 }).map((one, i) => ({
        ...{ ...one, prompt: i % (others + 1) === 0 ? -1 : i },
      }))
    const [found] = seeAll(watchOf({ only: 'runawayAgent' }), among(99))
    expect(found?.evidence.note).toBe('The same prompt was sent 20 times')
    expect(seeAll(watchOf({ only: 'runawayAgent' }), among(100))).toEqual([])
  })

  test('what came once and long ago does not count', () => {
    const prompt = { prompt: 1, costNanoUsd: 100 }
    const notesOf = (calls: number) =>
      seeAll(watchOf({ only: 'runawayAgent' }), [
        call(TUESDAY, prompt),
        ...many(calls, TUESDAY + 12 * MINUTE, MINUTE, prompt),
      ]).map(({ evidence }) => evidence.note)
    expect(notesOf(19)).toEqual([])
    expect(notesOf(20)).toEqual(['The same prompt was sent 20 times'])
  })

  test('spends more in minutes than a busy hour does; of somebody new that is only told', () => {
    const dear = { costNanoUsd: 500_000_000 }
    const watch = watchOf({ only: 'runawayAgent' })
    expect(seeAll(watch, weeks(2))).toEqual([])
    const [finding] = seeAll(watch, many(20, MONDAY + 15 * DAY, 5 * MINUTE, dear))
    expect(finding).toMatchObject({ notifyOnly: false, evidence: { unit: 'nanoUsd' } })
    const [unknown] = seeAll(watchOf({ only: 'runawayAgent' }), many(20, TUESDAY, 5 * MINUTE, dear))
    expect(unknown).toMatchObject({ notifyOnly: true })
  })

  test('many different prompts are work, however many they are', () => {
    const watch = watchOf({ only: 'runawayAgent' })
    const work = many(6000, TUESDAY, 9 * MINUTE, { costNanoUsd: 100 })
    expect(
      seeAll(
        watch,
        work.map((one, i) => ({ ...one, prompt: i })),
      ),
    ).toEqual([])
  })
})

test('what was learned can go to another thread and come back', () => {
  const first = watchOf()
  seeAll(first, weeks(4))
  const memory = structuredClone(first.memory)
  const night = many(60, TUESDAY + 3 * HOUR, 30 * MINUTE, { address: '203.0.113.9' })
  const kinds = (findings: Finding[]) => findings.map(({ kind, at }) => `${kind} ${at}`)
  const second = watchOf({ memory })
  expect(kinds(seeAll(second, night))).toEqual(kinds(seeAll(first, night)))
  expect(kinds(seeAll(watchOf({ memory: structuredClone(second.memory) }), []))).toEqual([])
})

describe('a month’s quota in an hour', () => {
  const at = TUESDAY + 10 * HOUR
  const money = (size: number, part: Partial<NewLimit> = {}) => quota({ size, ...part })
  /** Of calls that cost a cent each. */
  const toldOf = (quotas: MonthQuota[], calls: Iterable<SeenCall>, lessons?: () => number) =>
    seeAll(watchOf({ only: 'quotaSurge', quotas, ...(lessons && { lessons }) }), calls)

  test('is told with its figures when more than half is gone, once, and again when it is much worse', () => {
    const findings = toldOf([money(1e9)], many(80, at, 50 * MINUTE))
    expect(findings).toMatchObject([
      {
        ...{ kind: 'quotaSurge', cause: 'quotaSurge mem_ana', period: at },
        ...{ subject: { memberId: 'mem_ana', tokenId: 'tok_ana' } },
        evidence: { value: 51, unit: 'percent', windowMs: HOUR, threshold: 50 },
      },
      { evidence: { value: 77 } },
    ])
    expect(alarmTitle(told(findings[0]))).toBe('Ana: 51 % of a month’s quota within an hour')
    expect(alarmReason(told(findings[0]))).toBe(
      '$0.51 by 51 requests within an hour, of $1.00 a month that are their own.',
    )
  })

  test('is no alarm at half, over a longer time, or without a limit by the month', () => {
    expect(toldOf([money(1e9)], many(50, at, 50 * MINUTE))).toEqual([])
    expect(toldOf([money(1e9)], many(200, at, 5 * HOUR))).toEqual([])
    const daily = money(1e9, { window: { kind: 'fixed', every: 'day' } })
    expect(monthQuotas({ limits: [daily.limit], raises: [], topUps: [] })).toEqual([])
    expect(toldOf([], many(200, at, 50 * MINUTE))).toEqual([])
    expect(toldOf([money(1e9)], many(200, at, 50 * MINUTE, { sent: false }))).toEqual([])
  })

  test('an hour is any hour, also across the full one', () => {
    const across = many(60, at + 45 * MINUTE, 30 * MINUTE)
    expect(toldOf([money(1e9)], across)).toHaveLength(1)
  })

  test('goes by member: a quota of all is taken by one, or by nobody alone', () => {
    const shared = quota({ level: 'team', subjectId: 'tea_app', each: false, size: 1e9 })
    const [finding] = toldOf([shared], many(60, at, 30 * MINUTE))
    expect(finding?.evidence.note).toMatch(/of \$1\.00 a month that the team shares$/)
    const both = ['mem_ana', 'mem_ben'].flatMap((memberId) =>
      many(40, at, 30 * MINUTE, { memberId }),
    )
    both.sort((a, b) => a.at - b.at)
    expect(toldOf([shared], both)).toEqual([])
  })

  test('counts what the limit counts: its metric, its scope, a token, a raise', () => {
    const output = quota({ metric: 'output', size: 10_000 })
    expect(toldOf([output], many(25, at, MINUTE))).toEqual([])
    expect(toldOf([output], many(26, at, MINUTE))[0]?.evidence.note).toBe(
      '5,200 output tokens by 26 requests within an hour, of 10,000 output tokens a month that are their own',
    )
    const scope = { models: ['claude-*'], providers: [], endpoints: [] }
    expect(toldOf([money(1e9, { scope })], many(90, at, 30 * MINUTE))).toEqual([])
    const raised = money(1e9)
    const raise = { id: 'rai_1', limitId: raised.limit.id, memberId: 'mem_ana', size: 5e9 }
    raised.raises = [{ ...raise, until: at + HOUR, note: '', createdAt: at - HOUR }]
    expect(toldOf([raised], many(90, at, 30 * MINUTE))).toEqual([])
    const other = quota({ level: 'token', subjectId: 'tok_x', each: false, size: 1e9 })
    expect(toldOf([other], many(90, at, 30 * MINUTE))).toEqual([])
    expect(toldOf([other], many(90, at, 30 * MINUTE, { tokenId: 'tok_x' }))).not.toEqual([])
  })

  test('was expected: up to so much it is usual', () => {
    expect(toldOf([money(1e9)], many(80, at, 30 * MINUTE), () => 80)).toEqual([])
    expect(toldOf([money(1e9)], many(90, at, 30 * MINUTE), () => 80)).not.toEqual([])
  })
})
