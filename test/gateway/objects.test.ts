import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ObjectKind } from '../../proxy/contract/objects.ts'
import type { DialectName } from '../../proxy/contract/providers.ts'
import { type Candidate, routes } from '../../proxy/dialects/index.ts'
import { newKeyFor } from '../sdk/team.ts'
import { type Service, startService } from '../support/service.ts'
import { startVendor, type Vendor } from '../vendor/vendor.ts'

const NAMES = ['openai', 'azure', 'anthropic', 'mistral', 'gemini'] as const
type Name = (typeof NAMES)[number]

let service: Service
let vendors: Record<Name, Vendor>
let ana: string
let anaId: string
let ben: string
/** What Ana made, by dialect and kind. */
const made = {} as Record<Name, Partial<Record<ObjectKind, string>>>

beforeAll(async () => {
  const started = await Promise.all(NAMES.map((name) => startVendor(name, { seed: 'objects' })))
  vendors = Object.fromEntries(started.map((vendor) => [vendor.family, vendor])) as typeof vendors
  service = await startService()
  for (const vendor of started) await service.admin.keys.add.mutate(newKeyFor(vendor))
  const member = await service.addMember('Ana')
  ana = member.token
  anaId = member.memberId
  ben = (await service.addMember('Ben')).token
  for (const name of NAMES) made[name] = await makeAll(name, ana)
})
afterAll(async () => {
  await Promise.all(Object.values(vendors).map((vendor) => vendor.stop()))
  await service.stop()
})

/** How a client of each dialect shows itself, where the path does not. */
const HEADERS: Record<Name, (token: string) => Record<string, string>> = {
  openai: (token) => ({ authorization: `Bearer ${token}` }),
  azure: (token) => ({ 'api-key': token }),
  anthropic: (token) => ({ 'x-api-key': token, 'anthropic-version': '2023-06-01' }),
  mistral: (token) => ({
    authorization: `Bearer ${token}`,
    'user-agent': 'mistral-client-typescript/2.7.0',
  }),
  gemini: (token) => ({ 'x-goog-api-key': token }),
}

interface Asked {
  name: Name
  token: string
  method?: string
  path: string
  body?: object | FormData
}

async function ask({ name, token, method, path, body }: Asked) {
  const isForm = body instanceof FormData
  const answer = await fetch(service.url + path, {
    method: method ?? (body ? 'POST' : 'GET'),
    headers: {
      ...HEADERS[name](token),
      ...(isForm ? {} : { 'content-type': 'application/json' }),
    },
    ...(body && { body: isForm ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, text, json: () => JSON.parse(text) as Record<string, unknown> }
}

const reached = () => NAMES.reduce((sum, name) => sum + vendors[name].requests.length, 0)

function form(text: string, purpose = 'batch'): FormData {
  const data = new FormData()
  // The field that says what it is comes behind the file.
  data.set('file', new Blob([text]), 'input.jsonl')
  data.set('purpose', purpose)
  return data
}

const line = (body: object, url = '/v1/responses') =>
  JSON.stringify({ custom_id: '1', method: 'POST', url, body })

const MODELS: Record<Name, string> = {
  openai: 'gpt-5-mini',
  azure: 'team-gpt-5-mini',
  anthropic: 'claude-sonnet-5-5',
  mistral: 'mistral-small-latest',
  gemini: 'gemini-2.5-flash',
}

/** One thing of each kind that a dialect knows, made by real calls. */
async function makeAll(name: Name, token: string) {
  const model = MODELS[name]
  const make = async (path: string, body: object) => {
    const answer = await ask({ name, token, path, body })
    expect([path, answer.status]).toEqual([path, 200])
    const thing = answer.json()
    return `${name === 'gemini' ? thing.name : thing.id}`
  }
  const file = (text: string, purpose?: string) => make(`${BASE[name]}/files`, form(text, purpose))
  switch (name) {
    case 'openai':
    case 'azure': {
      const at = (path: string) => BASE[name] + path
      const input = await file(line({ model, input: 'hi' }))
      const chat = name === 'azure' ? '/openai/v1/chat/completions' : at('/chat/completions')
      return {
        file: input,
        batch: await make(at('/batches'), { input_file_id: input, endpoint: '/v1/responses' }),
        upload: await make(at('/uploads'), { filename: 'f', purpose: 'user_data', bytes: 1 }),
        response: await make(at('/responses'), { model, input: 'hi' }),
        conversation: await make(at('/conversations'), {}),
        vectorStore: await make(at('/vector_stores'), { file_ids: [input] }),
        container: await make(at('/containers'), { name: 'box' }),
        completion: await make(chat, { model, messages: [], store: true }),
      }
    }
    case 'anthropic':
      return {
        file: await file('text', 'user_data'),
        batch: await make('/v1/messages/batches', {
          requests: [{ custom_id: '1', params: { model, max_tokens: 5, messages: [] } }],
        }),
      }
    case 'mistral': {
      const input = await file(JSON.stringify({ custom_id: '1', body: { messages: [] } }))
      const job = { input_files: [input], endpoint: '/v1/chat/completions', model }
      return { file: input, batch: await make('/mistral/v1/batch/jobs', job) }
    }
    case 'gemini':
      return {
        cache: await make('/v1beta/cachedContents', { model: `models/${model}`, contents: [] }),
        batch: await make(`/v1beta/models/${model}:batchGenerateContent`, { batch: {} }),
      }
  }
}

const BASE: Record<Name, string> = {
  openai: '/v1',
  azure: '/azure/openai/v1',
  anthropic: '/v1',
  mistral: '/mistral/v1',
  gemini: '/v1beta',
}

const isOurs = (name: DialectName): name is Name => (NAMES as readonly string[]).includes(name)

interface Walked {
  name: Name
  method: string
  candidate: Candidate
  url(idOf: (kind: ObjectKind) => string): string
}

/** Every path of every dialect that carries an id, mounted or not. */
function idRoutes(): Walked[] {
  return routes().flatMap(({ method, path, candidates }) =>
    candidates.flatMap((candidate) => {
      const { endpoint, dialect } = candidate
      const ids = endpoint.object?.ids ?? {}
      if (Object.keys(ids).length === 0 || !isOurs(dialect.name)) return []
      // Where the root belongs to another dialect whatever the headers say, the mount is walked.
      return [
        {
          name: dialect.name,
          method,
          candidate,
          url: (idOf: (kind: ObjectKind) => string) =>
            path.replace(/:(\w+)|\*/g, (whole, param: string | undefined) => {
              const kind = ids[param ?? whole]
              const id = kind ? idOf(kind).replace(/^.*\//, '') : 'inner_1'
              return whole === '*' ? `${id}:${endpoint.verb}` : id
            }),
        },
      ]
    }),
  )
}

const sentBody = ({ method, candidate }: Walked) =>
  method === 'POST' || method === 'PATCH'
    ? candidate.endpoint.body === 'multipart'
      ? form('x', 'user_data')
      : {}
    : undefined

test('every route with an id in it: what another member made is not there, and nothing is sent', async () => {
  const all = idRoutes()
  expect(all.length).toBeGreaterThan(200)
  const before = reached()
  const strays: string[] = []
  for (const route of all) {
    const body = sentBody(route)
    const call = (idOf: (kind: ObjectKind) => string) =>
      ask({
        name: route.name,
        token: ben,
        method: route.method,
        path: route.url(idOf),
        ...(body && { body }),
      })
    const foreign = (kind: ObjectKind) => made[route.name][kind] ?? `missing-${kind}`
    const unknown = (kind: ObjectKind) => foreign(kind).replace(/.$/, 'Z')
    const [theirs, nobodys] = [await call(foreign), await call(unknown)]
    const place = `${route.method} ${route.url(foreign)}`
    if (theirs.status !== 404 || !theirs.text.includes('of yours'))
      strays.push(`${place} → ${theirs.status} ${theirs.text}`)
    // The same words, but for the id itself and the number of the call.
    const neutral = ({ text }: typeof theirs) =>
      text
        .replace(/call_[0-9a-z]+/g, 'CALL')
        .replace(/(?<=there is no [a-z ]+ )\S+(?= of yours)/, 'ID')
    if (neutral(theirs) !== neutral(nobodys)) strays.push(`${place} tells apart`)
  }
  expect(strays).toEqual([])
  expect(reached()).toBe(before)
})

test('every route with an id in it: the one who made it gets through', async () => {
  const strays: string[] = []
  const reading = idRoutes().filter(
    ({ method, candidate }) => method === 'GET' && !candidate.endpoint.paths[0]?.includes(':inner'),
  )
  for (const route of reading) {
    const before = vendors[route.name].requests.length
    const path = route.url((kind) => made[route.name][kind] ?? `missing-${kind}`)
    if (path.includes('inner_1')) continue
    const answer = await ask({ name: route.name, token: ana, path })
    const sent = vendors[route.name].requests.length - before
    if (answer.status !== 200 || sent !== 1) strays.push(`${path} → ${answer.status}, ${sent} sent`)
  }
  expect(strays).toEqual([])
})

test('what lies under the same provider key but was not made with Keyrack is nobody’s', async () => {
  const { shelf } = vendors.openai
  const { id } = shelf.add('files', { id: shelf.newId('file-'), object: 'file' })
  const before = reached()
  for (const token of [ana, ben])
    expect((await ask({ name: 'openai', token, path: `/v1/files/${id}` })).status).toBe(404)
  expect(reached()).toBe(before)
})

test('an id is worth nothing in a dialect that does not reach its key', async () => {
  const before = reached()
  const path = `/v1/files/${made.openai.file}`
  expect((await ask({ name: 'anthropic', token: ana, path })).status).toBe(404)
  const kind = `/v1/batches/${made.openai.file}`
  expect((await ask({ name: 'openai', token: ana, path: kind })).status).toBe(404)
  expect(reached()).toBe(before)
})

describe('what a body refers to', () => {
  const big = 'x'.repeat(300 * 1024)
  const cases: [what: string, name: Name, path: string, body: () => object | string][] = [
    [
      'a response',
      'openai',
      '/v1/responses',
      () => ({ model: 'gpt-5-mini', input: 'x', previous_response_id: made.openai.response }),
    ],
    [
      'a response, in a large body',
      'openai',
      '/v1/responses',
      () => ({ model: 'gpt-5-mini', input: big, previous_response_id: made.openai.response }),
    ],
    [
      'a file deep in a large body, its name spelled with escapes',
      'openai',
      '/v1/responses',
      () =>
        `{"model":"gpt-5-mini","input":[{"content":[{"type":"input_file","file\\u005fid":"${made.openai.file}"},{"type":"input_text","text":"${big}"}]}]}`,
    ],
    [
      'a conversation',
      'openai',
      '/openai/v1/responses',
      () => ({ model: 'gpt-5-mini', input: 'x', conversation: { id: made.openai.conversation } }),
    ],
    [
      'a file in a chat',
      'openai',
      '/v1/chat/completions',
      () => ({
        model: 'gpt-5-mini',
        messages: [{ role: 'user', content: [{ file: { file_id: made.openai.file } }] }],
      }),
    ],
    [
      'a vector store and a container',
      'openai',
      '/v1/responses',
      () => ({
        model: 'gpt-5-mini',
        input: 'x',
        tools: [
          { type: 'file_search', vector_store_ids: [made.openai.vectorStore] },
          { type: 'code_interpreter', container: made.openai.container },
        ],
      }),
    ],
    ['a batch’s file', 'openai', '/v1/batches', () => ({ input_file_id: made.openai.file })],
    ['a store’s files', 'openai', '/v1/vector_stores', () => ({ file_ids: [made.openai.file] })],
    [
      'a file on a deployment of Azure',
      'azure',
      '/openai/deployments/team-gpt-5-mini/chat/completions?api-version=2024-10-21',
      () => ({ messages: [{ role: 'user', content: [{ file: { file_id: made.azure.file } }] }] }),
    ],
    [
      'a document',
      'anthropic',
      '/v1/messages',
      () => ({
        model: 'claude-sonnet-5-5',
        max_tokens: 5,
        messages: [
          {
            role: 'user',
            content: [{ type: 'document', source: { type: 'file', file_id: made.anthropic.file } }],
          },
        ],
      }),
    ],
    [
      'a document inside a batch',
      'anthropic',
      '/v1/messages/batches',
      () => ({
        requests: [
          {
            params: {
              model: 'claude-sonnet-5-5',
              messages: [{ content: [{ source: { file_id: made.anthropic.file } }] }],
            },
          },
        ],
      }),
    ],
    [
      'a file of Mistral’s',
      'mistral',
      '/mistral/v1/batch/jobs',
      () => ({ model: 'mistral-small-latest', input_files: [made.mistral.file] }),
    ],
    [
      'cached content',
      'gemini',
      '/v1beta/models/gemini-2.5-flash:generateContent',
      () => ({ contents: [], cached_content: made.gemini.cache }),
    ],
  ]

  test.each(cases)(
    '%s of another member is refused, and nothing is sent',
    async (_, name, path, body) => {
      const before = reached()
      const given = body()
      const answer = await fetch(service.url + path, {
        method: 'POST',
        headers: { ...HEADERS[name](ben), 'content-type': 'application/json' },
        body: typeof given === 'string' ? given : JSON.stringify(given),
      })
      expect([answer.status, await answer.text()]).toEqual([
        404,
        expect.stringContaining('of yours'),
      ])
      expect(reached()).toBe(before)
    },
  )

  test('a name that stands twice is refused whichever of the two would count', async () => {
    const before = reached()
    const own = await ask({
      name: 'openai',
      token: ben,
      path: '/v1/files',
      body: form('x', 'user_data'),
    })
    const mine = own.json().id
    for (const pair of [
      `"file_id":"${made.openai.file}","file_id":"${mine}"`,
      `"file_id":"${mine}","file\\u005fid":"${made.openai.file}"`,
    ]) {
      const answer = await fetch(`${service.url}/v1/responses`, {
        method: 'POST',
        headers: { ...HEADERS.openai(ben), 'content-type': 'application/json' },
        body: `{"model":"gpt-5-mini","input":[{"content":[{"type":"input_file",${pair}}]}]}`,
      })
      expect([answer.status, await answer.text()]).toEqual([
        400,
        expect.stringContaining('stands twice'),
      ])
    }
    expect(reached()).toBe(before + 1)
  })

  test('a form refers like a body', async () => {
    const container = await ask({
      name: 'openai',
      token: ben,
      path: '/v1/containers',
      body: { name: 'x' },
    })
    const before = reached()
    const path = `/v1/containers/${container.json().id}/files`
    const field = new FormData()
    field.set('file_id', made.openai.file ?? '')
    expect((await ask({ name: 'openai', token: ben, path, body: field })).status).toBe(404)
    const asFile = new FormData()
    asFile.set('file_id', new Blob([made.openai.file ?? '']), 'x')
    expect((await ask({ name: 'openai', token: ben, path, body: asFile })).status).toBe(400)
    expect(reached()).toBe(before)
  })
})

describe('a batch reaches no further than its member', () => {
  const upload = (token: string, text: string, purpose = 'batch') =>
    ask({ name: 'openai', token, path: '/v1/files', body: form(text, purpose) })

  test('a file that refers to what is another’s is refused before it is sent', async () => {
    const before = reached()
    const hidden = line({ model: 'gpt-5-mini', previous_response_id: made.openai.response })
    const good = line({ model: 'gpt-5-mini', input: 'hi' })
    const many = Array.from({ length: 2000 }, () => good)
    const answer = await upload(ben, [...many, hidden, good].join('\n'))
    expect([answer.status, answer.text]).toEqual([404, expect.stringContaining('of yours')])
    expect(reached()).toBe(before)
  })

  test.each([
    ['no JSON', 'nonsense'],
    ['no body', '{"custom_id":"1","url":"/v1/responses"}'],
    ['two bodies', '{"url":"/v1/responses","body":{},"body":{}}'],
    ['a path of the account', line({}, '/v1/organization/users')],
    ['a path that climbs', line({}, '/v1/responses/../files')],
    ['two models in one request', '{"url":"/v1/responses","body":{"model":"a","model":"b"}}'],
    [
      'two names in one place',
      '{"url":"/v1/responses","body":{"input":[{"content":[{"file_id":"a","file_id":"b"}]}]}}',
    ],
  ])('a file with %s is refused before it is sent', async (_what, text) => {
    const before = reached()
    const answer = await upload(ana, `${line({ model: 'gpt-5-mini' })}\n${text}\n`)
    expect([answer.status, answer.text]).toEqual([400, expect.stringMatching(/line 2/)])
    expect(reached()).toBe(before)
  })

  test('a file that was uploaded for something else becomes no batch', async () => {
    const hidden = line({ model: 'gpt-5-mini', previous_response_id: made.openai.response })
    const file = await upload(ben, hidden, 'user_data')
    expect(file.status).toBe(200)
    const before = reached()
    const body = { input_file_id: file.json().id, endpoint: '/v1/responses' }
    const answer = await ask({ name: 'openai', token: ben, path: '/v1/batches', body })
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('purpose')])
    expect(reached()).toBe(before)
  })
})

test('paths of the account are never passed on, at no mount and in no spelling', async () => {
  const paths = [
    ...['admin/api_keys', 'admin/users', 'organization/users', 'organization/admin_api_keys'],
    ...['organization/usage/completions', 'organizations/me', 'organizations/api_keys'],
    ...['organizations/workspaces', 'projects', 'api_keys', 'api-keys', 'users', 'usage'],
    ...['fine_tuning/jobs', 'fine-tuning/jobs', 'fine_tunes', 'tunedModels', 'assistants'],
    ...['threads', 'skills', 'evals', 'dashboard/billing/usage', 'files/../organization/users'],
    ...['files/%2e%2e/organization/users', '%6frganization/users', 'organization%2fusers'],
    ...['batches/..%2forganization', '/organization/users', 'files;/organization/users'],
    ...['ORGANIZATION/users', 'Admin/api_keys', 'deployments', 'subscriptions'],
  ]
  const mounts = [
    '',
    '/v1',
    '/v1/v1',
    '/v1beta',
    '/openai',
    '/openai/v1',
    '/anthropic',
    '/anthropic/v1',
  ]
  mounts.push(
    '/gemini/v1beta',
    '/azure',
    '/azure/openai',
    '/azure/openai/v1',
    '/mistral/v1',
    '/api',
  )
  const before =
    reached() + NAMES.reduce((sum, name) => sum + vendors[name].modelRequests.length, 0)
  const strays: string[] = []
  for (const mount of mounts)
    for (const path of paths)
      for (const method of ['GET', 'POST', 'DELETE']) {
        const answer = await raw(method, `${mount}/${path}`)
        if (answer !== 404) strays.push(`${method} ${mount}/${path} → ${answer}`)
      }
  expect(strays).toEqual([])
  expect(reached() + NAMES.reduce((sum, name) => sum + vendors[name].modelRequests.length, 0)).toBe(
    before,
  )
})

/** The status of a call whose path is sent as it is written. */
function raw(method: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(service.url)
    request(
      {
        hostname,
        port,
        method,
        path,
        headers: { authorization: `Bearer ${ana}`, 'content-type': 'application/json' },
      },
      (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
      },
    )
      .on('error', reject)
      .end(method === 'POST' ? '{"model":"gpt-5-mini"}' : undefined)
  })
}

test('it outlives the token it was made with, and the service; it is still nobody else’s', async () => {
  const { token } = await service.admin.tokens.create.mutate({ memberId: anaId, label: 'newer' })
  const path = `/v1/responses/${made.openai.response}`
  expect((await ask({ name: 'openai', token, path })).status).toBe(200)
  const again = await ask({
    name: 'openai',
    token: ana,
    path: '/v1/responses',
    body: { model: 'gpt-5-mini', input: 'hi', stream: true },
  })
  const id = /"id":"(resp_[^"]+)"/.exec(again.text)?.[1]
  // Nothing but the answer's last byte says that its owner is on disk.
  await service.kill()
  const { dataDir } = service
  service = await startService({ dataDir })
  expect((await ask({ name: 'openai', token, path: `/v1/responses/${id}` })).status).toBe(200)
  expect((await ask({ name: 'openai', token: ben, path: `/v1/responses/${id}` })).status).toBe(404)
})

test('with two keys of one provider, a call goes where what it names lies', async () => {
  const second = await startVendor('openai', { seed: 'objects, second key' })
  const { id: keyId } = await service.admin.keys.add.mutate(newKeyFor(second))
  const places = new Map([
    [vendors.openai, await makeWith(vendors.openai)],
    [second, await makeWith(second)],
  ])
  for (const [vendor, response] of places)
    for (let i = 0; i < 3; i++) {
      const before = vendor.requests.length
      const body = {
        model: 'gpt-5-mini',
        input: 'x',
        previous_response_id: response,
        store: false,
      }
      const answer = await ask({ name: 'openai', token: ana, path: '/v1/responses', body })
      expect([answer.status, vendor.requests.length - before]).toEqual([200, 1])
    }
  const [one, other] = [...places.values()]
  const both = {
    model: 'gpt-5-mini',
    previous_response_id: one,
    input: [{ type: 'item_reference', id: `${other}` }],
  }
  const split = await ask({ name: 'openai', token: ana, path: '/v1/responses', body: both })
  expect(split.status).toBe(404)

  const listed = await ask({ name: 'openai', token: ana, path: '/v1/files?limit=100' })
  expect((listed.json().data as { id: string }[]).map(({ id }) => id)).toContain(made.openai.file)

  await service.admin.keys.pause.mutate({ id: keyId })
  const path = `/v1/responses/${places.get(second)}`
  const paused = await ask({ name: 'openai', token: ana, path })
  expect([paused.status, paused.text]).toEqual([503, expect.stringContaining('paused')])
  await service.admin.keys.remove.mutate({ id: keyId })
  await second.stop()

  /** Asks until the answer comes from that vendor: those that nothing ties are sent in turn. */
  async function makeWith(vendor: Vendor): Promise<string> {
    const keys = await service.admin.keys.list.query()
    const others = keys.filter((key) => key.provider === 'openai' && key.baseUrl !== vendor.baseUrl)
    for (const { id } of others) await service.admin.keys.pause.mutate({ id })
    const body = { model: 'gpt-5-mini', input: 'hi' }
    const answer = await ask({ name: 'openai', token: ana, path: '/v1/responses', body })
    for (const { id } of others) await service.admin.keys.resume.mutate({ id })
    return `${answer.json().id}`
  }
})
