import { describe, expect, test } from 'vitest'
import { dialectName } from '../../proxy/contract/providers.ts'
import { clientHeaders, upstreamHeaders } from '../../proxy/dialects/headers.ts'

const MEMBER = { memberId: 'mem_1' }

/** Everything a client could send, official SDKs and attackers alike. */
const EVERYTHING: Record<string, string> = Object.fromEntries(
  [
    ...['authorization', 'x-api-key', 'api-key', 'x-goog-api-key', 'ocp-apim-subscription-key'],
    ...['cookie', 'host', 'origin', 'referer', 'sec-fetch-mode', 'accept-language', 'date'],
    ...['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect'],
    ...['proxy-authorization', 'proxy-connection', 'content-length', 'content-encoding'],
    ...['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via', 'x-original-url'],
    ...['openai-organization', 'openai-project', 'anthropic-workspace-id', 'x-goog-user-project'],
    ...['anthropic-user-profile-id', 'anthropic-dangerous-direct-browser-access', 'appid'],
    ...['x-stainless-lang', 'x-stainless-retry-count', 'x-goog-api-client', 'x-client-name'],
    ...['traceparent', 'baggage', 'http-referer', 'x-title', 'x-http-method-override'],
    ...['user-agent', 'accept-encoding', 'accept', 'content-type', 'idempotency-key'],
    ...['anthropic-version', 'anthropic-beta', 'openai-beta', 'x-anything-else'],
  ].map((name) => [name, `client-${name}`]),
)

describe('to the provider', () => {
  const passed = {
    openai: ['openai-beta'],
    azure: ['openai-beta'],
    anthropic: ['anthropic-version', 'anthropic-beta'],
    gemini: [],
    mistral: [],
    ollama: [],
    cohere: [],
  }
  for (const name of dialectName.options) {
    test(`${name}: only the listed headers pass, our own values in place of the client's`, () => {
      const sent = upstreamHeaders(name, EVERYTHING, MEMBER)
      expect(Object.keys(sent).sort()).toEqual(
        [
          ...['user-agent', 'accept-encoding', 'content-type', 'accept', 'idempotency-key'],
          ...passed[name],
        ].sort(),
      )
      expect(sent['user-agent']).toBe('Keyrack')
      expect(sent['accept-encoding']).toBe('identity')
      for (const kept of ['content-type', 'accept', ...passed[name]])
        expect(sent[kept]).toBe(`client-${kept}`)
    })
  }

  test('the boundary of a form passes with its type', () => {
    const type = 'multipart/form-data; boundary=----x'
    expect(upstreamHeaders('openai', { 'content-type': type }, MEMBER)['content-type']).toBe(type)
  })

  test('Anthropic gets a version even from a client that names none', () => {
    expect(upstreamHeaders('anthropic', {}, MEMBER)['anthropic-version']).toBe('2023-06-01')
    const newer = { 'anthropic-version': '2026-10-21' }
    expect(upstreamHeaders('anthropic', newer, MEMBER)['anthropic-version']).toBe('2026-10-21')
    expect(upstreamHeaders('openai', newer, MEMBER)['anthropic-version']).toBeUndefined()
  })

  test('the same idempotency key of two members is two keys, of one member one', () => {
    const key = (memberId: string) =>
      upstreamHeaders('openai', { 'idempotency-key': 'order-1' }, { memberId })['idempotency-key']
    expect(key('mem_1')).toBe(key('mem_1'))
    expect(key('mem_1')).not.toBe(key('mem_2'))
    expect(key('mem_1')).not.toContain('order-1')
  })

  test('an empty cookie, as one SDK sends it, does not pass either', () => {
    expect(upstreamHeaders('mistral', { cookie: '', accept: '' }, MEMBER)).toEqual({
      'user-agent': 'Keyrack',
      'accept-encoding': 'identity',
    })
  })
})

describe('to the client', () => {
  test('only the listed headers pass', () => {
    const upstream = {
      'content-type': 'text/event-stream',
      'x-should-retry': 'true',
      'openai-processing-ms': '12',
      'openai-version': '2020-10-01',
      'retry-after': '2',
      'retry-after-ms': '1500',
    }
    const dropped = Object.fromEntries(
      [
        ...['set-cookie', 'location', 'server', 'via', 'alt-svc', 'cf-ray', 'x-request-id'],
        ...['openai-organization', 'openai-project', 'anthropic-organization-id', 'request-id'],
        ...['x-ratelimit-remaining-tokens', 'anthropic-ratelimit-tokens-limit', 'connection'],
        ...['access-control-allow-origin', 'strict-transport-security', 'content-encoding'],
        ...['transfer-encoding', 'content-length', 'keep-alive', 'trailer', 'upgrade'],
        ...['x-goog-upload-url', 'apim-request-id', 'x-ms-region', 'refresh', 'link'],
      ].map((name) => [name, 'x']),
    )
    expect(clientHeaders({ ...upstream, ...dropped })).toEqual(upstream)
  })

  test('a provider cannot make a client sleep for weeks', () => {
    expect(clientHeaders({ 'retry-after': '2147483', 'retry-after-ms': '1e12' })).toEqual({
      'retry-after': '3600',
      'retry-after-ms': '3600000',
    })
  })

  test('a time that is no number of seconds, or a header sent twice, is dropped', () => {
    expect(
      clientHeaders({
        'retry-after': 'Wed, 21 Oct 2099 07:28:00 GMT',
        'retry-after-ms': '-1',
        'content-type': ['text/html', 'application/json'],
      }),
    ).toEqual({})
  })
})
