import { Agent, request } from 'undici'
import type { Wire } from '../contract/wires.ts'
import type { KeyDirectory } from './keyDirectory.ts'

export interface TestCallResult {
  ok: boolean
  status: number
  message: string
  callId: string | null
}

const WORDS = 'Say "ok".'
const LIMIT = 16

/** The smallest call of each dialect that a key may speak; the first one that some model answers is used. */
const TRIALS: { wire: Wire; path: (model: string) => string; body: (model: string) => object }[] = [
  {
    wire: 'openai.chat',
    path: () => '/v1/chat/completions',
    body: (model) => ({ model, messages: [{ role: 'user', content: WORDS }] }),
  },
  {
    wire: 'anthropic.messages',
    path: () => '/v1/messages',
    body: (model) => ({ model, max_tokens: LIMIT, messages: [{ role: 'user', content: WORDS }] }),
  },
  {
    wire: 'gemini.generate',
    path: (model) => `/v1beta/models/${model}:generateContent`,
    body: () => ({
      contents: [{ role: 'user', parts: [{ text: WORDS }] }],
      generationConfig: { maxOutputTokens: LIMIT },
    }),
  },
  {
    wire: 'ollama.chat',
    path: () => '/api/chat',
    body: (model) => ({ model, stream: false, messages: [{ role: 'user', content: WORDS }] }),
  },
  {
    wire: 'cohere.chat',
    path: () => '/v2/chat',
    body: (model) => ({ model, max_tokens: LIMIT, messages: [{ role: 'user', content: WORDS }] }),
  },
]

/**
 * Makes one small call as a teammate would: with the member's token, through the address that teammates use,
 * TLS included. It proves network, certificate, token and provider key in one go.
 */
export async function sendTestCall(
  keys: KeyDirectory,
  origin: string,
  ca: string | undefined,
  token: string,
  teamId: string | null,
): Promise<TestCallResult> {
  const trial = TRIALS.map((trial) => ({
    ...trial,
    model: smallest(keys, trial.wire, teamId),
  })).find(({ model }) => model !== undefined)
  if (trial?.model === undefined)
    return {
      ok: false,
      status: 0,
      message: 'No key offers a model for a chat yet. Add a provider key or test one first.',
      callId: null,
    }
  const agent = new Agent({ connect: ca === undefined ? {} : { ca } })
  try {
    const answer = await request(`${origin}${trial.path(trial.model)}`, {
      dispatcher: agent,
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'user-agent': 'Keyrack test call',
      },
      body: JSON.stringify(trial.body(trial.model)),
      headersTimeout: 60_000,
    })
    const text = await answer.body.text()
    const callId = answer.headers['x-request-id']
    return {
      ok: answer.statusCode === 200,
      status: answer.statusCode,
      message:
        answer.statusCode === 200 ? `${trial.model} answered.` : messageIn(text, answer.statusCode),
      callId: typeof callId === 'string' ? callId : null,
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return {
      ok: false,
      status: 0,
      message: `${origin} could not be reached from this computer (${reason}). Check the network and the firewall.`,
      callId: null,
    }
  } finally {
    await agent.close()
  }
}

/** Chat models with a small name part first: a test should cost next to nothing. */
function smallest(keys: KeyDirectory, wire: Wire, teamId: string | null): string | undefined {
  const models = [...keys.modelsOn(new Set([wire]), teamId).keys()].filter(
    (model) => !/embed|image|tts|whisper|audio|moderation|transcribe|rerank|dall-e/i.test(model),
  )
  return models.find((model) => /nano|mini|flash|haiku|small|lite|light/i.test(model)) ?? models[0]
}

function messageIn(text: string, status: number): string {
  const match = /"(?:message|error)"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)
  return match?.[1]
    ? (JSON.parse(`"${match[1]}"`) as string)
    : `The call was answered with ${status}.`
}
