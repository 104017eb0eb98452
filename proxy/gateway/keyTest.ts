import { Refusal } from '../base/errors.ts'
import type { KeyHealth, KeyOptions, KeyTestResult } from '../contract/keys.ts'
import { PROVIDERS, type ProviderName } from '../contract/providers.ts'
import { providers } from '../providers/index.ts'
import { scrubText } from './scrubber.ts'
import type { UpstreamAnswer, Upstreams } from './upstream.ts'

const LONGEST_LIST = 8 * 1024 * 1024

/** Asks a provider for its models with a key: the cheapest call that proves address and key at once. */
export async function testKey(
  upstreams: Upstreams,
  key: {
    provider: ProviderName
    baseUrl: string
    secret: string | undefined
    options: KeyOptions
    allowLocal: boolean
  },
): Promise<KeyTestResult> {
  const provider = providers[key.provider]
  const label = PROVIDERS.find(({ name }) => name === key.provider)?.label ?? key.provider
  try {
    const answer = await upstreams.send({
      url: provider.modelsUrl(key.baseUrl),
      method: 'GET',
      headers: Object.entries({
        accept: 'application/json',
        'accept-encoding': 'identity',
        'user-agent': 'Keyrack',
        // Anthropic answers 400 to whoever names no version, before it looks at the key.
        ...(key.provider === 'anthropic' ? { 'anthropic-version': '2023-06-01' } : {}),
        ...provider.authHeaders(key.secret, key.options),
      }).flat(),
      body: null,
      allowLocal: key.allowLocal,
    })
    const text = await readAll(answer)
    if (answer.status !== 200)
      return failed(
        healthAt(answer.status, text),
        `${label} answered ${answer.status}${quote(text, key.secret)}.`,
      )
    const models = provider.readModels(JSON.parse(text))
    return {
      ok: true,
      health: 'working',
      models,
      message: `Works. ${count(models.length)} visible.`,
    }
  } catch (error) {
    return failed('failing', wordsFor(error, label))
  }
}

const count = (models: number) => `${models} ${models === 1 ? 'model' : 'models'}`

function failed(health: KeyHealth, message: string): KeyTestResult {
  return { ok: false, health, models: [], message }
}

function healthAt(status: number, text: string): KeyHealth {
  if (status === 401 || status === 403 || text.includes('API_KEY_INVALID')) return 'refused'
  return status === 429 ? 'limited' : 'failing'
}

/** The provider's own sentence, without the key in it. */
function quote(text: string, secret: string | undefined): string {
  try {
    const body = JSON.parse(text) as { error?: { message?: unknown } | string; message?: unknown }
    const error = body.error
    const said = typeof error === 'string' ? error : (error?.message ?? body.message)
    return typeof said === 'string' ? `: ${scrubText(said, secret).slice(0, 200)}` : ''
  } catch {
    return ''
  }
}

function wordsFor(error: unknown, label: string): string {
  if (error instanceof Refusal) {
    const cause = error.cause instanceof Error ? error.cause : undefined
    const code = cause && 'code' in cause ? ` (${String(cause.code)})` : ''
    return `${label}: ${error.message}${code}. Check the base URL and the network.`
  }
  return `${label} answered something that is no list of models. Check the base URL.`
}

function readAll(answer: UpstreamAnswer): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    answer.attach({
      data(chunk) {
        size += chunk.length
        if (size <= LONGEST_LIST) chunks.push(chunk)
        else answer.abort(new Error('an endless list'))
      },
      end: () => resolve(Buffer.concat(chunks).toString()),
      failed: reject,
    })
  })
}
