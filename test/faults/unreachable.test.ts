import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeAuthority, makeLeaf } from '../../proxy/gateway/certificates.ts'
import { type Service, type ServiceOptions, startService } from '../support/service.ts'
import { startVendor, type Vendor } from '../vendor/vendor.ts'
import { callRaw, RAW_DIALECTS } from './rawClient.ts'

let folder: string
let authorityFile: string
let vendor: Vendor

beforeAll(async () => {
  const now = Date.now()
  const place = { names: [], addresses: ['127.0.0.1'] }
  const authority = await makeAuthority({ installId: 'a provider', now, ...place })
  const leaf = await makeLeaf(authority, { now, ...place })
  vendor = await startVendor('openai', { tls: { key: leaf.keyPem, cert: leaf.certificatePem } })
  folder = mkdtempSync(join(tmpdir(), 'keyrack-unreachable-'))
  authorityFile = join(folder, 'authority.pem')
  writeFileSync(authorityFile, authority.certificatePem)
})
afterAll(async () => {
  await vendor.stop()
  rmSync(folder, { recursive: true })
})

/** One call through a fresh Keyrack to a provider at this address: the answer, its row, and the key's state. */
async function callAt(baseUrl: string, options: ServiceOptions = {}) {
  const service = await startService(options)
  try {
    return await callWith(service, baseUrl)
  } finally {
    await service.stop()
  }
}

async function callWith({ admin, url, addMember }: Service, baseUrl: string) {
  const [dialect] = RAW_DIALECTS
  if (!dialect) throw new Error('no dialect')
  await admin.keys.add.mutate({
    provider: 'openai',
    label: 'far away',
    secret: vendor.secret,
    baseUrl,
    models: ['gpt-5-mini'],
    allowLocal: true,
  })
  const { token } = await addMember('Ana')
  const answer = await callRaw(url, { dialect, token, streamed: false })
  const { calls } = await admin.calls.page.query({ filter: {}, limit: 10 })
  const [key] = await admin.keys.list.query()
  return { answer, row: calls[0], key }
}

test('a provider where nobody listens is a failed call that cost nothing', async () => {
  const gone = await startVendor('openai')
  await gone.stop()
  const { answer, row, key } = await callAt(gone.baseUrl)
  expect(answer.status).toBe(502)
  expect(JSON.parse(answer.body).error.message).toMatch(/^Keyrack: .*could not be reached/)
  expect(row).toMatchObject({ outcome: 'failed', reason: 'UPSTREAM_UNREACHABLE', costNanoUsd: 0 })
  expect(row).toMatchObject({ usageState: 'none', upstreamStatus: null })
  expect(key?.health).toBe('failing')
})

test('a provider whose certificate nobody vouches for gets neither key nor prompt', async () => {
  const before = vendor.requests.length + vendor.modelRequests.length
  const { answer, row } = await callAt(vendor.baseUrl)
  expect(answer.status).toBe(502)
  expect(row).toMatchObject({ outcome: 'failed', usageState: 'none' })
  expect(vendor.requests.length + vendor.modelRequests.length).toBe(before)
})

test('the same provider is reached once its authority is trusted', async () => {
  const trust = { NODE_EXTRA_CA_CERTS: authorityFile }
  const { answer, row, key } = await callAt(vendor.baseUrl, { env: trust })
  expect(answer.status).toBe(200)
  expect(row).toMatchObject({ outcome: 'ok', usageState: 'reported' })
  expect(key?.health).toBe('working')
})
