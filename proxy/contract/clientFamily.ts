/** Programs whose name in a user agent is not the one people know them by; the first that fits counts. */
const KNOWN: readonly [RegExp, string][] = [
  [/^(?:Async)?(OpenAI|AzureOpenAI|Anthropic|AnthropicBedrock|AnthropicVertex)\/(\w+)/, '$1/$2'],
  [/\bPowerShell\//i, 'PowerShell'],
  [/\bai-sdk\b|\bai-sdk-provider-utils\b|^ai\/\d/i, 'AI SDK'],
  [/^google-genai-sdk\/.*\bgl-node\b/i, 'Google GenAI/JS'],
  [/^google-genai-sdk\/.*\bgl-python\b/i, 'Google GenAI/Python'],
  [/^google-genai-sdk\b/i, 'Google GenAI'],
  [/^mistral-client-python\b|^speakeasy-sdk\/python\b.*mistral/i, 'Mistral/Python'],
  [/^mistral-client-typescript\b|^speakeasy-sdk\/typescript\b.*mistral/i, 'Mistral/JS'],
  [/^ollama-python\b/i, 'Ollama/Python'],
  [/^ollama-js\b/i, 'Ollama/JS'],
  [/^claude-(?:cli|code)\b/i, 'Claude Code'],
  [/^codex[_-]cli/i, 'Codex CLI'],
  [/^GeminiCLI\b/i, 'Gemini CLI'],
  [/^python-requests\b/i, 'Python requests'],
  [/^python-httpx\b/i, 'Python httpx'],
  [/^Python\/.*\baiohttp\b|^aiohttp\b/i, 'Python aiohttp'],
  [/^Python-urllib\b/i, 'Python urllib'],
  [/^Go-http-client\b/i, 'Go'],
  [/^(?:node|node-fetch|undici)\b/i, 'Node.js'],
  [/^PostmanRuntime\b/i, 'Postman'],
  [/\bElectron\//, 'Electron'],
  [/^Mozilla\/5\.0\b/, 'Browser'],
]

/** What stands first and has a version: `curl/8.5.0`, `axios/1.7`. */
const PRODUCT = /^([A-Za-z][A-Za-z ._-]{0,31}?)(?:[/ ]v?\d|$)/

/**
 * The program behind a user agent, without its version: few enough to be a group in reports. Undefined when the
 * client did not say; `Other` when it says nothing that reads like a name.
 */
export function clientFamily(userAgent: string | null): string | undefined {
  const text = userAgent?.trim()
  if (!text) return undefined
  for (const [pattern, name] of KNOWN) {
    const found = pattern.exec(text)
    if (found) return name.replace('$1', found[1] ?? '').replace('$2', found[2] ?? '')
  }
  return PRODUCT.exec(text)?.[1] ?? 'Other'
}
