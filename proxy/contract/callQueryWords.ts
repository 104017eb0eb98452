import type { QueryProblem } from './callQuery.ts'

/** What is wrong with a word of a filter and what would be right, for the command line and scripts. */
export function problemWords({ kind, at, word, known }: QueryProblem): string {
  const said = `"${word}" (at ${at + 1})`
  switch (kind) {
    case 'openQuote':
      return `The quotation mark at ${at + 1} is never closed. Close it: ${word}".`
    case 'unknownField':
      return `There is no field ${said}. Fields: ${known.join(', ')}. Text with a colon stands in quotation marks.`
    case 'badStatus':
      return `${said} is no status. Give 429, 4xx, 400..499, or ${known.join(', ')}.`
    case 'badMoney':
      return `${said} is no sum in dollars. Give 0.10, >0.10 or 0.10..2.`
    case 'badTime':
      return `${said} is no time. Give 1000 (ms), >2s or 1000..5000.`
    case 'badCount':
      return `${said} is no number. Give 1000, >10k or 1000..5000.`
    case 'badChoice':
      return `${said} is not one of ${known.join(', ')}.`
    case 'badHour':
      return `${said} is no hour of the week. Give mon.09, mon.09..17, mon or 09..17.`
    case 'badId':
      return `${said} is no request ID. Give one such as call_1c8d2f0k3.`
  }
}
