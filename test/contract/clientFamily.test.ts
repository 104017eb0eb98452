import { expect, test } from 'vitest'
import { clientFamily } from '../../proxy/contract/clientFamily.ts'

test.each([
  ['OpenAI/JS 7.57.0', 'OpenAI/JS'],
  ['OpenAI/Python 2.8.1', 'OpenAI/Python'],
  ['AsyncOpenAI/Python 2.8.1', 'OpenAI/Python'],
  ['AsyncAzureOpenAI/Python 2.8.1', 'AzureOpenAI/Python'],
  ['Anthropic/JS 1.12.0', 'Anthropic/JS'],
  ['AsyncAnthropic/Python 0.75.0', 'Anthropic/Python'],
  ['google-genai-sdk/3.1.0 gl-node/v24.21.0', 'Google GenAI/JS'],
  ['google-genai-sdk/1.52.0 gl-python/3.13.2', 'Google GenAI/Python'],
  ['ai/7.0.173 ai-sdk-provider-utils/5.0.1 runtime/node.js/24', 'AI SDK'],
  ['speakeasy-sdk/typescript 2.7.0 2.8.2 1.0.0 @mistralai/mistralai', 'Mistral/JS'],
  ['mistral-client-python/1.9.11', 'Mistral/Python'],
  ['ollama-python/0.6.1 (x86_64 linux) Python/3.13.2', 'Ollama/Python'],
  ['claude-cli/2.0.55 (external, cli)', 'Claude Code'],
  ['codex_cli_rs/0.63.0 (Ubuntu 24.4.0; x86_64) xterm-256color', 'Codex CLI'],
  ['curl/8.5.0', 'curl'],
  ['axios/1.13.2', 'axios'],
  ['python-requests/2.32.5', 'Python requests'],
  ['Python/3.13 aiohttp/3.13.2', 'Python aiohttp'],
  ['Go-http-client/1.1', 'Go'],
  ['node', 'Node.js'],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36', 'Browser'],
  ['Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) PowerShell/7.5.4', 'PowerShell'],
  ['my-own-tool', 'my-own-tool'],
  ['8f14e45fceea167a', 'Other'],
  ['x9kq2-session', 'Other'],
])('%s is %s', (userAgent, family) => {
  expect(clientFamily(userAgent)).toBe(family)
})

test('a client that does not say what it is has no family', () => {
  expect(clientFamily(null)).toBeUndefined()
  expect(clientFamily('  ')).toBeUndefined()
})
