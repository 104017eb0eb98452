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

/** What a token did in the last minutes. */
export interface TokenRun {
  /** Its last calls. */
  calls: RunCall[]
  /** How often each mark stands in `calls`. */
  prompts: Map<number, number>
  tools: Map<string, number>
  /** What all of its calls cost, in slots of ten seconds. */
  spent: { at: number; costNanoUsd: number }[]
  costNanoUsd: number
}

type RunCall = Pick<SeenCall, 'at'> & { [mark in 'prompt' | 'tool']: SeenCall[mark] | undefined }

const WINDOW_MS = 10 * MINUTE_MS
const SLOT_MS = 10_000
/** Beyond so many calls the oldest are let go: a loop shows in far fewer, and every token has as many. */
const MOST_CALLS = 200

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
      const run = runWith(tokens, call)
      const { samePrompt = 20, sameTool = 10, usd = 5 } = thresholds
      const prompts = call.prompt === undefined ? 0 : (run.prompts.get(call.prompt) ?? 0)
      if (prompts >= samePrompt)
        return found(call, run, prompts, `The same prompt was sent ${prompts} times`)
      const tools = call.tool === undefined ? 0 : (run.tools.get(call.tool) ?? 0)
      if (tools >= sameTool) {
        const name = call.toolName ? ` ${call.toolName}` : ''
        return found(call, run, tools, `The tool${name} was asked the same ${tools} times`)
      }
      if (run.costNanoUsd < usd * NANO_PER_USD) return undefined
      return spending(call, run)
    },
  }

  /** Ten minutes that cost more than a busy hour, and much more than is usual. */
  function spending(call: SeenCall, run: TokenRun): Finding | undefined {
    const member = hours.members.get(call.memberId)
    const isCold = !member || hours.isCold(member, call.at)
    const busy = member ? hours.busyHour(member, 'costNanoUsd') : 0
    if (run.costNanoUsd <= 2 * busy) return undefined
    const finding = found(call, run, run.costNanoUsd, 'It costs more than twice a busy hour')
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

  function found(call: SeenCall, { calls, spent }: TokenRun, value: number, note: string): Finding {
    const first = Math.min(calls[0]?.at ?? call.at, spent[0]?.at ?? call.at)
    return {
      ...{ kind: 'runawayAgent', cause: `runawayAgent ${call.tokenId}`, at: call.at },
      period: beginOf(call.at, WINDOW_MS),
      subject: subjectOf(call),
      evidence: evidence({
        ...{ value, unit: 'calls', windowMs: Math.max(1000, call.at - first), note },
        calls: [call.id],
      }),
    }
  }
}

function runWith(tokens: Map<string, TokenRun>, call: SeenCall): TokenRun {
  let run = tokens.get(call.tokenId)
  if (!run) {
    run = { calls: [], prompts: new Map(), tools: new Map(), spent: [], costNanoUsd: 0 }
    tokens.set(call.tokenId, run)
  }
  const { at, prompt, tool } = call
  run.calls.push({ at, prompt, tool })
  count(run, prompt, tool, 1)
  for (let first = run.calls[0]; first; first = run.calls[0]) {
    if (at - first.at <= WINDOW_MS && run.calls.length <= MOST_CALLS) break
    run.calls.shift()
    count(run, first.prompt, first.tool, -1)
  }
  spend(run, call)
  return run
}

function spend(run: TokenRun, { at, costNanoUsd }: SeenCall): void {
  const { spent } = run
  const slotAt = beginOf(at, SLOT_MS)
  const last = spent.at(-1)
  if (last && slotAt <= last.at) last.costNanoUsd += costNanoUsd
  else spent.push({ at: slotAt, costNanoUsd })
  run.costNanoUsd += costNanoUsd
  for (let first = spent[0]; first && at - first.at > WINDOW_MS; first = spent[0]) {
    spent.shift()
    run.costNanoUsd -= first.costNanoUsd
  }
}

function count(
  { prompts, tools }: TokenRun,
  prompt: number | undefined,
  tool: string | undefined,
  by: 1 | -1,
): void {
  if (prompt !== undefined) add(prompts, prompt, by)
  if (tool !== undefined) add(tools, tool, by)
}

function add<Name>(counts: Map<Name, number>, name: Name, by: number): void {
  const sum = (counts.get(name) ?? 0) + by
  if (sum > 0) counts.set(name, sum)
  else counts.delete(name)
}
