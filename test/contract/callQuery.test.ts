import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readQuery, writeQuery } from '../../proxy/contract/callQuery.ts'
import { problemWords } from '../../proxy/contract/callQueryWords.ts'
import { queries } from './queries.ts'

const terms = (text: string) => {
  const { query, problems } = readQuery(text)
  expect(problems).toEqual([])
  return query.terms
}

describe('the filter language', () => {
  test('reads what the documentation shows', () => {
    expect(
      terms('status:429 member:ana -model:gemini cost:>0.10 ms:1000..5000 "free words"'),
    ).toEqual([
      { field: 'status', negated: false, statuses: [{ from: 429, to: 429 }] },
      { field: 'member', negated: false, names: [{ text: 'ana', quoted: false }] },
      { field: 'model', negated: true, names: [{ text: 'gemini', quoted: false }] },
      { field: 'cost', negated: false, ranges: [{ from: 100_000_001, to: null }] },
      { field: 'ms', negated: false, ranges: [{ from: 1000, to: 5000 }] },
      { field: null, negated: false, text: 'free words' },
    ])
  })

  test('takes several values, classes of status, and names in quotation marks', () => {
    expect(terms('status:429,5xx,open,401..404')).toMatchObject([
      {
        statuses: [
          { from: 429, to: 429 },
          { from: 500, to: 599 },
          { outcome: 'open' },
          { from: 401, to: 404 },
        ],
      },
    ])
    expect(terms('member:"Ana Ruiz","a, \\"b\\" \\\\",none model:llama3:8b')).toMatchObject([
      { names: [{ text: 'Ana Ruiz', quoted: true }, { text: 'a, "b" \\' }, 'none'] },
      { names: [{ text: 'llama3:8b', quoted: false }] },
    ])
    expect(terms('member:"none"')).toMatchObject([{ names: [{ text: 'none', quoted: true }] }])
  })

  test.each([
    ['cost:$2', { from: 2_000_000_000, to: 2_000_000_000 }],
    ['cost:.5..1', { from: 500_000_000, to: 1_000_000_000 }],
    ['cost:1..0.5', { from: 500_000_000, to: 1_000_000_000 }],
    ['cost:>=0.1', { from: 100_000_000, to: null }],
    ['cost:<0.1', { from: null, to: 99_999_999 }],
    ['cost:<=0.000000001', { from: null, to: 1 }],
    ['ms:>2s', { from: 2001, to: null }],
    ['first:..1.5m', { from: null, to: 90_000 }],
    ['ms:800ms..', { from: 800, to: null }],
    ['tokens:>10k', { from: 10_001, to: null }],
    ['input:1.5M', { from: 1_500_000, to: 1_500_000 }],
  ])('reads the numbers of %s', (text, range) => {
    expect(terms(text)).toMatchObject([{ ranges: [range] }])
  })

  test('takes hours of the week: of a day, of every day, from one to another', () => {
    const hours = (text: string) => readQuery(text).query.terms[0]
    expect(hours('hour:mon.09,TUE.8..17,sat,22..23')).toEqual({
      ...{ field: 'hour', negated: false },
      hours: [
        { day: 0, from: 9, to: 9 },
        { day: 1, from: 8, to: 17 },
        { day: 5, from: 0, to: 23 },
        { day: null, from: 22, to: 23 },
      ],
    })
    expect(writeQuery(readQuery('hour:mon.9,tue.08..17,sat,22..23').query)).toBe(
      'hour:mon.09,tue.08..17,sat,22..23',
    )
    for (const word of ['mon.24', 'mon.', 'monday', 'mon.9..7', '9..', '..9', 'mon09'])
      expect(readQuery(`hour:${word}`).problems, word).toMatchObject([{ kind: 'badHour', word }])
  })

  test('ignores what is still being typed', () => {
    expect(terms('status: - member:')).toEqual([])
  })

  test.each([
    ['colour:red', 'unknownField', 0, 10],
    ['a colour:', 'unknownField', 2, 9],
    ['status:200,many', 'badStatus', 11, 15],
    ['cost:cheap', 'badMoney', 5, 10],
    ['cost:1s', 'badMoney', 5, 7],
    ['ms:1k', 'badTime', 3, 5],
    ['tokens:2s', 'badCount', 7, 9],
    ['tokens:..', 'badCount', 7, 9],
    ['ms:1..2..3', 'badTime', 3, 10],
    ['cost:>99999999', 'badMoney', 5, 14],
    ['streamed:maybe', 'badChoice', 9, 14],
    ['id:abc', 'badId', 3, 6],
    ['member:"Ana', 'openQuote', 7, 11],
  ])('says what is wrong with %s, and where', (text, kind, at, end) => {
    const { problems } = readQuery(text)
    expect(problems).toMatchObject([{ kind, at, end }])
    expect(problems.map(problemWords).join()).toMatch(/^.{20,}[.]$/)
  })

  test('keeps the words that are right beside one that is wrong', () => {
    expect(readQuery('status:200,many colour:red member:bo').query.terms).toMatchObject([
      { field: 'status', statuses: [{ from: 200, to: 200 }] },
      { field: 'member' },
    ])
  })

  test('writes every filter so that it is read back as it was', () => {
    fc.assert(
      fc.property(queries, (query) => {
        expect(readQuery(writeQuery(query))).toEqual({ query, problems: [] })
      }),
    )
  })

  test('reads anything at all without falling over, and what it read is stable', () => {
    const soup = fc.string({ unit: fc.constantFrom(...'a:-",\\ .<>=1x%', 'ms:', 'status:', 'é') })
    fc.assert(
      fc.property(soup, (text) => {
        const { query, problems } = readQuery(text)
        expect(readQuery(writeQuery(query))).toEqual({ query, problems: [] })
        for (const { at, end } of problems) {
          expect(0 <= at && at < end && end <= text.length).toBe(true)
        }
      }),
    )
  })
})
