import type { Snippet } from '../contract/members.ts'
import { CA_FILE, type CardFacts, missingNote } from './cardFacts.ts'
import { exportBlocks } from './cardShell.ts'

type Block = Snippet['blocks'][number]

const python = (title: string, lines: (string | false)[]): Block => ({
  title,
  language: 'python',
  text: lines.filter((line) => line !== false).join('\n'),
})
const javascript = (title: string, lines: (string | false)[]): Block => ({
  title,
  language: 'javascript',
  text: lines.filter((line) => line !== false).join('\n'),
})

/** An explicit context works with every httpx, whichever store of certificates it looks at by itself. */
const PYTHON_CONTEXT = `ssl.create_default_context(cafile=os.path.expanduser("~/${CA_FILE}"))`

/** Node reads the variable only at its start, so it cannot be set from within the program. */
function nodeTrust(facts: CardFacts): Block[] {
  if (!facts.needsCa) return []
  return exportBlocks(facts, {}, 'NODE_EXTRA_CA_CERTS').map((block) => ({
    ...block,
    title: `Before node starts (${block.title})`,
  }))
}

const NODE_NOTE =
  'Set NODE_EXTRA_CA_CERTS in the shell, before node starts; without it you get UNABLE_TO_VERIFY_LEAF_SIGNATURE.'

export function openaiPythonSnippet(facts: CardFacts): Snippet {
  return {
    id: 'openaiPython',
    label: 'OpenAI Python',
    blocks: [
      python('Python', [
        facts.needsCa && 'import os',
        facts.needsCa && 'import ssl',
        facts.needsCa && '',
        facts.needsCa
          ? 'from openai import DefaultHttpxClient, OpenAI'
          : 'from openai import OpenAI',
        '',
        'client = OpenAI(',
        `    base_url="${facts.origin}/v1",`,
        '    api_key="{token}",',
        facts.needsCa && `    http_client=DefaultHttpxClient(verify=${PYTHON_CONTEXT}),`,
        ')',
        'answer = client.chat.completions.create(',
        `    model="${facts.models.openai}",`,
        '    messages=[{"role": "user", "content": "Hello"}],',
        ')',
        'print(answer.choices[0].message.content)',
      ]),
    ],
    notes: missingNote(facts, 'openai'),
  }
}

export function openaiNodeSnippet(facts: CardFacts): Snippet {
  const call = [
    'const answer = await client.chat.completions.create({',
    `  model: '${facts.models.openai}',`,
    "  messages: [{ role: 'user', content: 'Hello' }],",
    '})',
    'console.log(answer.choices[0].message.content)',
  ]
  return {
    id: 'openaiNode',
    label: 'OpenAI Node',
    blocks: [
      ...nodeTrust(facts),
      javascript('JavaScript', [
        "import OpenAI from 'openai'",
        '',
        'const client = new OpenAI({',
        `  baseURL: '${facts.origin}/v1',`,
        "  apiKey: '{token}',",
        '})',
        ...call,
      ]),
      ...(facts.needsCa ? [explicitFetch(facts, call)] : []),
    ],
    notes: [...(facts.needsCa ? [NODE_NOTE] : []), ...missingNote(facts, 'openai')],
  }
}

/** For set-ups that start node themselves, such as Next.js, and lose the variable. */
function explicitFetch(facts: CardFacts, call: string[]): Block {
  return javascript('Still failing? Hand the certificate over in code (npm install undici)', [
    "import { readFileSync } from 'node:fs'",
    "import { homedir } from 'node:os'",
    "import { join } from 'node:path'",
    "import OpenAI from 'openai'",
    "import { Agent, fetch } from 'undici'",
    '',
    `const ca = readFileSync(join(homedir(), '${CA_FILE}'))`,
    'const client = new OpenAI({',
    `  baseURL: '${facts.origin}/v1',`,
    "  apiKey: '{token}',",
    '  fetch,',
    '  fetchOptions: { dispatcher: new Agent({ connect: { ca } }) },',
    '})',
    ...call,
  ])
}

export function anthropicSnippet(facts: CardFacts): Snippet {
  return {
    id: 'anthropic',
    label: 'Anthropic',
    blocks: [
      python('Python', [
        facts.needsCa && 'import os',
        facts.needsCa && 'import ssl',
        facts.needsCa && '',
        facts.needsCa
          ? 'from anthropic import Anthropic, DefaultHttpxClient'
          : 'from anthropic import Anthropic',
        '',
        'client = Anthropic(',
        `    base_url="${facts.origin}",`,
        '    api_key="{token}",',
        facts.needsCa && `    http_client=DefaultHttpxClient(verify=${PYTHON_CONTEXT}),`,
        ')',
        'message = client.messages.create(',
        `    model="${facts.models.anthropic}",`,
        '    max_tokens=256,',
        '    messages=[{"role": "user", "content": "Hello"}],',
        ')',
        'print(message.content[0].text)',
      ]),
      ...nodeTrust(facts),
      javascript('JavaScript', [
        "import Anthropic from '@anthropic-ai/sdk'",
        '',
        'const client = new Anthropic({',
        `  baseURL: '${facts.origin}',`,
        "  apiKey: '{token}',",
        '})',
        'const message = await client.messages.create({',
        `  model: '${facts.models.anthropic}',`,
        '  max_tokens: 256,',
        "  messages: [{ role: 'user', content: 'Hello' }],",
        '})',
        'console.log(message.content[0].text)',
      ]),
    ],
    notes: [
      'No /v1 at the end of the address: the SDK adds it.',
      ...missingNote(facts, 'anthropic'),
    ],
  }
}

export function geminiSnippet(facts: CardFacts): Snippet {
  const verify = `, client_args={"verify": ${PYTHON_CONTEXT}}`
  return {
    id: 'gemini',
    label: 'Gemini',
    blocks: [
      python('Python', [
        facts.needsCa && 'import os',
        facts.needsCa && 'import ssl',
        facts.needsCa && '',
        'from google import genai',
        'from google.genai.types import HttpOptions',
        '',
        'client = genai.Client(',
        '    api_key="{token}",',
        `    http_options=HttpOptions(base_url="${facts.origin}"${facts.needsCa ? verify : ''}),`,
        ')',
        'answer = client.models.generate_content(',
        `    model="${facts.models.gemini}", contents="Hello"`,
        ')',
        'print(answer.text)',
      ]),
      ...nodeTrust(facts),
      javascript('JavaScript', [
        "import { GoogleGenAI } from '@google/genai'",
        '',
        'const client = new GoogleGenAI({',
        "  apiKey: '{token}',",
        `  httpOptions: { baseUrl: '${facts.origin}' },`,
        '})',
        'const answer = await client.models.generateContent({',
        `  model: '${facts.models.gemini}',`,
        "  contents: 'Hello',",
        '})',
        'console.log(answer.text)',
      ]),
      ...exportBlocks(
        facts,
        { GOOGLE_GEMINI_BASE_URL: facts.origin, GEMINI_API_KEY: '{token}' },
        'NODE_EXTRA_CA_CERTS',
      ).map((block) => ({ ...block, title: `Without a change in code (${block.title})` })),
    ],
    notes: [
      'The token goes into a header, as the SDKs do. In the address (?key=) it is refused: it would end up in logs.',
      ...missingNote(facts, 'gemini'),
    ],
  }
}

export function azureSnippet(facts: CardFacts): Snippet {
  return {
    id: 'azure',
    label: 'Azure OpenAI',
    blocks: [
      python('Python', [
        facts.needsCa && 'import os',
        facts.needsCa && 'import ssl',
        facts.needsCa && '',
        facts.needsCa
          ? 'from openai import AzureOpenAI, DefaultHttpxClient'
          : 'from openai import AzureOpenAI',
        '',
        'client = AzureOpenAI(',
        `    azure_endpoint="${facts.origin}",`,
        '    api_version="2024-10-21",',
        '    api_key="{token}",',
        facts.needsCa && `    http_client=DefaultHttpxClient(verify=${PYTHON_CONTEXT}),`,
        ')',
        'answer = client.chat.completions.create(',
        `    model="${facts.models.openai}",`,
        '    messages=[{"role": "user", "content": "Hello"}],',
        ')',
        'print(answer.choices[0].message.content)',
      ]),
      ...nodeTrust(facts),
      javascript('JavaScript', [
        "import { AzureOpenAI } from 'openai'",
        '',
        'const client = new AzureOpenAI({',
        `  endpoint: '${facts.origin}',`,
        "  apiVersion: '2024-10-21',",
        "  apiKey: '{token}',",
        '})',
        'const answer = await client.chat.completions.create({',
        `  model: '${facts.models.openai}',`,
        "  messages: [{ role: 'user', content: 'Hello' }],",
        '})',
        'console.log(answer.choices[0].message.content)',
      ]),
    ],
    notes: ['The model is the name of the deployment.', ...missingNote(facts, 'openai')],
  }
}
