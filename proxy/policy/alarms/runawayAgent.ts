import { NANO_PER_USD } from '../../base/money.ts'
import type { Finding } from '../../contract/alarms.ts'
import {
  beginOf,
  type Detector,
  evidence,
  MINUTE_MS,
  type SeenCall,
  subjectOf,
} from './detector.ts'
import type { HourBook } from './hours.ts'

/** What came together in the last minutes, in slots of some seconds. */
export interface RecentSum {
  sum: number
  slots: { at: number; sum: number }[]
}

/** How often something came; once, as most prompts do, is only the slot in which it did. */
type Times = RecentSum | number

/** What a token did in the last minutes. */
export interface TokenRun {
  /** Of each prompt, and each call of a tool; the one that came last stands last. */
  prompts: Map<number, Times>
  tools: Map<string, Times>
  costNanoUsd: RecentSum
}

const WINDOW_MS = 10 * MINUTE_MS
const SLOT_MS = 10_000
/** So many are told apart for each token: what goes in a loop comes again before so many others have come. */
const MOST_APART = 100

/** An agent in a loop: the same prompt, the same tool call, or money flowing faster than in a busy hour. */
export function runawayAgent(
  hours: HourBook,
  tokens = new Map<string, TokenRun>(),
): Detector & {
  tokens: typeof tokens
} {
  return {
    kind: 'runawayAgent',
    tokens,
    see(call, { thresholds }) {
      if (!call.sent) return undefined
      const { at, prompt, tool } = call
      const run = runOf(tokens, call.tokenId)
      const spent = add(run.costNanoUsd, at, call.costNanoUsd)
      const prompts = prompt === undefined ? undefined : cameAgain(run.prompts, prompt, at)
      const tools = tool === undefined ? undefined : cameAgain(run.tools, tool, at)
      const { samePrompt = 20, sameTool = 10, usd = 5 } = thresholds
      if (prompts && prompts.sum >= samePrompt)
        return found(call, prompts, `The same prompt was sent ${prompts.sum} times`)
      if (tools && tools.sum >= sameTool) {
        const name = call.toolName ? ` ${call.toolName}` : ''
        return found(call, tools, `The tool${name} was asked the same ${tools.sum} times`)
      }
      if (spent.sum < usd * NANO_PER_USD) return undefined
      return spending(call, spent)
    },
  }

  /** Ten minutes that cost more than a busy hour, and much more than is usual. */
  function spending(call: SeenCall, spent: RecentSum): Finding | undefined {
    const member = hours.members.get(call.memberId)
    const isCold = !member || hours.isCold(member, call.at)
    const busy = member ? hours.busyHour(member, 'costNanoUsd') : 0
    if (spent.sum <= 2 * busy) return undefined
    const finding = found(call, spent, 'It costs more than twice a busy hour')
    return {
      ...finding,
      notifyOnly: isCold,
      evidence: {
        ...finding.evidence,
        unit: 'nanoUsd',
        usual: { low: 0, high: busy, when: 'an hour' },
      },
    }
  }

  function found(call: SeenCall, { sum, slots }: RecentSum, note: string): Finding {
    const first = slots[0]?.at ?? call.at
    return {
      ...{ kind: 'runawayAgent', cause: `runawayAgent ${call.tokenId}`, at: call.at },
      period: beginOf(call.at, WINDOW_MS),
      subject: subjectOf(call),
      evidence: evidence({
        ...{ value: sum, unit: 'calls', windowMs: Math.max(1000, call.at - first), note },
        calls: [call.id],
      }),
    }
  }
}

function runOf(tokens: Map<string, TokenRun>, tokenId: string): TokenRun {
  let run = tokens.get(tokenId)
  if (!run) {
    run = { prompts: new Map(), tools: new Map(), costNanoUsd: { sum: 0, slots: [] } }
    tokens.set(tokenId, run)
  }
  return run
}

/** How often it came, from the second time on. */
function cameAgain<Mark>(marks: Map<Mark, Times>, mark: Mark, at: number): RecentSum | undefined {
  const before = marks.get(mark)
  if (before === undefined) {
    marks.set(mark, beginOf(at, SLOT_MS))
    if (marks.size > MOST_APART) dropFirst(marks)
    return undefined
  }
  const times = typeof before === 'number' ? { sum: 1, slots: [{ at: before, sum: 1 }] } : before
  // Set anew, so that the one that has not come for longest goes first.
  marks.delete(mark)
  marks.set(mark, times)
  return add(times, at, 1)
}

function dropFirst<Mark>(marks: Map<Mark, Times>): void {
  for (const first of marks.keys()) {
    marks.delete(first)
    break
  }
}

/** Adds to a sum, and takes off it what is over. */
function add(recent: RecentSum, at: number, amount: number): RecentSum {
  const { slots } = recent
  const last = slots.at(-1)
  const slotAt = beginOf(at, SLOT_MS)
  if (last && slotAt <= last.at) last.sum += amount
  else slots.push({ at: slotAt, sum: amount })
  recent.sum += amount
  for (let first = slots[0]; first && at - first.at > WINDOW_MS; first = slots[0]) {
    slots.shift()
    recent.sum -= first.sum
  }
  return recent
}
