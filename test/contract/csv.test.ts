import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvLine, csvText } from '../../proxy/contract/csv.ts'

test('numbers are plain, unknown is empty, and lines end as the RFC says', () => {
  expect(
    csvText([
      ['day', 'cost'],
      ['2026-11-21', 0.25],
      ['2026-11-22', null],
    ]),
  ).toBe('day,cost\r\n2026-11-21,0.25\r\n2026-11-22,\r\n')
  expect(csvLine(['a', -1.5, 0])).toBe('a,-1.5,0\r\n')
})

test.each([
  ['=1+1', "'=1+1"],
  ['+44', "'+44"],
  ['-2', "'-2"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', '"\'\r=1"'],
  ['  =1', "'  =1"],
  ["'=1", "''=1"],
  ['"=1', '"\'""=1"'],
  ['＝1', "'＝1"],
])('the text %j cannot run as a formula', (text, written) => {
  expect(csvLine([text])).toBe(`${written}\r\n`)
})

test('whatever the cells hold, as many are read back, and none begins as a formula', () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom('=', '+', '-', '@', '"', ',', '\r\n', ' '))
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (cells) => {
      const read = readLine(csvLine(cells))
      expect(read).toHaveLength(cells.length)
      for (const [index, text] of read.entries()) {
        // As it was, or behind one quote more where a formula could begin.
        const cell = cells[index] ?? ''
        expect(/[=+\-@\t\r]/.test(cell) ? [cell, `'${cell}`] : [cell]).toContain(text)
        expect(text).not.toMatch(/^[\s"]*[=+\-@]/)
      }
    }),
  )
})

/** A reader of one CSV line that knows nothing of how it was written. */
function readLine(line: string): string[] {
  const cells: string[] = []
  let rest = line.replace(/\r\n$/, '')
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"(,|$)/.exec(rest)
    const plain = /^([^",\r\n]*)(,|$)/.exec(rest)
    const found = quoted ?? plain
    if (!found) throw new Error(`This is no CSV: ${rest}`)
    cells.push(quoted ? (quoted[1] ?? '').replaceAll('""', '"') : (plain?.[1] ?? ''))
    if (found[2] === '') return cells
    rest = rest.slice(found[0].length)
  }
}
