import { type Answer, type Ask, event, json, sse, type Told } from './family.ts'
import { type Parts, piecesOf, textOf, toolArguments, toolCallOf } from './parts.ts'

/** What differs between the vendors that speak this format. */
export interface ChatHabits {
  /** OpenAI tells a stream's usage only when asked; Mistral and OpenRouter always do. */
  usageUnasked: boolean
  usage(parts: Parts): Told
  /** Sent before the first chunk, as Azure sends its filter's results. */
  opening?(head: Record<string, unknown>): string[]
  /** Mistral's tool calls arrive whole, and its last chunk carries choice and usage together. */
  wholeToolCalls?: boolean
}

/** Chat completions usage at OpenAI: cached and written tokens are part of the prompt, reasoning of the completion. */
export function openaiUsage(parts: Parts): Told {
  const prompt = parts.fresh + parts.cached
  const completion = parts.output + parts.reasoning
  return {
    raw: {
      prompt_tokens: prompt,
      completion_tokens: completion,
      total_tokens: prompt + completion,
      prompt_tokens_details: { cached_tokens: parts.cached, audio_tokens: 0 },
      completion_tokens_details: {
        reasoning_tokens: parts.reasoning,
        audio_tokens: 0,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 0,
      },
    },
    usage: {
      input: parts.fresh,
      cachedRead: parts.cached,
      output: parts.output,
      reasoning: parts.reasoning,
    },
  }
}

export function chat(ask: Ask, habits: ChatHabits): Answer {
  const told = habits.usage(ask.parts)
  const messages = Array.isArray(ask.json.messages) ? ask.json.messages : []
  const last = messages.at(-1) as { role?: string } | undefined
  const tool = toolCallOf(ask.json.tools, last?.role === 'tool')
  const stored = ask.json.store === true
  const id = stored ? ask.shelf.newId('chatcmpl-') : 'chatcmpl-fake1'
  if (stored) ask.shelf.add('completions', { id, object: 'chat.completion', model: ask.model })
  const head = { id, created: 1_790_000_000, model: ask.model }
  return ask.json.stream === true
    ? streamed(ask, habits, told, tool, head)
    : whole(ask, told, tool, head)
}

function callOf(name: string, parts: Parts) {
  return {
    id: 'call_fake1',
    type: 'function',
    function: { name, arguments: JSON.stringify(toolArguments(parts)) },
  }
}

function whole(ask: Ask, told: Told, tool: string | undefined, head: object): Answer {
  const message = tool
    ? { role: 'assistant', content: null, tool_calls: [callOf(tool, ask.parts)], refusal: null }
    : { role: 'assistant', content: textOf(ask.parts), refusal: null }
  const choice = {
    index: 0,
    message,
    logprobs: null,
    finish_reason: tool ? 'tool_calls' : 'stop',
  }
  return json({ ...head, object: 'chat.completion', choices: [choice], usage: told.raw }, told)
}

function streamed(
  ask: Ask,
  habits: ChatHabits,
  told: Told,
  tool: string | undefined,
  head: Record<string, unknown>,
): Answer {
  const options = ask.json.stream_options as { include_usage?: boolean } | undefined
  const asked = options?.include_usage === true
  const chunkHead = { ...head, object: 'chat.completion.chunk' }
  const choice = (delta: object, finish: string | null = null) =>
    event({
      ...chunkHead,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
      // OpenAI sends the field on every chunk once usage was asked for.
      ...(asked ? { usage: null } : {}),
    })
  const finish = tool ? 'tool_calls' : 'stop'
  const events = [
    ...(habits.opening?.(chunkHead) ?? []),
    choice({ role: 'assistant', content: tool ? null : '' }),
    ...(tool
      ? toolDeltas(tool, ask.parts, habits.wholeToolCalls === true).map((delta) => choice(delta))
      : piecesOf(ask.parts).map((content) => choice({ content }))),
  ]
  if (habits.wholeToolCalls) {
    const choices = [{ index: 0, delta: { content: '' }, finish_reason: finish }]
    events.push(event({ ...chunkHead, choices, usage: told.raw }))
  } else {
    events.push(choice({}, finish))
    if (asked || habits.usageUnasked) {
      events.push(event({ ...chunkHead, choices: [], usage: told.raw }))
    }
  }
  events.push(event('[DONE]'))
  const silent = !asked && !habits.usageUnasked && !habits.wholeToolCalls
  return sse(events, silent ? undefined : told)
}

function toolDeltas(name: string, parts: Parts, whole: boolean): object[] {
  const call = callOf(name, parts)
  if (whole) return [{ tool_calls: [{ index: 0, ...call }] }]
  const text = call.function.arguments
  const half = Math.floor(text.length / 2)
  const first = { ...call, function: { name, arguments: '' } }
  return [
    { tool_calls: [{ index: 0, ...first }] },
    { tool_calls: [{ index: 0, function: { arguments: text.slice(0, half) } }] },
    { tool_calls: [{ index: 0, function: { arguments: text.slice(half) } }] },
  ]
}
