import type { MemberRow } from '../../store/schema/team.ts'

const FILES: [name: string, what: string][] = [
  ['profile', 'what administrators wrote down about you'],
  ['tokens', 'your tokens, when and from where each was used last; never a token itself'],
  ['calls', 'every call that is still in the ledger, with its cost, address and program'],
  ['callDetails', 'how single calls went, as far as that is still kept: times, headers, usage'],
  ['bodies/', 'what you sent and what was answered, where that was kept; one file each'],
  ['limits', 'limits that were set for you alone'],
  ['raises', 'limits that were raised for you'],
  ['clears', 'counters that were set back for you'],
  ['accessRules', 'what your calls may do, where that was said for you alone'],
  ['grants', 'models you were granted'],
  ['requests', 'what you asked for, and the answers'],
  ['alarms', 'alarms about your calls, with the figures they rest on'],
  ['objects', 'files, batches and the like that you made at providers, by their ids'],
  ['audit', 'what administrators did that concerns you'],
]

/** The first thing that somebody who unpacks an export reads. */
export function exportReadme(
  { name }: Pick<MemberRow, 'name'>,
  at: number,
  names: readonly string[],
): string {
  const there = FILES.filter(([name]) => names.some((file) => file.startsWith(name)))
  const width = Math.max(...there.map(([name]) => name.length))
  return [
    `Everything that Keyrack keeps about ${name}, ${new Date(at).toISOString()}`,
    '',
    'A file that ends in .json or .jsonl is for programs, the .csv of the same name for a spreadsheet.',
    'Times are milliseconds since 1970 in .json files; money is in billionths of a US dollar (nanoUsd).',
    '',
    ...there.map(([file, what]) => `${file.padEnd(width)}  ${what}`),
    '',
    'Not in here: what providers keep of the calls themselves, and the sums of which single calls were',
    'deleted because of their age. The file holds personal data: keep it where only you can read it.',
    '',
  ].join('\n')
}
