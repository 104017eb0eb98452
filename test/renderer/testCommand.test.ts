import { expect, test } from 'vitest'
import { exampleModels } from '../../proxy/dialects/cardFacts.ts'
import { curlSnippet, trustBlocks } from '../../proxy/dialects/cardShell.ts'
import { testCommand } from '../../renderer/pages/activity/testCommand.ts'

const factsOf = (needsCa: boolean) => ({
  origin: needsCa ? 'https://192.168.1.24:8443' : 'http://127.0.0.1:8443',
  needsCa,
  ...exampleModels([]),
})
const cardOf = (needsCa: boolean) => ({
  ca: needsCa ? { pem: 'PEM', fingerprint: 'AA', trust: trustBlocks('PEM') } : null,
  snippets: [curlSnippet(factsOf(needsCa))],
})

test('over plain HTTP one line calls the running address with a placeholder for the token', () => {
  expect(testCommand(cardOf(false), 'YOUR_TOKEN', 'unix')).toBe(
    'curl http://127.0.0.1:8443/v1/models -H "Authorization: Bearer YOUR_TOKEN"',
  )
})

test('over HTTPS the certificate is saved first, in the words of the shell at hand', () => {
  const unix = testCommand(cardOf(true), 'YOUR_TOKEN', 'unix')
  expect(unix).toMatch(/^cat > .*keyrack-ca\.pem[\s\S]*\nEOF\ncurl --cacert .*keyrack-ca\.pem/)
  const windows = testCommand(cardOf(true), 'YOUR_TOKEN', 'windows')
  expect(windows).toMatch(/Set-Content[\s\S]*\ncurl\.exe --cacert/)
  expect(windows).not.toContain("<<'EOF'")
})
