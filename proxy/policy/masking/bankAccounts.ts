import { type Finder, isAlnum, isWordAt } from './finder.ts'

/** Length of the IBAN of each country (SWIFT's IBAN registry). */
const LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 ' +
    'DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 ' +
    'IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 ' +
    'MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 ' +
    'SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
)

const START = /[A-Za-z]{2}\d{2}/g

/** International bank account numbers: the country's length, in one piece or in fours, and mod 97. */
export const findBankAccounts: Finder = (text, found) => {
  START.lastIndex = 0
  for (let match = START.exec(text); match; match = START.exec(text)) {
    const start = match.index
    // The next one may begin within these four.
    START.lastIndex = start + 1
    if (isWordAt(text, start - 1)) continue
    const length = LENGTHS[text.slice(start, start + 2).toUpperCase()]
    if (length === undefined) continue
    const end = endOf(text, start, length)
    if (end === undefined || isWordAt(text, end)) continue
    if (!hasMod97(text.slice(start, end))) continue
    found(start, end)
    START.lastIndex = end
  }
}

/** Offset behind `length` letters and digits; single spaces or hyphens may stand behind each four. */
function endOf(text: string, start: number, length: number): number | undefined {
  let at = start
  for (let count = 0; count < length; ) {
    if (isAlnum(text.charCodeAt(at))) count++
    else if ((text[at] !== ' ' && text[at] !== '-') || count % 4 !== 0 || !isWordAt(text, at - 1))
      return undefined
    at++
  }
  return at
}

/** ISO 7064: the first four characters moved to the end, letters as 10 to 35, the remainder is 1. */
function hasMod97(written: string): boolean {
  const account = written.replaceAll(/[ -]/g, '')
  let rest = 0
  for (const character of account.slice(4) + account.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}
