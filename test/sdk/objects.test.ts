import OpenAI, { NotFoundError, toFile } from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Service, startService } from '../support/service.ts'
import { startVendor, type Vendor } from '../vendor/vendor.ts'
import { newKeyFor } from './team.ts'

let service: Service
let vendor: Vendor
let ana: OpenAI
let ben: OpenAI

beforeAll(async () => {
  vendor = await startVendor('openai', { seed: 'sdk objects' })
  service = await startService()
  await service.admin.keys.add.mutate(newKeyFor(vendor))
  const client = async (name: string) =>
    new OpenAI({
      baseURL: `${service.url}/v1`,
      apiKey: (await service.addMember(name)).token,
      maxRetries: 0,
    })
  ana = await client('Ana')
  ben = await client('Ben')
})
afterAll(async () => {
  await vendor.stop()
  await service.stop()
})

const line = (id: string, body: object = {}) =>
  JSON.stringify({
    custom_id: id,
    method: 'POST',
    url: '/v1/responses',
    body: { model: 'gpt-5-mini', input: 'hi', ...body },
  })

const upload = (client: OpenAI, text = line('1'), purpose: 'batch' | 'user_data' = 'batch') =>
  toFile(Buffer.from(text), 'input.jsonl').then((file) => client.files.create({ file, purpose }))

/** Runs into "not found" as the SDK's own exception, with Keyrack's words. */
async function expectUnknown(call: Promise<unknown>) {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(NotFoundError)
  expect((error as NotFoundError).message).toMatch(/of yours/)
}

describe('openai: the one who made it', () => {
  test('uploads a file, finds it, reads it, deletes it', async () => {
    const file = await upload(ana)
    expect(await ana.files.retrieve(file.id)).toMatchObject({ id: file.id, purpose: 'batch' })
    expect(await (await ana.files.content(file.id)).text()).toBe(line('1'))
    expect(await ana.files.delete(file.id)).toMatchObject({ deleted: true })
    await expectUnknown(ana.files.retrieve(file.id))
  })

  test('runs a batch and reads its results; what was uploaded otherwise is no batch', async () => {
    const file = await upload(ana)
    const batch = await ana.batches.create({
      input_file_id: file.id,
      endpoint: '/v1/responses',
      completion_window: '24h',
    })
    expect((await ana.batches.retrieve(batch.id)).status).toBe('completed')
    const results = await ana.files.content(batch.output_file_id ?? '')
    expect(await results.text()).toContain('custom_id')
    expect((await ana.batches.cancel(batch.id)).status).toBe('cancelled')
    await expectUnknown(ben.files.content(batch.output_file_id ?? ''))
    const { calls } = await service.admin.calls.page.query({ filter: {}, limit: 20 })
    const created = calls.find(({ endpoint }) => endpoint === 'batches.create')
    expect([created?.outcome, created?.priceState, created?.costNanoUsd]).toEqual([
      'ok',
      'unknown',
      null,
    ])
    const read = calls.find(({ endpoint }) => endpoint === 'batches.get')
    expect([read?.priceState, read?.costNanoUsd]).toEqual(['free', 0])
  })

  test('goes on with a stored response, streamed or not, and deletes it', async () => {
    const first = await ana.responses.create({ model: 'gpt-5-mini', input: 'hi' })
    const stream = await ana.responses.create({
      model: 'gpt-5-mini',
      input: 'and?',
      previous_response_id: first.id,
      stream: true,
    })
    let second = ''
    for await (const event of stream)
      if (event.type === 'response.created') second = event.response.id
    const third = await ana.responses.create({
      model: 'gpt-5-mini',
      input: [{ type: 'item_reference', id: first.output[0]?.id ?? '' }],
      previous_response_id: second,
    })
    expect((await ana.responses.retrieve(third.id)).output_text).toBe(third.output_text)
    let replayed = ''
    for await (const event of await ana.responses.retrieve(second, { stream: true }))
      replayed = event.type
    expect(replayed).toBe('response.completed')
    await expectUnknown(
      ben.responses.create({ model: 'gpt-5-mini', input: 'x', previous_response_id: second }),
    )
    await ana.responses.delete(first.id)
    await expectUnknown(
      ana.responses.create({ model: 'gpt-5-mini', input: 'x', previous_response_id: first.id }),
    )
  })

  test('keeps a conversation, and a stored completion', async () => {
    const conversation = await ana.conversations.create({ metadata: { topic: 'keys' } })
    await ana.conversations.items.create(conversation.id, {
      items: [{ type: 'message', role: 'user', content: 'hi' }],
    })
    const { data } = await ana.conversations.items.list(conversation.id)
    expect(data).toHaveLength(1)
    const answer = await ana.responses.create({
      model: 'gpt-5-mini',
      input: 'hi',
      conversation: conversation.id,
    })
    expect(answer.status).toBe('completed')
    await expectUnknown(
      ben.responses.create({
        model: 'gpt-5-mini',
        input: 'x',
        conversation: { id: conversation.id },
      }),
    )
    expect(await ana.conversations.delete(conversation.id)).toMatchObject({ deleted: true })

    const messages = [{ role: 'user' as const, content: 'hi' }]
    const stored = await ana.chat.completions.create({ model: 'gpt-5-mini', messages, store: true })
    expect((await ana.chat.completions.retrieve(stored.id)).id).toBe(stored.id)
    expect((await ana.chat.completions.list()).data.map(({ id }) => id)).toEqual([stored.id])
    expect((await ben.chat.completions.list()).data).toEqual([])
  })

  test('has vector stores and containers', async () => {
    const file = await upload(ana, 'text', 'user_data')
    const store = await ana.vectorStores.create({ name: 'papers', file_ids: [file.id] })
    await ana.vectorStores.files.create(store.id, { file_id: file.id })
    expect((await ana.vectorStores.list()).data.map(({ id }) => id)).toEqual([store.id])
    await expectUnknown(ben.vectorStores.create({ name: 'mine', file_ids: [file.id] }))
    const container = await ana.containers.create({ name: 'box' })
    await ana.containers.files.create(container.id, { file_id: file.id })
    expect((await ana.containers.files.list(container.id)).data).toHaveLength(1)
    const own = await ben.containers.create({ name: 'box' })
    await expectUnknown(ben.containers.files.create(own.id, { file_id: file.id }))
    await expectUnknown(
      ben.responses.create({
        model: 'gpt-5-mini',
        input: 'x',
        tools: [{ type: 'code_interpreter', container: container.id }],
      }),
    )
  })
})

test('openai: a list shows what is one’s own, over as many pages as it takes', async () => {
  const mine: string[] = []
  for (let i = 0; i < 260; i++)
    vendor.shelf.add('files', { id: vendor.shelf.newId('file-x'), object: 'file' })
  for (let i = 0; i < 5; i++) {
    mine.unshift((await upload(ben, 'text', 'user_data')).id)
    for (let k = 0; k < 60; k++)
      vendor.shelf.add('files', { id: vendor.shelf.newId('file-y'), object: 'file' })
  }
  const seen: string[] = []
  const pages: [number, boolean][] = []
  for await (const page of (await ben.files.list({ limit: 2 })).iterPages()) {
    seen.push(...page.data.map(({ id }) => id))
    pages.push([page.data.length, page.has_more])
  }
  expect(seen).toEqual(mine)
  expect(pages).toEqual([
    [2, true],
    [2, true],
    [1, false],
  ])
  await expectUnknown(ana.files.list({ after: mine[0] ?? '' }).then())
  const hers = await ana.files.list()
  expect(hers.data.filter(({ id }) => mine.includes(id))).toEqual([])
})
