import { MASK_KINDS, MASK_LABELS, type MaskKind, type MaskMode } from '../../contract/masking.ts'
import { findBankAccounts } from './bankAccounts.ts'
import { findCards } from './cards.ts'
import { findEmails, findPhones } from './contacts.ts'
import { Dictionary, type WordList } from './dictionary.ts'
import type { Finder } from './finder.ts'
import { findChineseIds, findUsSsns } from './identityNumbers.ts'
import { findApiKeys, findJwts, findSecrets } from './keys.ts'
import { findNetworkAddresses } from './networkAddresses.ts'
import { findPemBlocks, openPemFrom } from './pem.ts'
import { unfinishedFrom } from './unfinished.ts'

const FINDERS: Record<MaskKind, Finder> = {
  privateKey: findPemBlocks,
  jwt: findJwts,
  apiKey: findApiKeys,
  secret: findSecrets,
  email: findEmails,
  iban: findBankAccounts,
  card: findCards,
  chineseId: findChineseIds,
  usSsn: findUsSsns,
  phone: findPhones,
  ipAddress: findNetworkAddresses,
}

/** These hold no letters, so that the end of a word cannot be their beginning. */
const NUMBERS: ReadonlySet<string> = new Set(['card', 'usSsn', 'phone'])

/** What is done with what is found, and what it is called. */
export interface Treatment {
  /** The kind, or the label of a dictionary. */
  kind: string
  label: string
  mode: Exclude<MaskMode, 'off'>
  /** The smaller, the sooner it wins where two finds of one length overlap. */
  rank: number
}

export interface Find {
  start: number
  end: number
  treatment: Treatment
}

export type Words = Omit<WordList<Treatment>, 'of'> & { label: string; mode: Treatment['mode'] }

/** Looks for everything that some rules name. */
export class Scanner {
  readonly #finders: { find: Finder; treatment: Treatment }[] = []
  readonly #words: Dictionary<Treatment>
  readonly #acted: ReadonlySet<string>
  readonly #seesPem: boolean
  readonly #numbersOnly: boolean

  constructor(modes: Partial<Record<MaskKind, MaskMode>>, words: readonly Words[] = []) {
    MASK_KINDS.forEach((kind, rank) => {
      const mode = modes[kind]
      if (mode === undefined || mode === 'off') return
      const treatment = { kind, label: MASK_LABELS[kind], mode, rank }
      this.#finders.push({ find: FINDERS[kind], treatment })
    })
    const lists = words.map(({ label, mode, ...list }, i) => ({
      ...list,
      of: { kind: label, label, mode, rank: MASK_KINDS.length + i },
    }))
    this.#words = new Dictionary(lists)
    const treatments = [
      ...this.#finders.map(({ treatment }) => treatment),
      ...lists.map(({ of }) => of),
    ]
    this.#acted = new Set(treatments.flatMap(({ kind, mode }) => (mode === 'report' ? [] : [kind])))
    const kinds = this.#finders.map(({ treatment }) => treatment.kind)
    this.#seesPem = kinds.includes('privateKey')
    this.#numbersOnly = kinds.every((kind) => NUMBERS.has(kind))
  }

  get isEmpty(): boolean {
    return this.#finders.length === 0 && this.#words.isEmpty
  }

  /** Whether something is done with what is found of a kind, beside counting it. */
  actsOn(kind: string): boolean {
    return this.#acted.has(kind)
  }

  /** Everything in the text, in order and without overlaps: see `settle`. */
  find(text: string): Find[] {
    let finds: Find[] | undefined
    for (const { find, treatment } of this.#finders)
      find(text, (start, end) => {
        finds ??= []
        finds.push({ start, end, treatment })
      })
    if (!this.#words.isEmpty)
      this.#words.find(text, (start, end, treatment) => {
        finds ??= []
        finds.push({ start, end, treatment })
      })
    return finds ? settle(finds) : NOTHING
  }

  /** From where on the end of a text may still become, or go on as, something to be found. */
  openFrom(text: string): number {
    let from = this.#finders.length === 0 ? text.length : unfinishedFrom(text, this.#numbersOnly)
    if (!this.#words.isEmpty) from = Math.min(from, this.#words.openFrom(text))
    const pem = this.#seesPem ? openPemFrom(text) : -1
    return pem === -1 ? from : Math.min(from, pem)
  }
}

const NOTHING: Find[] = []

/**
 * Of finds that overlap one stays: what is acted on before what is only counted, then the longer, then the kind
 * that stands further up in the list. What the others cover beside it is covered by it as well, so that
 * nothing of any find is left over.
 */
function settle(finds: Find[]): Find[] {
  if (finds.length === 1) return finds
  const acted = merge(finds.filter(({ treatment }) => treatment.mode !== 'report'))
  const counted = merge(finds.filter(({ treatment }) => treatment.mode === 'report')).filter(
    ({ start, end }) => !acted.some((find) => find.start < end && start < find.end),
  )
  return [...acted, ...counted].sort((a, b) => a.start - b.start)
}

function merge(finds: Find[]): Find[] {
  const merged: { find: Find; longest: number }[] = []
  for (const find of finds.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    const length = find.end - find.start
    if (!last || find.start >= last.find.end) {
      merged.push({ find: { ...find }, longest: length })
      continue
    }
    last.find.end = Math.max(last.find.end, find.end)
    const isBetter =
      length > last.longest ||
      (length === last.longest && find.treatment.rank < last.find.treatment.rank)
    if (!isBetter) continue
    last.longest = length
    last.find.treatment = find.treatment
  }
  return merged.map(({ find }) => find)
}
