import { expect, test } from 'vitest'
import type { CallTrace } from '../../proxy/contract/trace.ts'
import { preciseDuration } from '../../renderer/format.ts'
import { curlOf } from '../../renderer/pages/activity/curlOf.ts'
import { stepTone } from '../../renderer/pages/activity/stepWords.ts'

const traceOf = (part: Partial<CallTrace> = {}): CallTrace => ({
  ...{ method: 'POST', path: '/v1/messages', tls: null, phases: [], attempts: [], steps: [] },
  requestHeaders: [
    { name: 'content-type', value: 'application/json' },
    { name: 'anthropic-version', value: '2023-06-01' },
    { name: 'anthropic-beta', value: "it's" },
    { name: 'user-agent', value: 'node' },
    { name: 'x-api-key', value: 'krk_m_…8Zp1 (redacted)' },
  ],
  ...{ answerHeaders: [], names: {} },
  ...part,
})
const place = { origin: 'http://127.0.0.1:8443', hasOwnCertificate: false, token: 'YOUR_TOKEN' }

test('a call is copied for a shell with a place for the token, the headers that matter, and its body in a file', () => {
  expect(curlOf({ trace: traceOf() }, place)).toBe(
    [
      'curl http://127.0.0.1:8443/v1/messages -H "Authorization: Bearer YOUR_TOKEN"',
      "-H 'content-type: application/json' -H 'anthropic-version: 2023-06-01'",
      "-H 'anthropic-beta: it'\\''s' --data-binary @request.json",
    ].join(' '),
  )
})

test('over HTTPS it trusts the certificate of the card; other methods are named, and nothing breaks out of the address', () => {
  const trace = traceOf({ method: 'DELETE', path: "/v1/files/a';id", requestHeaders: [] })
  expect(curlOf({ trace }, { ...place, hasOwnCertificate: true })).toBe(
    "curl 'http://127.0.0.1:8443/v1/files/a'\\'';id' --cacert \"$HOME/keyrack-ca.pem\" -X DELETE -H \"Authorization: Bearer YOUR_TOKEN\"",
  )
  expect(curlOf({ trace: null }, place)).toBeUndefined()
})

test('a limit that was over and let the call pass is told apart from what stopped it', () => {
  const limit = { step: 'limit', limitId: 'lim_1', metric: 'requests', used: 5, size: 5 } as const
  expect(stepTone({ ...limit, amount: 1, fits: true })).toBe('ok')
  expect(stepTone({ ...limit, amount: 1, fits: false })).toBe('warn')
  expect(stepTone({ step: 'stopped', reason: 'QUOTA_SPENT' })).toBe('bad')
})

test('short times show their tenths', () => {
  expect(preciseDuration(0.3)).toBe('0.3\u00a0ms')
  expect(preciseDuration(4.14)).toBe('4.1\u00a0ms')
  expect(preciseDuration(12.4)).toBe('12\u00a0ms')
  expect(preciseDuration(null)).toBe('—')
})
