import { type Answer, type Ask, event, json, sse, type Told } from './family.ts'
import { type Parts, piecesOf, textOf, toolArguments, toolCallOf } from './parts.ts'

/** Usage of the Responses API, with the newer counts of cache writes by their life. */
function usageOf(parts: Parts): Told {
  const written = parts.written5m + parts.written1h
  const input = parts.fresh + parts.cached + written
  const output = parts.output + parts.reasoning
  return {
    raw: {
      input_tokens: input,
      input_tokens_details: {
        cached_tokens: parts.cached,
        cache_write_tokens: written,
        cache_write_tokens_details: {
          ttl_30m_tokens: parts.written5m,
          ttl_12h_tokens: parts.written1h,
        },
      },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: parts.reasoning },
      total_tokens: input + output,
    },
    usage: {
      input: parts.fresh,
      cachedRead: parts.cached,
      cacheWrite5m: parts.written5m,
      cacheWrite1h: parts.written1h,
      output: parts.output,
      reasoning: parts.reasoning,
    },
  }
}

export function responses(ask: Ask): Answer {
  const told = usageOf(ask.parts)
  const input = Array.isArray(ask.json.input) ? ask.json.input : []
  const answered = input.some((item) => item?.type === 'function_call_output')
  const tool = toolCallOf(ask.json.tools, answered)
  const item = tool
    ? functionCall(tool, ask.parts)
    : message(textOf(ask.parts), ask.shelf.newId('msg_'))
  const id = ask.shelf.newId('resp_')
  const response = (status: string, output: object[], usage: unknown) => ({
    id,
    object: 'response',
    created_at: 1_790_000_000,
    status,
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    model: ask.model,
    output,
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: 'auto',
    tools: ask.json.tools ?? [],
    top_p: 1,
    usage,
  })
  const completed = response('completed', [item], told.raw)
  if (ask.json.store !== false) ask.shelf.add('responses', { ...completed })
  if (ask.json.stream !== true) return json(completed, told)

  const running = response('in_progress', [], null)
  let sequence = 0
  const named = (type: string, fields: object) =>
    event({ type, sequence_number: sequence++, ...fields }, type)
  const events = [
    named('response.created', { response: running }),
    named('response.in_progress', { response: running }),
    named('response.output_item.added', { output_index: 0, item: { ...item, ...emptied(tool) } }),
    ...(tool ? argumentEvents(ask.parts, named) : textEvents(ask.parts, item.id, named)),
    named('response.output_item.done', { output_index: 0, item }),
    named('response.completed', { response: completed }),
  ]
  return sse(events, told)
}

const functionCall = (name: string, parts: Parts) => ({
  type: 'function_call',
  id: 'fc_fake1',
  call_id: 'call_fake1',
  name,
  arguments: JSON.stringify(toolArguments(parts)),
  status: 'completed',
})

const message = (text: string, id: string) => ({
  type: 'message',
  id,
  role: 'assistant',
  status: 'completed',
  content: [part(text)],
})

const part = (text: string) => ({ type: 'output_text', text, annotations: [], logprobs: [] })

const emptied = (tool: string | undefined) =>
  tool ? { arguments: '', status: 'in_progress' } : { content: [], status: 'in_progress' }

type Named = (type: string, fields: object) => string

function textEvents(parts: Parts, itemId: string, named: Named): string[] {
  const place = { item_id: itemId, output_index: 0, content_index: 0 }
  const text = textOf(parts)
  return [
    named('response.content_part.added', { ...place, part: part('') }),
    ...piecesOf(parts).map((delta) =>
      named('response.output_text.delta', { ...place, delta, logprobs: [] }),
    ),
    named('response.output_text.done', { ...place, text, logprobs: [] }),
    named('response.content_part.done', { ...place, part: part(text) }),
  ]
}

function argumentEvents(parts: Parts, named: Named): string[] {
  const place = { item_id: 'fc_fake1', output_index: 0 }
  const text = JSON.stringify(toolArguments(parts))
  return [
    named('response.function_call_arguments.delta', { ...place, delta: text.slice(0, 5) }),
    named('response.function_call_arguments.delta', { ...place, delta: text.slice(5) }),
    named('response.function_call_arguments.done', { ...place, arguments: text }),
  ]
}
