import { MASK_KINDS, type MaskRules } from '../../proxy/contract/masking.ts'
import { changeModelTexts } from '../../proxy/dialects/masking/places.ts'
import { compileMasking } from '../../proxy/policy/masking/rules.ts'
import { MaskSession } from '../../proxy/policy/masking/session.ts'
import { measureInTurns, type TurnCost, type TurnPlan } from './inTurns.ts'
import type { Load } from './processes.ts'
import type { Figure } from './table.ts'
import type { Team } from './team.ts'

const KiB = 1024
const ALL: MaskRules = Object.fromEntries(
  MASK_KINDS.map((kind) => [kind, { mode: 'pseudonymise', answers: false }]),
)
const WORDS = {
  ...{ id: 'dic_bench', teamId: null, name: 'Names', label: 'NAME' },
  rule: { mode: 'pseudonymise', answers: false },
  ...{ wholeWord: true, matchCase: false },
  terms: Array.from({ length: 20_000 }, (_, i) => `customer ${(i * 7919) % 20_000} of the list`),
} as const

const TEXTS: Record<string, string> = {
  prose:
    'On Tuesday the committee looked at the figures again: 12 of 40 offices had sent theirs, and the others promised to do so by the end of the week. ',
  code: "export function sum(values: number[]): number {\n  return values.reduce((total, value) => total + value, 0)\n}\nconst url = 'https://example.com/api/v1/items?limit=50'\n",
  'personal data':
    'Ana Ruiz, ana.ruiz@example.com, +34 612 34 56 78, card 4111 1111 1111 1111, IBAN ES91 2100 0418 4502 0005 1332, at 192.168.1.24. ',
}
const BODY_KIB = 256

interface ScanRow {
  text: string
  words: boolean
  microsPerKiB: number
}

/** How long it takes to look through a call's body and write it anew, for texts of several sorts. */
export function measureScans(): ScanRow[] {
  return Object.entries(TEXTS).flatMap(([text, sample]) =>
    [false, true].map((words) => ({ text, words, microsPerKiB: scanMicros(sample, words) })),
  )
}

function scanMicros(sample: string, words: boolean): number {
  const rules = compileMasking(ALL, {}, words ? [WORDS] : [])
  if (!rules) throw new Error('There are no rules')
  const content = sample.repeat(Math.ceil((BODY_KIB * KiB) / sample.length))
  const body = Buffer.from(JSON.stringify({ model: 'm', messages: [{ role: 'user', content }] }))
  const once = () => {
    const session = new MaskSession()
    changeModelTexts(body, (text) => session.hide(text, rules.requests))
  }
  for (let i = 0; i < 5; i++) once()
  const took = Array.from({ length: 9 }, () => {
    const before = process.cpuUsage()
    once()
    const { user, system } = process.cpuUsage(before)
    return user + system
  })
  return Math.min(...took) / (body.length / KiB)
}

export function scanFigures(rows: readonly ScanRow[]): Figure[] {
  return rows.map(({ text, words, microsPerKiB }) => ({
    what: `Masking ${text}: all kinds${words ? ' and 20,000 words' : ''}`,
    measured: `${microsPerKiB.toFixed(1)} µs a KiB`,
  }))
}

const SETTINGS = ['off', 'all kinds'] as const
export type MaskingCostRow = TurnCost & { setting: (typeof SETTINGS)[number] }

/** The same calls with masking off, and with all kinds named and put back. */
export function measureMaskingCost(
  load: Load,
  team: Team,
  plan: TurnPlan,
): Promise<MaskingCostRow[]> {
  const { masking } = team.service.admin
  const none = Object.fromEntries(MASK_KINDS.map((kind) => [kind, null]))
  const set = async (setting: (typeof SETTINGS)[number]) => {
    await masking.set.mutate({ rules: setting === 'off' ? none : ALL })
    return () => masking.set.mutate({ rules: none })
  }
  return measureInTurns(load, team, SETTINGS, set, plan)
}

export function maskingCostFigures([off, on]: readonly MaskingCostRow[]): Figure[] {
  if (!off || !on) return []
  const more = on.cpuMicrosPerCall - off.cpuMicrosPerCall
  return [
    {
      what: 'A small call whose texts are looked through for all kinds',
      measured: `+${more.toFixed(1)} µs CPU (${((more / off.cpuMicrosPerCall) * 100).toFixed(1)} % of a call)`,
    },
  ]
}
