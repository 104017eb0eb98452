import { hash } from 'node:crypto'
import { INPUT_BUCKETS, OUTPUT_BUCKETS, sumOfBuckets } from '../contract/amounts.ts'
import type { SeenCall } from '../policy/alarms/detector.ts'
import type { WrongToken } from '../policy/alarms/tokenSpray.ts'
import type { ClosedCall } from '../store/ledger.ts'
import type { Call } from './call.ts'
import { promptMark, toolMark } from './promptMarks.ts'
import type { Caller } from './tokenDirectory.ts'

/** Beyond so many that wait, more of them would tell nothing new. */
const MOST_CALLS = 100_000
const MOST_STRANGE = 10_000

/** Somebody used a decoy. */
export interface DecoyUse {
  at: number
  address: string
  tokenId: string
  memberId: string
  teamId: string | null
}

/** What has to be collected. */
export interface FeedWishes {
  calls(): boolean
  /** A loop of an agent is looked for, which needs to tell prompts apart. */
  prompts(): boolean
}

/** What alarms look at, collected while calls go on and taken once a second. */
export class AlarmFeed {
  readonly #now: () => number
  readonly #wants: FeedWishes
  #calls: SeenCall[] = []
  #wrongTokens: WrongToken[] = []
  #decoys: DecoyUse[] = []

  constructor(now: () => number, wants: FeedWishes) {
    this.#now = now
    this.#wants = wants
  }

  callEnded(call: Call, row: ClosedCall): void {
    const { caller, body } = call
    if (!caller || !this.#wants.calls() || this.#calls.length >= MOST_CALLS) return
    const seen: SeenCall = {
      id: call.name,
      at: row.endedAt ?? call.startedAt,
      memberId: caller.memberId,
      teamId: caller.teamId,
      tokenId: caller.tokenId,
      // What is not kept of a call is not in the evidence of an alarm either.
      address: caller.unlogged ? '' : call.address,
      provider: call.key?.providerName ?? '',
      endpoint: call.endpoint.name,
      model: row.model,
      sent: row.sent === 1,
      isMistake: row.status !== null && row.status >= 400 && row.status < 500,
      costNanoUsd: row.costNanoUsd ?? 0,
      inputTokens: sumOfBuckets(row, INPUT_BUCKETS),
      outputTokens: sumOfBuckets(row, OUTPUT_BUCKETS),
      images: row.images,
      audioMs: row.audioMs,
    }
    if (seen.sent && body?.json && !caller.unlogged && this.#wants.prompts()) {
      seen.prompt = promptMark(body.json.bytes)
      const tool = toolMark(body)
      if (tool) {
        seen.tool = tool.mark
        seen.toolName = tool.name
      }
    }
    this.#calls.push(seen)
  }

  wrongToken(token: string, address: string): void {
    if (this.#wrongTokens.length >= MOST_STRANGE) return
    const mark = hash('sha256', token, 'base64url').slice(0, 12)
    this.#wrongTokens.push({ at: this.#now(), address, mark })
  }

  decoy({ tokenId, memberId, teamId }: Caller, address: string): void {
    if (this.#decoys.length >= MOST_STRANGE) return
    this.#decoys.push({ at: this.#now(), address, tokenId, memberId, teamId })
  }

  takeCalls(): SeenCall[] {
    const calls = this.#calls
    if (calls.length > 0) this.#calls = []
    return calls
  }

  takeStrangers(): { wrongTokens: WrongToken[]; decoys: DecoyUse[] } {
    const taken = { wrongTokens: this.#wrongTokens, decoys: this.#decoys }
    if (taken.wrongTokens.length > 0) this.#wrongTokens = []
    if (taken.decoys.length > 0) this.#decoys = []
    return taken
  }
}
