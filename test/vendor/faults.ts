import type { Parts } from './parts.ts'

/** What can go wrong at a provider. `after` counts the events (or the bytes of a whole body) that still get out. */
export type Fault =
  /** An answer with this status in the vendor's own error shape, unless a body is given. */
  | {
      kind: 'status'
      status: number
      headers?: Record<string, string>
      /** `{secret}` stands for the credential the vendor got, as careless vendors echo it. */
      message?: string
      body?: string
    }
  /** Takes the request and never answers. */
  | { kind: 'hang' }
  | { kind: 'hangMidway'; after: number }
  /** Resets the connection before a single byte of the answer. */
  | { kind: 'reset' }
  /** Destroys the connection inside the answer. */
  | { kind: 'cut'; after: number }
  /** Ends the answer cleanly, as if this had been all of it. */
  | { kind: 'earlyEnd'; after: number }
  /** A well-framed answer of nonsense. */
  | { kind: 'garbage' }
  | { kind: 'redirect'; location: string }
  /** So many bytes, in the right framing, never reaching an end that says how it went. */
  | { kind: 'huge'; bytes: number }
  /** Milliseconds between the events. */
  | { kind: 'slow'; ms: number }
  /** Every event cut into pieces of so many bytes, in the middle of letters too. */
  | { kind: 'shred'; bytes: number }
  /** Says the credential it got in the middle of its answer, sent in pieces of so many bytes. */
  | { kind: 'echo'; bytes: number }
  /** Line ends as CRLF, with comments between the events. */
  | { kind: 'crlf' }
  /** 103 before the answer. */
  | { kind: 'informational' }
  /** Reports an error of its own inside the stream. */
  | { kind: 'errorEvent'; after: number }
  /** Lies about what was used. */
  | { kind: 'usage'; parts: Partial<Parts> }
  /** Answers whole, without a word about usage. */
  | { kind: 'noUsage' }

/** Which fault meets which call: by the model it names, `*` for every one. */
export interface FaultBook {
  set(model: string, fault: Fault, times?: number): void
  clear(): void
  /** The fault of this call, if any; counts it. */
  take(model: string): Fault | undefined
}

export function faultBook(): FaultBook {
  const faults = new Map<string, { fault: Fault; left: number }>()
  return {
    set: (model, fault, times = Number.POSITIVE_INFINITY) => {
      faults.set(model, { fault, left: times })
    },
    clear: () => faults.clear(),
    take(model) {
      const entry = faults.get(model) ?? faults.get('*')
      if (!entry || entry.left <= 0) return undefined
      entry.left--
      return entry.fault
    },
  }
}
