import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { servePage } from '../../electron/pageFiles.ts'

let folder = ''
let root = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyrack-page-'))
  root = join(folder, 'renderer')
  await mkdir(join(root, 'assets'), { recursive: true })
  const html =
    '<meta name="csp-nonce" content="__CSP_NONCE__"><style nonce="__CSP_NONCE__"></style>'
  await writeFile(join(root, 'index.html'), html)
  await writeFile(join(root, 'assets/page.js'), 'export {}')
  await writeFile(join(root, 'assets/page.js.map'), '{}')
  await writeFile(join(folder, 'secret.js'), 'outside')
})
afterAll(() => rm(folder, { recursive: true }))

const get = (path: string, method = 'GET') =>
  servePage(root, new URL(`keyrack://app${path}`), method)

test('the page and its files are served with their type and nothing to guess', async () => {
  const script = await get('/assets/page.js')
  expect(script.status).toBe(200)
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(script.headers.get('x-content-type-options')).toBe('nosniff')
  expect((await get('/')).headers.get('content-type')).toBe('text/html; charset=utf-8')
})

test('each load of the page has a nonce of its own, the same in its policy and in its text', async () => {
  const seen = new Set<string>()
  for (let load = 0; load < 3; load++) {
    const answer = await get('/')
    const [, nonce = ''] =
      /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '') ?? []
    expect(Buffer.from(nonce, 'base64')).toHaveLength(16)
    const text = await answer.text()
    expect(text.split(nonce)).toHaveLength(3)
    expect(text).not.toContain('__CSP_NONCE__')
    seen.add(nonce)
  }
  expect(seen.size).toBe(3)
})

test('the policy begins with nothing and adds only the page itself', async () => {
  const policy = (await get('/')).headers.get('content-security-policy') ?? ''
  expect(policy.split('; ')).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "style-src-attr 'none'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]),
  )
  expect(policy).not.toMatch(/unsafe|\*|https?:/)
})

test.each([
  '/..%2fsecret.js',
  '/%2e%2e/secret.js',
  '/assets/..%2f..%2fsecret.js',
  '/..%5csecret.js',
  '//secret.js',
  '/%00secret.js',
  '/%',
  '/assets',
  '/assets/page.js.map',
  '/missing.js',
])('%s is not found', async (path) => {
  expect((await get(path)).status).toBe(404)
})

test('nothing but GET is answered', async () => {
  expect((await get('/', 'POST')).status).toBe(404)
})
