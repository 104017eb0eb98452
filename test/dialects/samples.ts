import type { Usage } from '../../proxy/contract/calls.ts'
import type { Wire } from '../../proxy/contract/wires.ts'

/** One answer as it stands on the wire, and what must be read from it. */
export interface Sample {
  what: string
  wire: Wire
  contentType: string
  text: string
  asked?: Record<string, unknown>
  usage: Partial<Usage> | undefined
  model?: string
  costNanoUsd?: number
  incomplete?: boolean
  failure?: RegExp
  outputChars?: number
}

const SSE = 'text/event-stream; charset=utf-8'
const JSON_TYPE = 'application/json'

const data = (...events: unknown[]) =>
  events
    .map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
    .join('')

const named = (...events: ({ type: string } & Record<string, unknown>)[]) =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')

const lines = (...events: unknown[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('')

const chunk = (content: string | undefined, more: object = {}, finish: string | null = null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  model: 'gpt-5-mini-2026-01-01',
  choices: [{ index: 0, delta: content === undefined ? {} : { content }, finish_reason: finish }],
  ...more,
})

const CHAT_USAGE = {
  prompt_tokens: 100,
  completion_tokens: 50,
  total_tokens: 150,
  prompt_tokens_details: { cached_tokens: 40, cache_write_tokens: 10, audio_tokens: 20 },
  completion_tokens_details: {
    reasoning_tokens: 15,
    audio_tokens: 5,
    accepted_prediction_tokens: 3,
    rejected_prediction_tokens: 2,
  },
}
const CHAT_BUCKETS = {
  input: 30,
  cachedRead: 40,
  cacheWrite5m: 10,
  audioInput: 20,
  output: 30,
  reasoning: 15,
  audioOutput: 5,
}

const ANTHROPIC_START = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    model: 'claude-sonnet-5-5',
    usage: {
      input_tokens: 21,
      cache_creation_input_tokens: 9,
      cache_read_input_tokens: 3,
      cache_creation: { ephemeral_5m_input_tokens: 5, ephemeral_1h_input_tokens: 4 },
      output_tokens: 1,
      service_tier: 'standard',
    },
  },
}

const GEMINI_USAGE = {
  promptTokenCount: 100,
  cachedContentTokenCount: 30,
  candidatesTokenCount: 20,
  thoughtsTokenCount: 7,
  toolUsePromptTokenCount: 11,
  totalTokenCount: 138,
  promptTokensDetails: [
    { modality: 'TEXT', tokenCount: 60 },
    { modality: 'AUDIO', tokenCount: 25 },
    { modality: 'IMAGE', tokenCount: 15 },
  ],
  cacheTokensDetails: [
    { modality: 'TEXT', tokenCount: 25 },
    { modality: 'AUDIO', tokenCount: 5 },
  ],
  candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 4 }],
}
const GEMINI_BUCKETS = {
  input: 46,
  cachedRead: 30,
  audioInput: 20,
  imageInput: 15,
  output: 16,
  imageOutput: 4,
  reasoning: 7,
}
const GEMINI_CHUNKS = [
  {
    candidates: [{ content: { parts: [{ text: 'Hé' }] } }],
    usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 1 },
    modelVersion: 'gemini-3-flash',
  },
  {
    candidates: [{ content: { parts: [{ text: 'llo "x"' }] }, finishReason: 'STOP' }],
    usageMetadata: GEMINI_USAGE,
    modelVersion: 'gemini-3-flash',
  },
]

export const SAMPLES: Sample[] = [
  {
    what: 'chat, streamed, usage in the last chunk before [DONE]',
    wire: 'openai.chat',
    contentType: SSE,
    text: data(
      chunk('Hé', { usage: null, obfuscation: 'xyz' }),
      chunk('llo "\n', { usage: null }),
      chunk(undefined, { usage: null }, 'stop'),
      { id: 'chatcmpl-1', model: 'gpt-5-mini-2026-01-01', choices: [], usage: CHAT_USAGE },
      '[DONE]',
    ),
    usage: CHAT_BUCKETS,
    model: 'gpt-5-mini-2026-01-01',
    outputChars: 8,
  },
  {
    what: 'chat, streamed, no usage at all',
    wire: 'openai.chat',
    contentType: SSE,
    text: data(chunk('Hello'), chunk(undefined, {}, 'stop'), '[DONE]'),
    usage: undefined,
    model: 'gpt-5-mini-2026-01-01',
    outputChars: 5,
  },
  {
    what: 'chat, streamed, cut in the middle',
    wire: 'azure.chat',
    contentType: SSE,
    text: data(chunk('Hel'), chunk('lo')),
    usage: undefined,
    incomplete: true,
    outputChars: 5,
  },
  {
    what: 'chat, streamed, failing after it began',
    wire: 'openai.chat',
    contentType: SSE,
    text: data(chunk('Hel'), {
      error: { message: 'The server had an error', type: 'server_error' },
    }),
    usage: undefined,
    incomplete: true,
    failure: /^The server had an error$/,
  },
  {
    what: 'chat, streamed, talking about usage and errors in its text',
    wire: 'openai.chat',
    contentType: SSE,
    text: data(
      chunk('{"usage":{"prompt_tokens":999},"error":{"message":"no"}} [DONE]'),
      chunk(undefined, {}, 'stop'),
      '[DONE]',
    ),
    usage: undefined,
    model: 'gpt-5-mini-2026-01-01',
  },
  {
    what: 'chat in one piece',
    wire: 'openai.chat',
    contentType: JSON_TYPE,
    text: JSON.stringify({ ...chunk('Hello', {}, 'stop'), usage: CHAT_USAGE }, null, 2),
    usage: CHAT_BUCKETS,
    model: 'gpt-5-mini-2026-01-01',
  },
  {
    what: 'chat in one piece from a server that counts nothing: its text is the base of an estimate',
    wire: 'openai.chat',
    contentType: JSON_TYPE,
    text: JSON.stringify({ choices: [{ message: { role: 'assistant', content: 'Hé "x"' } }] }),
    usage: undefined,
    outputChars: 6,
  },
  {
    what: 'chat with long-lived cache writes',
    wire: 'azure.chat',
    contentType: JSON_TYPE,
    text: JSON.stringify({
      usage: {
        prompt_tokens: 100,
        completion_tokens: 1,
        prompt_tokens_details: {
          cache_write_tokens: 30,
          cache_write_tokens_details: { ttl_30m_tokens: 10, ttl_12h_tokens: 20 },
        },
      },
    }),
    usage: { input: 70, cacheWrite5m: 10, cacheWrite1h: 20, output: 1 },
  },
  {
    what: 'DeepSeek: cache hits and misses, blank lines in front',
    wire: 'openai.chat',
    contentType: JSON_TYPE,
    text: `\n\n${JSON.stringify({
      model: 'deepseek-chat',
      usage: {
        prompt_tokens: 50,
        completion_tokens: 10,
        total_tokens: 60,
        prompt_cache_hit_tokens: 32,
        prompt_cache_miss_tokens: 18,
      },
    })}`,
    usage: { input: 18, cachedRead: 32, output: 10 },
    model: 'deepseek-chat',
  },
  {
    what: 'DeepSeek: streamed with keep-alive comments',
    wire: 'openai.chat',
    contentType: SSE,
    text: `: keep-alive\n\n${data(chunk('Hi'))}: keep-alive\n\n${data(
      chunk(undefined, { usage: { prompt_tokens: 5, completion_tokens: 2 } }, 'stop'),
      '[DONE]',
    )}`,
    usage: { input: 5, output: 2 },
  },
  {
    what: 'Groq: usage in its own corner',
    wire: 'openai.chat',
    contentType: SSE,
    text: data(
      chunk('Hi', { x_groq: { id: 'req_1' } }),
      chunk(
        undefined,
        {
          x_groq: {
            id: 'req_1',
            usage: { prompt_tokens: 8, completion_tokens: 3, queue_time: 0.1 },
          },
        },
        'stop',
      ),
      '[DONE]',
    ),
    usage: { input: 8, output: 3 },
  },
  {
    what: 'OpenRouter: comments, and its own price',
    wire: 'openai.chat',
    contentType: SSE,
    text: `: OPENROUTER PROCESSING\n\n${data(
      chunk('Hi'),
      chunk(
        undefined,
        { usage: { prompt_tokens: 8, completion_tokens: 3, cost: 0.00014 } },
        'stop',
      ),
      '[DONE]',
    )}`,
    usage: { input: 8, output: 3 },
    costNanoUsd: 140_000,
  },
  {
    what: "OpenRouter with the team's own key behind it: fee and vendor's price",
    wire: 'openai.chat',
    contentType: JSON_TYPE,
    text: JSON.stringify({
      usage: {
        prompt_tokens: 8,
        completion_tokens: 3,
        is_byok: true,
        cost: 0.00001,
        cost_details: { upstream_inference_cost: 0.0002 },
      },
    }),
    usage: { input: 8, output: 3 },
    costNanoUsd: 210_000,
  },
  {
    what: 'xAI: ticks, and reasoning beside the completion',
    wire: 'openai.chat',
    contentType: JSON_TYPE,
    text: JSON.stringify({
      model: 'grok-5',
      usage: {
        prompt_tokens: 10,
        completion_tokens: 4,
        total_tokens: 34,
        completion_tokens_details: { reasoning_tokens: 20 },
        num_sources_used: 2,
        cost_in_usd_ticks: 12_345_678,
      },
    }),
    usage: { input: 10, output: 4, reasoning: 20, searches: 2 },
    costNanoUsd: 1_234_568,
  },
  {
    what: 'Perplexity: its own price',
    wire: 'openai.chat',
    contentType: JSON_TYPE,
    text: JSON.stringify({
      usage: {
        prompt_tokens: 10,
        completion_tokens: 4,
        num_search_queries: 3,
        cost: { input_tokens_cost: 0.00001, total_cost: 0.00512 },
      },
    }),
    usage: { input: 10, output: 4, searches: 3 },
    costNanoUsd: 5_120_000,
  },
  {
    what: 'Mistral: usage in the chunk that finishes, tool calls whole',
    wire: 'mistral.fim',
    contentType: SSE,
    text: data(
      chunk('a'),
      chunk(
        undefined,
        { usage: { prompt_tokens: 4, completion_tokens: 6, total_tokens: 10 } },
        'stop',
      ),
      '[DONE]',
    ),
    usage: { input: 4, output: 6 },
  },
  {
    what: 'legacy completions, streamed',
    wire: 'openai.completions',
    contentType: SSE,
    text: data(
      { choices: [{ index: 0, text: 'abc', finish_reason: null }] },
      { choices: [], usage: { prompt_tokens: 2, completion_tokens: 3 } },
      '[DONE]',
    ),
    usage: { input: 2, output: 3 },
    outputChars: 3,
  },
  {
    what: 'Responses, streamed',
    wire: 'openai.responses',
    contentType: SSE,
    text: named(
      { type: 'response.created', response: { model: 'gpt-5', usage: null, output: [] } },
      { type: 'response.output_text.delta', delta: 'Hé', sequence_number: 4 },
      { type: 'response.output_text.delta', delta: 'llo', sequence_number: 5 },
      { type: 'response.output_text.done', text: 'Héllo', sequence_number: 6 },
      {
        type: 'response.completed',
        response: {
          model: 'gpt-5-2026',
          status: 'completed',
          error: null,
          output: [{ type: 'web_search_call' }, { type: 'message' }],
          usage: {
            input_tokens: 60,
            input_tokens_details: { cached_tokens: 20 },
            output_tokens: 30,
            output_tokens_details: { reasoning_tokens: 12 },
            total_tokens: 90,
          },
        },
      },
    ),
    usage: { input: 40, cachedRead: 20, output: 18, reasoning: 12, searches: 1 },
    model: 'gpt-5-2026',
    outputChars: 5,
  },
  {
    what: 'Responses, streamed, stopped at the limit of output',
    wire: 'openai.responses',
    contentType: SSE,
    text: named({
      type: 'response.incomplete',
      response: { usage: { input_tokens: 6, output_tokens: 3 }, output: [] },
    }),
    usage: { input: 6, output: 3 },
  },
  {
    what: 'Responses, streamed, failing',
    wire: 'openai.responses',
    contentType: SSE,
    text: named({
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'server_error', message: 'Oh' }, usage: null },
    }),
    usage: undefined,
    incomplete: true,
    failure: /^Oh$/,
  },
  {
    what: 'Responses, streamed, with an error event',
    wire: 'openai.responses',
    contentType: SSE,
    text: named({ type: 'error', code: null, message: 'Broken', param: null }),
    usage: undefined,
    incomplete: true,
    failure: /^Broken$/,
  },
  {
    what: 'Responses in one piece',
    wire: 'openai.responses',
    contentType: JSON_TYPE,
    text: JSON.stringify({
      model: 'gpt-5',
      status: 'completed',
      error: null,
      output: [],
      usage: {
        input_tokens: 60,
        input_tokens_details: {
          cached_tokens: 20,
          cache_write_tokens: 12,
          cache_write_tokens_details: { ttl_30m_tokens: 5, ttl_12h_tokens: 7 },
        },
        output_tokens: 30,
      },
    }),
    usage: { input: 28, cachedRead: 20, cacheWrite5m: 5, cacheWrite1h: 7, output: 30 },
    model: 'gpt-5',
  },
  {
    what: 'embeddings',
    wire: 'openai.embeddings',
    contentType: JSON_TYPE,
    text: JSON.stringify({
      object: 'list',
      model: 'text-embedding-3-small',
      data: [{ embedding: 'AAAA' }],
      usage: { prompt_tokens: 9, total_tokens: 9 },
    }),
    usage: { input: 9 },
    model: 'text-embedding-3-small',
  },
  {
    what: 'embeddings so long that only usage is parsed',
    wire: 'azure.embeddings',
    contentType: JSON_TYPE,
    text: JSON.stringify({
      data: [{ embedding: 'A'.repeat(300 * 1024) }],
      model: 'text-embedding-3-large',
      usage: { prompt_tokens: 9, total_tokens: 9 },
    }),
    usage: { input: 9 },
    model: 'text-embedding-3-large',
  },
  {
    what: 'pictures counted in tokens',
    wire: 'openai.images',
    contentType: JSON_TYPE,
    text: JSON.stringify({
      data: [{ b64_json: 'AAAA' }],
      usage: {
        input_tokens: 50,
        input_tokens_details: { text_tokens: 20, image_tokens: 30 },
        output_tokens: 400,
        total_tokens: 450,
      },
    }),
    usage: { images: 1, input: 20, imageInput: 30, imageOutput: 400 },
  },
  {
    what: 'pictures counted by the piece',
    wire: 'openai.images',
    contentType: JSON_TYPE,
    text: JSON.stringify({ created: 1, data: [{ url: 'https://x' }, { url: 'https://y' }] }),
    asked: { n: 2 },
    usage: { images: 2 },
  },
  {
    what: 'a picture, streamed',
    wire: 'openai.imageEdits',
    contentType: SSE,
    text: named(
      { type: 'image_edit.partial_image', b64_json: 'AAAA' },
      {
        type: 'image_edit.completed',
        b64_json: 'AAAA',
        usage: { input_tokens: 5, output_tokens: 70, input_tokens_details: { text_tokens: 5 } },
      },
    ),
    usage: { images: 1, input: 5, imageOutput: 70 },
  },
  {
    what: 'speech, streamed as events',
    wire: 'openai.speech',
    contentType: SSE,
    text: data(
      { type: 'speech.audio.delta', audio: 'AAAA' },
      {
        type: 'speech.audio.done',
        usage: { input_tokens: 12, output_tokens: 90, total_tokens: 102 },
      },
    ),
    asked: { stream_format: 'sse', input: 'Hello' },
    usage: { input: 12, audioOutput: 90 },
  },
  {
    what: 'a transcription counted in tokens',
    wire: 'openai.transcriptions',
    contentType: JSON_TYPE,
    text: JSON.stringify({
      text: 'Hello',
      usage: {
        type: 'tokens',
        input_tokens: 14,
        input_token_details: { text_tokens: 4, audio_tokens: 10 },
        output_tokens: 45,
        total_tokens: 59,
      },
    }),
    usage: { input: 4, audioInput: 10, output: 45 },
  },
  {
    what: 'a transcription counted in seconds',
    wire: 'openai.transcriptions',
    contentType: JSON_TYPE,
    text: JSON.stringify({ text: 'Hello', usage: { type: 'duration', seconds: 9.5 } }),
    usage: { audioMs: 9500 },
  },
  {
    what: 'a verbose translation of an older server',
    wire: 'openai.translations',
    contentType: JSON_TYPE,
    text: JSON.stringify({ text: 'Hello', duration: 3.2, segments: [] }),
    usage: { audioMs: 3200 },
  },
  {
    what: "Mistral's transcription: billed by its length, whatever tokens it counts",
    wire: 'openai.transcriptions',
    contentType: JSON_TYPE,
    text: JSON.stringify({
      model: 'voxtral-mini',
      text: 'Hello',
      usage: { prompt_audio_seconds: 7, prompt_tokens: 4, completion_tokens: 20, total_tokens: 24 },
    }),
    usage: { audioMs: 7000 },
    model: 'voxtral-mini',
  },
  {
    what: 'a transcription as subtitles',
    wire: 'openai.transcriptions',
    contentType: 'text/plain',
    text: '1\n00:00:00,000 --> 00:00:01,000\nHello\n',
    usage: undefined,
  },
  {
    what: 'a transcription, streamed',
    wire: 'openai.transcriptions',
    contentType: SSE,
    text: data(
      { type: 'transcript.text.delta', delta: 'Hel' },
      {
        type: 'transcript.text.done',
        text: 'Hel',
        usage: { type: 'tokens', input_tokens: 5, output_tokens: 2 },
      },
    ),
    usage: { input: 5, output: 2 },
    outputChars: 3,
  },
  {
    what: 'messages, streamed: later totals replace earlier ones',
    wire: 'anthropic.messages',
    contentType: SSE,
    text: named(
      ANTHROPIC_START,
      { type: 'ping' },
      {
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'text_delta', text: 'not message_stop yet' },
      },
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn' },
        usage: {
          input_tokens: 22,
          cache_read_input_tokens: null,
          output_tokens: 40,
          output_tokens_details: { thinking_tokens: 15 },
          server_tool_use: { web_search_requests: 2, web_fetch_requests: 1 },
        },
      },
      { type: 'message_stop' },
    ),
    usage: {
      input: 22,
      cachedRead: 3,
      cacheWrite5m: 5,
      cacheWrite1h: 4,
      output: 25,
      reasoning: 15,
      searches: 2,
    },
    model: 'claude-sonnet-5-5',
    outputChars: 20,
  },
  {
    what: 'messages, streamed, overloaded half-way',
    wire: 'anthropic.messages',
    contentType: SSE,
    text: named(ANTHROPIC_START, {
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded' },
    }),
    usage: { input: 21, cachedRead: 3, cacheWrite5m: 5, cacheWrite1h: 4, output: 1 },
    incomplete: true,
    failure: /^Overloaded$/,
  },
  {
    what: 'messages in one piece, cache writes without their kind',
    wire: 'anthropic.messages',
    contentType: JSON_TYPE,
    text: JSON.stringify({
      model: 'claude-opus-5-5',
      content: [],
      usage: { input_tokens: 21, cache_creation_input_tokens: 9, output_tokens: 8 },
    }),
    usage: { input: 21, cacheWrite5m: 9, output: 8 },
    model: 'claude-opus-5-5',
  },
  {
    what: 'counting tokens is free',
    wire: 'anthropic.countTokens',
    contentType: JSON_TYPE,
    text: '{"input_tokens":2095}',
    usage: undefined,
  },
  {
    what: 'Gemini, streamed as events',
    wire: 'gemini.stream',
    contentType: SSE,
    text: data(...GEMINI_CHUNKS).replaceAll('\n', '\r\n'),
    usage: GEMINI_BUCKETS,
    model: 'gemini-3-flash',
    outputChars: 9,
  },
  {
    what: 'Gemini, streamed as one JSON array',
    wire: 'gemini.stream',
    contentType: 'application/json; charset=UTF-8',
    text: `[${GEMINI_CHUNKS.map((piece) => JSON.stringify(piece, null, 2)).join('\n,\r\n')}\n]\n`,
    usage: GEMINI_BUCKETS,
    model: 'gemini-3-flash',
    outputChars: 9,
  },
  {
    what: 'Gemini, streamed, failing',
    wire: 'gemini.stream',
    contentType: SSE,
    text: data(GEMINI_CHUNKS[0], { error: { code: 503, message: 'Busy', status: 'UNAVAILABLE' } }),
    usage: { input: 100, output: 1 },
    incomplete: true,
    failure: /^Busy$/,
  },
  {
    what: 'Gemini in one piece, with searches',
    wire: 'gemini.generate',
    contentType: JSON_TYPE,
    text: JSON.stringify({
      candidates: [{ finishReason: 'STOP', groundingMetadata: { webSearchQueries: ['a', 'b'] } }],
      usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 },
    }),
    usage: { input: 10, output: 5, searches: 2 },
  },
  {
    what: 'Ollama, streamed',
    wire: 'ollama.chat',
    contentType: 'application/x-ndjson',
    text: lines(
      { model: 'llama3.2', message: { role: 'assistant', content: 'Hé' }, done: false },
      {
        model: 'llama3.2',
        message: { role: 'assistant', content: '' },
        done: true,
        done_reason: 'stop',
        total_duration: 5,
        prompt_eval_count: 11,
        eval_count: 18,
      },
    ),
    usage: { input: 11, output: 18 },
    model: 'llama3.2',
    outputChars: 2,
  },
  {
    what: 'Ollama, streamed, failing',
    wire: 'ollama.generate',
    contentType: 'application/x-ndjson',
    text: lines({ response: 'a', done: false }, { error: 'model crashed' }),
    usage: undefined,
    incomplete: true,
    failure: /^model crashed$/,
    outputChars: 1,
  },
  {
    what: 'Ollama in one piece, prompt cached whole',
    wire: 'ollama.generate',
    contentType: JSON_TYPE,
    text: JSON.stringify({ model: 'llama3.2', response: 'Hi', done: true, eval_count: 4 }),
    usage: { output: 4 },
    model: 'llama3.2',
  },
  {
    what: 'Cohere, streamed: what is billed, not what was counted',
    wire: 'cohere.chat',
    contentType: SSE,
    text: named(
      { type: 'message-start', id: 'x' },
      { type: 'content-delta', delta: { message: { content: { text: 'Hi' } } } },
      {
        type: 'message-end',
        delta: {
          finish_reason: 'COMPLETE',
          usage: {
            billed_units: { input_tokens: 5, output_tokens: 2 },
            tokens: { input_tokens: 70, output_tokens: 4 },
          },
        },
      },
    ),
    usage: { input: 5, output: 2 },
    outputChars: 2,
  },
  {
    what: 'Cohere, streamed, failing',
    wire: 'cohere.chat',
    contentType: SSE,
    text: named({
      type: 'message-end',
      delta: { finish_reason: 'ERROR', error: 'Out of memory' },
    }),
    usage: undefined,
    incomplete: true,
    failure: /^Out of memory$/,
  },
  {
    what: 'Cohere embeddings',
    wire: 'cohere.embed',
    contentType: JSON_TYPE,
    text: JSON.stringify({ id: 'x', embeddings: {}, meta: { billed_units: { input_tokens: 6 } } }),
    usage: { input: 6 },
  },
  {
    what: 'Cohere rerank',
    wire: 'cohere.rerank',
    contentType: JSON_TYPE,
    text: JSON.stringify({ results: [], meta: { billed_units: { search_units: 1 } } }),
    usage: { searches: 1 },
  },
]
