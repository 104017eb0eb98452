import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import {
  commitmentOf,
  entryHash,
  fingerprintOf,
  firstLink,
  isBeginningSigned,
  isSigned,
  linkOf,
} from '../base/auditChain.ts'
import { isSealed } from '../base/auditExport.ts'

const hex = z.string().regex(/^([0-9a-f]{2})+$/)
const seq = z.int().positive()
const beginning = z.strictObject({
  ...{ seq, at: z.int(), actor: z.string().nullable(), taken: z.int(), entry: seq },
  ...{ link: hex, mac: hex, signature: z.string() },
})
const header = z.looseObject({
  format: z.literal('keyrack-audit'),
  version: z.literal(1),
  installId: z.string(),
  exportedAt: z.number(),
  exportedBy: z.string(),
  publicKey: z.string(),
  entries: z.int().nonnegative(),
  begins: beginning.nullable().default(null),
})
const text = z.string().nullable()
const entry = z.strictObject({
  ...{ seq, at: z.int(), actor: text, role: text, source: z.string(), action: z.string() },
  ...{ objectType: text, object: text, result: z.string(), of: z.int().nullable() },
  ...{ origin: z.string(), detail: hex, mac: hex, salt: hex.optional() },
  aside: z.string().optional(),
})
const leftOut = z.strictObject({ seq, hash: hex })
const checkpoint = z.strictObject({
  checkpoint: z.strictObject({ seq, at: z.int(), link: hex, mac: hex, signature: z.string() }),
})
const seal = z.strictObject({
  ...{ format: z.literal('keyrack-audit-seal'), installId: z.string(), sealedAt: z.number() },
  ...{ sha256: hex, publicKey: z.string(), signature: z.string() },
})

/** What an export proves by itself, without Keyrack and its vault. */
export interface FileCheck {
  ok: boolean
  /** What is wrong, and at which line; null when nothing is. */
  problem: string | null
  line: number
  format: 'jsonl' | 'csv'
  entries: number
  /** Entries that the filter left out: only their place in the chain is in the file. */
  leftOut: number
  erased: number
  checkpoints: number
  since: number | null
  until: number | null
  /** Where the log begins, when older entries were taken off it before. */
  begins: { seq: number; at: number } | null
  installId: string | null
  /** Of the key that signed; whoever trusts the file must know it from elsewhere. */
  fingerprint: string | null
}

class Bent extends Error {}

/** Checks an export: numbers, links, commitments, signed checkpoints, and the seal over the whole file. */
export async function checkAuditFile(file: string): Promise<FileCheck> {
  const beside = `${file}.sig`
  if (existsSync(beside)) return checkTable(file, beside)
  const check = emptyCheck('jsonl')
  const walk = new Walk(check)
  const whole = createHash('sha256')
  let waiting: string | undefined
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: 0 })) {
      if (waiting !== undefined) {
        check.line++
        whole.update(`${waiting}\n`)
        walk.take(waiting)
      }
      waiting = line
    }
    check.line++
    walk.end(waiting ?? '', whole.digest('hex'))
    check.ok = true
  } catch (error) {
    if (!(error instanceof Bent)) throw error
    check.problem = error.message
  }
  return check
}

/** One line after the other, each held against the one before. */
class Walk {
  readonly #check: FileCheck
  #head: z.output<typeof header> | undefined
  #link: Buffer = Buffer.alloc(0)
  #seq = 0
  #mac: string | undefined
  #signedTo = 0

  constructor(check: FileCheck) {
    this.#check = check
  }

  take(line: string): void {
    const value = jsonIn(line)
    const signed = checkpoint.safeParse(value)
    const hidden = leftOut.safeParse(value)
    if (!this.#head) this.#begin(value)
    else if (signed.success) this.#checkpoint(signed.data.checkpoint)
    else if (hidden.success) {
      this.#check.leftOut++
      this.#next(hidden.data.seq, Buffer.from(hidden.data.hash, 'hex'), undefined)
    } else this.#entry(value)
  }

  /** The last line: the seal over all the others. */
  end(line: string, sha256: string): void {
    const sealed = seal.safeParse(jsonIn(line))
    if (!sealed.success) throw new Bent('The file ends without its seal: it was cut off.')
    const head = this.#head
    if (!head) throw new Bent('The file does not begin as an audit log.')
    if (this.#seq !== head.entries) {
      throw new Bent(`Entry ${this.#seq + 1} and what followed it are missing.`)
    }
    if (this.#signedTo !== this.#seq) throw new Bent('The last entries are not signed.')
    const { data } = sealed
    if (data.sha256 !== sha256 || data.publicKey !== head.publicKey || !isSealed(data)) {
      throw new Bent('The seal does not fit the file: a line was changed, added or removed.')
    }
  }

  #begin(value: unknown): void {
    const parsed = header.safeParse(value)
    if (!parsed.success) throw new Bent('The file does not begin as an audit log of Keyrack.')
    this.#head = parsed.data
    this.#link = firstLink(parsed.data.installId)
    if (parsed.data.begins) this.#beginAfter(parsed.data, parsed.data.begins)
    this.#check.installId = parsed.data.installId
    this.#check.fingerprint = fingerprintOf(parsed.data.publicKey)
  }

  /** Older entries were taken off: what Keyrack signed then stands for them. */
  #beginAfter(
    { installId, publicKey }: z.output<typeof header>,
    { signature, ...facts }: z.output<typeof beginning>,
  ): void {
    if (!isBeginningSigned(publicKey, { installId, ...facts }, Buffer.from(signature, 'base64'))) {
      throw new Bent('The record that says where the log begins is not Keyrack’s.')
    }
    this.#seq = facts.seq
    this.#signedTo = facts.seq
    this.#link = Buffer.from(facts.link, 'hex')
    this.#check.begins = { seq: facts.seq, at: facts.at }
  }

  #entry(value: unknown): void {
    const parsed = entry.safeParse(value)
    if (!parsed.success) throw new Bent('This line is no entry of an audit log.')
    const { mac, salt, aside, ...told } = parsed.data
    this.#next(told.seq, entryHash(told), mac)
    this.#check.entries++
    this.#check.since ??= told.at
    this.#check.until = told.at
    if (salt === undefined || aside === undefined) this.#check.erased++
    else if (commitmentOf(Buffer.from(salt, 'hex'), aside) !== told.detail) {
      throw new Bent(`The detail of entry ${told.seq} was changed.`)
    }
  }

  #next(seq: number, hash: Buffer, mac: string | undefined): void {
    if (seq !== this.#seq + 1) {
      throw new Bent(
        seq > this.#seq
          ? `Entry ${this.#seq + 1} is missing.`
          : `Entry ${seq} stands in a wrong place, or twice.`,
      )
    }
    this.#seq = seq
    this.#link = linkOf(this.#link, hash)
    this.#mac = mac
  }

  #checkpoint(point: z.output<typeof checkpoint>['checkpoint']): void {
    const head = this.#head
    const { signature, ...facts } = point
    const isRight =
      head !== undefined &&
      point.seq === this.#seq &&
      point.link === this.#link.toString('hex') &&
      (this.#mac === undefined || point.mac === this.#mac) &&
      isSigned(
        head.publicKey,
        { ...facts, installId: head.installId },
        Buffer.from(signature, 'base64'),
      )
    if (!isRight) {
      throw new Bent(
        `An entry between ${this.#signedTo + 1} and ${point.seq} was changed: the signature there does not fit.`,
      )
    }
    this.#signedTo = this.#seq
    this.#check.checkpoints++
  }
}

/** A table holds no chain; its seal lies beside it and covers every byte. */
function checkTable(file: string, beside: string): FileCheck {
  const check = emptyCheck('csv')
  const parsed = seal.safeParse(jsonIn(readFileSync(beside, 'utf8')))
  const bytes = readFileSync(file)
  if (!parsed.success || !isSealed(parsed.data)) {
    return { ...check, problem: `The seal ${beside} is damaged.` }
  }
  const { sha256, installId, publicKey } = parsed.data
  const facts = { installId, fingerprint: fingerprintOf(publicKey) }
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    return { ...check, ...facts, problem: 'The file is not the one that was sealed.' }
  }
  const entries = bytes.toString('latin1').split('\r\n').length - 2
  return { ...check, ...facts, ok: true, entries }
}

function emptyCheck(format: FileCheck['format']): FileCheck {
  return {
    ...{ ok: false, problem: null, line: 0, format, entries: 0, leftOut: 0, erased: 0 },
    ...{
      checkpoints: 0,
      since: null,
      until: null,
      begins: null,
      installId: null,
      fingerprint: null,
    },
  }
}

function jsonIn(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw new Bent('This line is not JSON.')
  }
}
