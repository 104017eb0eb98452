import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Service, startService } from '../support/service.ts'
import { startVendor, type Vendor } from '../vendor/vendor.ts'

let service: Service
let vendor: Vendor
let token: string

beforeAll(async () => {
  vendor = await startVendor('openai', { seed: 'bodies' })
  service = await startService({ settings: { bodyBytes: 100_000, multipartBytes: 200_000 } })
  await service.admin.keys.add.mutate({
    provider: 'openai',
    label: 'Main',
    secret: vendor.secret,
    baseUrl: vendor.baseUrl,
    allowLocal: true,
  })
  token = (await service.addMember('Ana')).token
})
afterAll(async () => {
  await service.stop()
  await vendor.stop()
})

const model = () => vendor.models[0] ?? ''
const chat = (more = '') =>
  `{"model":"${model()}","messages":[{"role":"user","content":"hi"}]${more}}`

function post(path: string, body: string | Uint8Array<ArrayBuffer> | FormData, headers = {}) {
  const type = typeof body === 'string' ? { 'content-type': 'application/json' } : {}
  return fetch(`${service.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...type, ...headers },
    body,
  })
}

/** Sends a body and expects a refusal in OpenAI's shape that never reached the provider. */
async function expectRefused(status: number, answer: Promise<Response>) {
  const before = vendor.requests.length
  const { status: got, ...rest } = await answer.then(async (reply) => ({
    status: reply.status,
    body: (await reply.json()) as { error: { message: string } },
    id: reply.headers.get('x-request-id'),
  }))
  expect([got, rest.body.error.message.slice(0, 8)]).toEqual([status, 'Keyrack:'])
  expect(rest.id).toMatch(/^call_/)
  expect(vendor.requests.length).toBe(before)
}

test('the original bytes reach the provider, white space, order and 64-bit numbers included', async () => {
  const body = chat(', "seed" : 9007199254740993 ,\n "user":"\\u00e4", "x":{"a":1,"a":2}')
  expect((await post('/v1/chat/completions', body)).status).toBe(200)
  expect(vendor.lastRequest().body.toString()).toBe(body)
})

test('a stream gets usage switched on, and not another byte changed', async () => {
  const body = chat(', "stream":true, "seed":9007199254740993')
  const answer = await post('/v1/chat/completions', body)
  expect(await answer.text()).not.toContain('"usage"')
  const sent = vendor.lastRequest().body.toString()
  expect(sent.replace('"stream_options":{"include_usage":true},', '')).toBe(body)
})

test('only allowed headers reach the provider', async () => {
  await post('/v1/chat/completions', chat(), {
    cookie: 'session=1',
    'openai-organization': 'org-other',
    'openai-project': 'proj-other',
    'x-forwarded-for': '1.2.3.4',
    'x-stainless-lang': 'js',
    'accept-language': 'de',
    'idempotency-key': 'same',
    traceparent: '00-1',
  })
  const names = vendor.lastRequest().rawHeaders.filter((_, i) => i % 2 === 0)
  expect(names.map((name) => name.toLowerCase()).sort()).toEqual(
    ['accept', 'accept-encoding', 'authorization', 'connection', 'content-length', 'content-type']
      .concat(['host', 'idempotency-key', 'user-agent'])
      .sort(),
  )
  expect(vendor.lastRequest().headers['idempotency-key']).not.toBe('same')
})

test('a field that a rule looks at may not come as a file', async () => {
  const form = new FormData()
  form.set('file', new Blob(['sound']), 'a.wav')
  form.set('model', model())
  form.append('model', new Blob(['a-dearer-one']), 'model')
  await expectRefused(400, post('/v1/audio/transcriptions', form))
})

test.each([
  ['a name that is there twice', '{"model":"MODEL","model":"other","messages":[]}'],
  ['the same name in another spelling', '{"model":"MODEL","mod\\u0065l":"other","messages":[]}'],
  ['__proto__', '{"model":"MODEL","__proto__":{"stream":true},"messages":[]}'],
  ['a list', '[]'],
  ['nothing', ''],
  ['half a body', '{"model":"MODEL"'],
  ['something behind the body', '{"model":"MODEL"} {}'],
  ['a byte order mark', '\ufeff{"model":"MODEL"}'],
  ['nesting without end', `{"model":"MODEL","x":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
  [
    'names without end',
    `{"model":"MODEL"${Array.from({ length: 11_000 }, (_, i) => `,"${i}":1`).join('')}}`,
  ],
  ['no model', '{"messages":[]}'],
])('%s is refused with 400', async (_what, body) => {
  await expectRefused(400, post('/v1/chat/completions', body.replaceAll('MODEL', model())))
})

test('bytes that are no UTF-8 are refused', async () => {
  const bytes = Buffer.concat([Buffer.from('{"model":"'), Buffer.from([0xff]), Buffer.from('"}')])
  const body = new Uint8Array(bytes)
  await expectRefused(
    400,
    post('/v1/chat/completions', body, { 'content-type': 'application/json' }),
  )
})

test('a model that nobody has is 404 and names what can be used', async () => {
  const answer = await post('/v1/chat/completions', '{"model":"gpt-99","messages":[]}')
  const { error } = (await answer.json()) as { error: { code: string; message: string } }
  expect([answer.status, error.code]).toEqual([404, 'model_not_found'])
  expect(error.message).toContain(model())
})

test('unknown content types and encodings are 415', async () => {
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json;charset=latin1',
    'application/json\t;x',
  ])
    await expectRefused(415, post('/v1/chat/completions', chat(), { 'content-type': type }))
  const zipped = new Uint8Array(gzipSync(chat()))
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
  await expectRefused(415, post('/v1/chat/completions', zipped, headers))
})

test('a body beyond the limit is 413, also when it does not say how long it is', async () => {
  const long = chat(`,"x":"${'y'.repeat(120_000)}"`)
  await expectRefused(413, post('/v1/chat/completions', long))
  let left = 20
  const chunked = new ReadableStream({
    pull(controller) {
      if (left-- > 0) controller.enqueue(new TextEncoder().encode('x'.repeat(50_000)))
      else controller.close()
    },
  })
  const answer = fetch(`${service.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: chunked,
    duplex: 'half',
  } as RequestInit)
  expect((await answer).status).toBe(413)
})

function upload(fields: [string, string][], bytes = 1000) {
  const form = new FormData()
  for (const [name, value] of fields) {
    if (name === 'file') form.append('file', new Blob([new Uint8Array(bytes)]), 'a.wav')
    else form.append(name, value)
  }
  return form
}

test('an upload is forwarded whole, also when the model comes behind the file', async () => {
  const audio = vendor.models.find((name) => /whisper|transcribe/.test(name)) ?? ''
  const answer = await post(
    '/v1/audio/transcriptions',
    upload(
      [
        ['file', ''],
        ['model', audio],
      ],
      50_000,
    ),
  )
  expect(answer.status).toBe(200)
  const sent = vendor.lastRequest()
  expect(sent.body.length).toBeGreaterThan(50_000)
  expect(Number(sent.headers['content-length'])).toBe(sent.body.length)
})

test('an upload that names two models, is too large or has no end is refused', async () => {
  const audio = vendor.models.find((name) => /whisper|transcribe/.test(name)) ?? ''
  const path = '/v1/audio/transcriptions'
  await expectRefused(
    400,
    post(
      path,
      upload([
        ['model', audio],
        ['file', ''],
        ['model', 'other'],
      ]),
    ),
  )
  await expectRefused(
    413,
    post(
      path,
      upload(
        [
          ['model', audio],
          ['file', ''],
        ],
        250_000,
      ),
    ),
  )
  const cut = new Uint8Array(
    Buffer.from(`--b\r\nContent-Disposition: form-data; name="model"\r\n\r\n${audio}`),
  )
  await expectRefused(400, post(path, cut, { 'content-type': 'multipart/form-data; boundary=b' }))
})

test('an upload whose usage nobody told has an unknown price, not one made up from its bytes', async () => {
  const audio = vendor.models.find((name) => /transcribe/.test(name)) ?? ''
  vendor.faults.set(audio, { kind: 'noUsage' }, 1)
  const path = '/v1/audio/transcriptions'
  expect(
    (
      await post(
        path,
        upload(
          [
            ['file', ''],
            ['model', audio],
          ],
          100_000,
        ),
      )
    ).status,
  ).toBe(200)
  const { calls } = await service.admin.calls.page.query({ filter: {}, limit: 1 })
  expect(calls[0]).toMatchObject({
    outcome: 'ok',
    usageState: 'estimated',
    costNanoUsd: null,
    priceState: 'unknown',
  })
  expect(calls[0]?.usage.input).toBeLessThan(100)
})
