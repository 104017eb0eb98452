import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { UsageOrder } from '../../proxy/admin/usageExport/order.ts'
import { PAGE, Paper } from '../../proxy/admin/usageExport/pdf/paper.ts'
import { usagePdf } from '../../proxy/admin/usageExport/pdf/usagePdf.ts'
import { Sheets } from '../../proxy/admin/usageExport/sheets.ts'
import { noUsageSums, type UsageRow } from '../../proxy/contract/usageExport.ts'
import { pdfTexts } from '../support/pdfText.ts'

const DAY = Date.UTC(2026, 9, 1)
const ORDER: UsageOrder = {
  ...{ format: 'pdf', eachTeam: false, preamble: true, path: '', name: '', filter: {} },
  ...{ from: DAY, to: DAY + 31 * 86_400_000, timeZone: 'UTC', title: 'October 2026' },
  ...{ isRunning: false, before: { from: 0, to: 1, title: 'September 2026' }, budgets: [] },
  about: {
    ...{ subject: 'Whole workspace', range: '2026-10-01 to 2026-10-31', timeZone: 'UTC' },
    ...{ filter: '', priceList: 'list 1', version: '1.2.3', madeAt: DAY },
  },
}

const row = (part: Partial<UsageRow>): UsageRow => ({
  ...{ teamId: 'tea_1', team: 'App', memberId: 'mem_1', member: 'Ana', tokenId: null },
  ...{ token: '', provider: 'openai', keyId: 'key_1', key: 'Main', model: 'gpt-5' },
  ...{ priceLists: ['list 1'], ...noUsageSums(), calls: 1 },
  ...part,
})

/** What is drawn of a text, in the letters of the fonts; boxes have none. */
function drawn(text: string): { texts: string; hasBoxes: boolean } {
  const paper = new Paper({ title: 'x', madeAt: 0 })
  paper.newPage()
  paper.text(text, PAGE.left, 100)
  const texts = pdfTexts(paper.finish()).flat().join('')
  return { texts, hasBoxes: paper.letters.hasBoxes }
}

test('names of Latin, Greek, Cyrillic and Vietnamese letters are drawn whole', () => {
  const name = 'Łucja Żółć · Nguyễn Thị Ánh · Αλέξης Ἀχιλλεύς · Дильноза Ґонґадзе · İğdır – ½ €'
  expect(drawn(name)).toEqual({ texts: name.normalize('NFC'), hasBoxes: false })
  // Letters that were typed as a letter and a mark are one.
  expect(drawn('Ame\u0301lie')).toEqual({ texts: 'Amélie', hasBoxes: false })
})

test.each([
  ['Chinese', '陈伟', ''],
  ['beside Latin', 'Spare 予備', 'Spare '],
  ['Arabic', 'محمد', ''],
  ['a family of emoji', 'A👩‍👩‍👧B', 'AB'],
  ['a joiner without anything to join', 'A\u200d\ufe0fB', 'AB'],
  ['half a letter', 'A\ud83dB', 'A B'],
  ['letters that turn the order', 'a\u202eb', 'a b'],
])('what no font has is a box and never another letter: %s', (_, text, texts) => {
  const found = drawn(text)
  expect(found.texts).toBe(texts)
  // What has no form at all needs no box.
  expect(found.hasBoxes).toBe(/\p{Script=Han}|\p{Script=Arabic}|\p{RGI_Emoji}/v.test(text))
})

test('whatever a name holds, it is drawn without a failure and without a letter that is not in it', () => {
  const letter = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 3 }),
    fc.string({ unit: 'binary', maxLength: 3 }),
    fc.constantFrom('ffi', '->', '1/2', '\u0301', '\u200d', '\ufe0f', 'ǆ', 'ẞ', 'ﬁ', '\t'),
  )
  fc.assert(
    fc.property(fc.array(letter, { maxLength: 12 }), (parts) => {
      const text = parts.join('')
      const own = new Set([...text.normalize('NFC'), ' '])
      for (const one of drawn(text).texts) expect(own).toContain(one)
    }),
    { numRuns: 60 },
  )
})

test('many lines go on over pages under the same head, the cheapest as one, and all of them are in the sum', () => {
  const sheets = new Sheets()
  const rows = Array.from({ length: 400 }, (_, index) =>
    row({ memberId: `mem_${index}`, member: `Member ${index}`, costNanoUsd: index * 10_000_000 }),
  )
  sheets.add(DAY, rows)
  const pages = pdfTexts(usagePdf(ORDER, sheets.whole, sheets.inOrder()))
  const cents = (399 * 400) / 2
  const sum = `$${(cents / 100).toFixed(2)}`
  expect(pages[0]).toContain(sum)
  const texts = pages.flat()
  // Everybody's table and the team's.
  expect(texts.filter((text) => text === 'Others (251)')).toHaveLength(2)
  expect(texts.filter((text) => text === 'Member 399')).toHaveLength(2)
  expect(texts.filter((text) => text === 'Member 1')).toHaveLength(0)
  const others = texts[texts.indexOf('Others (251)') + 4]
  expect(others).toBe(`$${((250 * 251) / 2 / 100).toFixed(2)}`)
  for (const page of pages) {
    expect(page.filter((text) => text === 'Cost before').length).toBeGreaterThan(0)
    expect(page.at(-1)).toMatch(/^Page \d+ of \d+$/)
  }
})

test('a year is drawn by the month, and a time without calls says so', () => {
  const from = Date.UTC(2025, 10, 1)
  const sheets = new Sheets()
  sheets.add(from + 40 * 86_400_000, [row({ costNanoUsd: 3e9 })])
  const order = { ...ORDER, from, isRunning: true }
  const [first = []] = pdfTexts(usagePdf(order, sheets.whole, sheets.inOrder()))
  expect(first.join(' ')).toContain('So far: this time is not over.')
  expect(first.join(' ')).toContain('Cost per month, USD $0 $1.50 $3.00 Nov 25 Dec 25 Jan 26')
  const none = pdfTexts(usagePdf(ORDER, new Sheets().whole, []))
  expect(none).toHaveLength(1)
  expect(none[0]).toContain('No calls in this time.')
})
