import { Anthropic, NotFoundError, toFile } from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { Mistral } from '@mistralai/mistralai'
import { AzureOpenAI, toFile as openaiFile } from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Service, startService } from '../support/service.ts'
import { startVendor, type Vendor } from '../vendor/vendor.ts'
import { newKeyFor } from './team.ts'

let service: Service
const vendors: Vendor[] = []
let ana: string
let ben: string

beforeAll(async () => {
  service = await startService()
  for (const family of ['anthropic', 'mistral', 'gemini', 'azure'] as const) {
    const vendor = await startVendor(family, { seed: 'objects elsewhere' })
    vendors.push(vendor)
    await service.admin.keys.add.mutate(newKeyFor(vendor))
  }
  ana = (await service.addMember('Ana')).token
  ben = (await service.addMember('Ben')).token
})
afterAll(async () => {
  await Promise.all(vendors.map((vendor) => vendor.stop()))
  await service.stop()
})

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const entry of pages) found.push(entry)
  return found
}

test('anthropic: files and batches of one’s own, over several pages', async () => {
  const client = (apiKey: string) => new Anthropic({ baseURL: service.url, apiKey, maxRetries: 0 })
  const [mine, theirs] = [client(ana), client(ben)]
  const ids: string[] = []
  for (let i = 0; i < 3; i++) {
    const upload = async (who: Anthropic) =>
      (await who.beta.files.upload({ file: await toFile(Buffer.from(`text ${i}`), 'a.txt') })).id
    ids.unshift(await upload(mine))
    for (let k = 0; k < 4; k++) await upload(theirs)
  }
  const files = await all(await mine.beta.files.list({ limit: 2 }))
  expect(files.map(({ id }) => id)).toEqual(ids)
  expect(await (await mine.beta.files.download(ids[0] ?? '')).text()).toBe('text 2')
  const foreign = theirs.beta.files.retrieveMetadata(ids[0] ?? '')
  await expect(foreign).rejects.toBeInstanceOf(NotFoundError)
  await expect(foreign).rejects.toThrow(/of yours/)

  const model = 'claude-sonnet-5-5'
  const params = { model, max_tokens: 5, messages: [{ role: 'user' as const, content: 'hi' }] }
  const batch = await mine.messages.batches.create({ requests: [{ custom_id: '1', params }] })
  await theirs.messages.batches.create({ requests: [{ custom_id: '1', params }] })
  expect((await all(await mine.messages.batches.list())).map(({ id }) => id)).toEqual([batch.id])
  expect((await mine.messages.batches.retrieve(batch.id)).processing_status).toBe('ended')
  const results = await fetch(`${service.url}/v1/messages/batches/${batch.id}/results`, {
    headers: { 'x-api-key': ana, 'anthropic-version': '2023-06-01' },
  })
  expect(await results.text()).toContain('"succeeded"')
  await mine.messages.batches.delete(batch.id)
  await expect(mine.messages.batches.retrieve(batch.id)).rejects.toBeInstanceOf(NotFoundError)
  const both = [params, { ...params, model: 'claude-opus-5-5' }]
  const mixed = await mine.messages.batches.create({
    requests: both.map((each, i) => ({ custom_id: `${i}`, params: each })),
  })
  expect(mixed.id).toMatch(/^msgbatch_/)
  const { calls } = await service.admin.calls.page.query({ filter: {}, limit: 1 })
  expect(calls[0]).toMatchObject({ endpoint: 'batches.create', priceState: 'unknown' })
  const unknown = mine.messages.batches.create({
    requests: [{ custom_id: '1', params: { ...params, model: 'claude-nowhere' } }],
  })
  await expect(unknown).rejects.toBeInstanceOf(NotFoundError)
})

test('mistral: files and batch jobs of one’s own, in numbered pages', async () => {
  const client = (apiKey: string) => new Mistral({ serverURL: `${service.url}/mistral`, apiKey })
  const [mine, theirs] = [client(ana), client(ben)]
  const text = JSON.stringify({ custom_id: '1', body: { messages: [] } })
  const upload = (who: Mistral) =>
    who.files.upload({
      file: { fileName: 'a.jsonl', content: new Blob([text]) },
      purpose: 'batch',
    })
  const ids: string[] = []
  for (let i = 0; i < 3; i++) {
    ids.unshift((await upload(mine)).id)
    await upload(theirs)
  }
  const first = await mine.files.list({ page: 0, pageSize: 2 })
  expect([first.data.map(({ id }) => id), first.total]).toEqual([ids.slice(0, 2), 3])
  const second = await mine.files.list({ page: 1, pageSize: 2 })
  expect(second.data.map(({ id }) => id)).toEqual(ids.slice(2))
  await expect(theirs.files.retrieve({ fileId: ids[0] ?? '' })).rejects.toThrow(/of yours/)

  const job = await mine.batch.jobs.create({
    inputFiles: [ids[0] ?? ''],
    endpoint: '/v1/chat/completions',
    model: 'mistral-small-latest',
  })
  expect((await mine.batch.jobs.get({ jobId: job.id })).id).toBe(job.id)
  await expect(theirs.batch.jobs.get({ jobId: job.id })).rejects.toThrow(/of yours/)
  expect((await theirs.batch.jobs.list({})).data).toEqual([])
})

test('gemini: caches and batches of one’s own; an upload of a file is told to be none', async () => {
  const client = (apiKey: string) =>
    new GoogleGenAI({ apiKey, httpOptions: { baseUrl: service.url } })
  const [mine, theirs] = [client(ana), client(ben)]
  const model = 'gemini-2.5-flash'
  const names: string[] = []
  for (let i = 0; i < 3; i++) {
    const make = async (who: GoogleGenAI) =>
      (await who.caches.create({ model, config: { contents: 'long text' } })).name ?? ''
    names.unshift(await make(mine))
    for (let k = 0; k < 3; k++) await make(theirs)
  }
  const listed = await all(await mine.caches.list({ config: { pageSize: 2 } }))
  expect(listed.map(({ name }) => name)).toEqual(names)
  const [name = ''] = names
  expect((await mine.caches.get({ name })).name).toBe(name)
  await mine.caches.update({ name, config: { ttl: '60s' } })
  const answer = await mine.models.generateContent({
    model,
    contents: 'hi',
    config: { cachedContent: name },
  })
  expect(answer.text).not.toBe('')
  const stolen = theirs.models.generateContent({
    model,
    contents: 'hi',
    config: { cachedContent: name },
  })
  await expect(stolen).rejects.toThrow(/of yours/)
  await mine.caches.delete({ name })
  await expect(mine.caches.get({ name })).rejects.toThrow(/of yours/)

  const batch = await mine.batches.create({ model, src: [{ contents: 'hi' }] })
  expect((await mine.batches.get({ name: batch.name ?? '' })).name).toBe(batch.name)
  await mine.batches.cancel({ name: batch.name ?? '' })
  await expect(theirs.batches.cancel({ name: batch.name ?? '' })).rejects.toThrow(/of yours/)

  const upload = mine.files.upload({ file: new Blob(['x']), config: { mimeType: 'text/plain' } })
  await expect(upload).rejects.toThrow(/inline/)
})

test('azure: files, batches and stored answers as at OpenAI', async () => {
  const client = (apiKey: string) =>
    new AzureOpenAI({
      endpoint: `${service.url}/azure`,
      apiKey,
      apiVersion: '2025-04-01-preview',
      maxRetries: 0,
    })
  const [mine, theirs] = [client(ana), client(ben)]
  const model = 'team-gpt-5-mini'
  const text = JSON.stringify({ url: '/chat/completions', body: { model, messages: [] } })
  const file = await mine.files.create({
    file: await openaiFile(Buffer.from(text), 'a.jsonl'),
    purpose: 'batch',
  })
  const batch = await mine.batches.create({
    input_file_id: file.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  })
  expect((await mine.batches.retrieve(batch.id)).id).toBe(batch.id)
  await expect(theirs.batches.retrieve(batch.id)).rejects.toThrow(/of yours/)
  const response = await mine.responses.create({ model, input: 'hi' })
  expect((await mine.responses.retrieve(response.id)).id).toBe(response.id)
  await expect(theirs.responses.retrieve(response.id)).rejects.toThrow(/of yours/)
})
