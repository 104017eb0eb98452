import { setTimeout as sleep } from 'node:timers/promises'
import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import type { Fault } from '../../test/vendor/faults.ts'
import { between, type Habit, pickHabit } from './habits.ts'
import type { SimulatedProviders } from './providers.ts'
import type { DemoMember, DemoTeam } from './team.ts'

/** Between two calls of the whole team, in milliseconds. */
const PAUSE: [number, number] = [300, 2600]
const IN_FLIGHT = 5
/** One call in so many meets a fault at the provider, and one in so many is left by its client. */
const FAULTY = 30
const LEFT = 25

const FAULTS: Fault[] = [
  { kind: 'status', status: 429, headers: { 'retry-after': '2' } },
  { kind: 'status', status: 500 },
  { kind: 'cut', after: 6 },
]

const QUESTIONS = [
  'Summarise the release notes for people who do not write code',
  'Which of these tickets are about signing in?',
  'Rewrite this paragraph so that it can be read aloud',
  'Explain what this query does and why it is slow',
  'Name three ways to say this more kindly',
]

/** Calls like a small team's, by official SDKs through the real proxy, until the demo is over. */
export async function keepCalling(
  team: DemoTeam,
  providers: SimulatedProviders,
  over: AbortSignal,
): Promise<void> {
  let inFlight = 0
  while (!over.aborted) {
    await sleep(between(PAUSE, Math.random), undefined, { signal: over }).catch(() => undefined)
    if (over.aborted || inFlight >= IN_FLIGHT) continue
    const habit = pickHabit(Math.random)
    const member = team.members[habit.member]
    if (!member) continue
    maybeFail(habit, providers)
    inFlight++
    // What goes wrong is the ledger's to tell.
    void oneCall(team.url, member, habit, over)
      .catch(() => undefined)
      .finally(() => inFlight--)
  }
}

function maybeFail({ client, model }: Habit, providers: SimulatedProviders): void {
  if (Math.random() > 1 / FAULTY) return
  const fault = FAULTS[between([0, FAULTS.length - 1], Math.random)]
  const family = client === 'responses' ? 'openai' : client
  if (fault) providers[family].faults.set(model, fault, 1)
}

async function oneCall(url: string, member: DemoMember, habit: Habit, over: AbortSignal) {
  const question = QUESTIONS[between([0, QUESTIONS.length - 1], Math.random)]
  const prompt = `${question}, in ${between(habit.words, Math.random)} words. ${'Context. '.repeat(
    between([0, 300], Math.random),
  )}`
  const leaving = new AbortController()
  const signal = AbortSignal.any([over, leaving.signal])
  if (Math.random() < 1 / LEFT) setTimeout(() => leaving.abort(), 900)
  const answer = await CLIENTS[habit.client]({ url, token: member.token, habit, prompt, signal })
  if (answer) for await (const _ of answer) if (signal.aborted) return
}

interface Asking {
  url: string
  token: string
  habit: Habit
  prompt: string
  signal: AbortSignal
}

type Client = (asking: Asking) => Promise<AsyncIterable<unknown> | undefined>

const streamOrNothing = (answer: unknown) =>
  typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer
    ? (answer as AsyncIterable<unknown>)
    : undefined

/** Each as its own documentation has it; only the base URL is the proxy's. */
const CLIENTS: Record<Habit['client'], Client> = {
  openai: async ({ url, token, habit, prompt, signal }) => {
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: token, maxRetries: 0 })
    const messages = [{ role: 'user' as const, content: prompt }]
    const body = { model: habit.model, messages, stream: habit.streamed }
    return streamOrNothing(await client.chat.completions.create(body, { signal }))
  },
  responses: async ({ url, token, habit, prompt, signal }) => {
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: token, maxRetries: 0 })
    const body = { model: habit.model, input: prompt, stream: habit.streamed }
    return streamOrNothing(await client.responses.create(body, { signal }))
  },
  anthropic: async ({ url, token, habit, prompt, signal }) => {
    const client = new Anthropic({ baseURL: url, apiKey: token, maxRetries: 0 })
    const messages = [{ role: 'user' as const, content: prompt }]
    const body = { model: habit.model, max_tokens: 1000, messages, stream: habit.streamed }
    return streamOrNothing(await client.messages.create(body, { signal }))
  },
  gemini: async ({ url, token, habit, prompt, signal }) => {
    const { models } = new GoogleGenAI({ apiKey: token, httpOptions: { baseUrl: url } })
    const body = { model: habit.model, contents: prompt, config: { abortSignal: signal } }
    if (habit.streamed) return models.generateContentStream(body)
    await models.generateContent(body)
    return undefined
  },
}
