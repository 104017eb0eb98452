import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { MaskingChange, NewDictionary } from '../../proxy/contract/masking.ts'
import { startTeam, type Team } from '../sdk/team.ts'

const EMAIL = 'ana@example.com'
const CARD = '4111 1111 1111 1111'

let team: Team
let teamId: string

beforeAll(async () => {
  team = await startTeam()
  const { admin } = team.service
  teamId = (await admin.teams.add.mutate({ name: 'App' })).id
  await admin.teams.moveMember.mutate({ memberId: team.memberId, teamId })
})
afterAll(() => team.stop())
afterEach(async () => {
  const { masking } = team.service.admin
  await set({ email: null, card: null, apiKey: null })
  await set({ email: null }, teamId)
  for (const { id } of (await masking.list.query()).dictionaries)
    await masking.removeDictionary.mutate({ id })
  for (const { requests } of Object.values(team.vendors)) requests.length = 0
})

const set = (rules: MaskingChange['rules'], of: string | null = null) =>
  team.service.admin.masking.set.mutate({ teamId: of, rules })
const addWords = (dictionary: Omit<NewDictionary, 'name' | 'label'>) =>
  team.service.admin.masking.addDictionary.mutate({
    name: 'Names',
    label: 'PROJECT',
    ...dictionary,
  })

async function post(path: string, body: object | string | FormData, token = team.token) {
  const isForm = body instanceof FormData
  const answer = await fetch(team.service.url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(!isForm && { 'content-type': 'application/json' }),
    },
    body: isForm || typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.status, text: await answer.text() }
}
const chat = (content: unknown, more: object = {}, token?: string) =>
  post(
    '/v1/chat/completions',
    { model: 'gpt-5-mini', messages: [{ role: 'user', content }], ...more },
    token,
  )
const sentTo = (family: keyof Team['vendors']) => team.vendors[family].lastRequest().body.toString()
const reached = () => Object.values(team.vendors).flatMap(({ requests }) => requests).length

describe('requests', () => {
  test('without rules not one byte changes', async () => {
    const body = `{ "seed": 9007199254740993,  "model":"gpt-5-mini","messages":[{"role":"user","content":"${EMAIL}"}] }`
    await post('/v1/chat/completions', body)
    expect(sentTo('openai')).toBe(body)
  })

  test('only the finds change: spaces, escapes and large integers around them stay', async () => {
    await set({ email: { mode: 'mask' } })
    const body = `{ "seed": 9007199254740993,  "model":"gpt-5-mini","messages":[{"role":"user","content":"na\\u00efve"}, {"role":"user","content":"to\\n${EMAIL}"}] }`
    await post('/v1/chat/completions', body)
    expect(sentTo('openai')).toBe(body.replace(EMAIL, '[EMAIL]'))
  })

  test('what is only reported leaves as it is, and is counted', async () => {
    await set({ email: { mode: 'report' } })
    await chat(`${EMAIL} and bob@example.com`)
    expect(sentTo('openai')).toContain(EMAIL)
  })

  test.each([
    ['/v1/chat/completions', { model: 'gpt-5-mini', messages: [{ role: 'user', content: CARD }] }],
    ['/v1/responses', { model: 'gpt-5-mini', input: CARD }],
    ['/v1/embeddings', { model: 'text-embedding-3-small', input: ['x', CARD] }],
    [
      '/v1/messages',
      { model: 'claude-opus-5-5', max_tokens: 9, messages: [{ role: 'user', content: CARD }] },
    ],
    [
      '/v1beta/models/gemini-2.5-flash:generateContent',
      { contents: [{ parts: [{ text: CARD }] }] },
    ],
    ['/api/chat', { model: 'llama4', messages: [{ role: 'user', content: CARD }], stream: false }],
    ['/v2/chat', { model: 'command-a-03-2025', messages: [{ role: 'user', content: CARD }] }],
  ])(
    'a call that is blocked reaches nobody, and %s says what was found, not the find',
    async (path, body) => {
      await set({ card: { mode: 'block' } })
      const { status, text } = await post(path, body)
      expect([status, reached()]).toEqual([400, 0])
      expect(text).toContain('1 card number, which may not leave here')
      expect(text).not.toContain('4111')
    },
  )

  test('a team says otherwise than the workspace, and others are as the workspace says', async () => {
    await set({ email: { mode: 'block' } })
    await set({ email: { mode: 'mask' } }, teamId)
    expect((await chat(EMAIL)).status).toBe(200)
    expect(sentTo('openai')).toContain('[EMAIL]')
    const stranger = await team.service.addMember('Ben')
    expect((await chat(EMAIL, {}, stranger.token)).status).toBe(400)
    await set({ email: { mode: 'off' } }, teamId)
    expect((await chat(EMAIL)).status).toBe(200)
    expect(sentTo('openai')).toContain(EMAIL)
  })

  test('words of a team’s dictionary are hidden from its calls alone', async () => {
    await addWords({ teamId, terms: ['Blue Heron'] })
    await chat('The blue  heron flies')
    expect(sentTo('openai')).toContain('The [PROJECT_1] flies')
    const stranger = await team.service.addMember('Cat')
    await chat('The blue heron flies', {}, stranger.token)
    expect(sentTo('openai')).toContain('The blue heron flies')
  })

  test('names that a client sends back from earlier are not given to somebody else', async () => {
    await set({ email: { mode: 'pseudonymise' } })
    await chat(`[EMAIL_4] wrote to ${EMAIL}`)
    expect(sentTo('openai')).toContain('[EMAIL_4] wrote to [EMAIL_5]')
  })

  test('what goes on at the provider gets names that no earlier call gave', async () => {
    await set({ email: { mode: 'pseudonymise' } })
    const first = JSON.parse(
      (await post('/v1/responses', { model: 'gpt-5-mini', input: EMAIL })).text,
    )
    expect(sentTo('openai')).toContain('[EMAIL_1]')
    const next = { model: 'gpt-5-mini', input: 'bob@example.com', previous_response_id: first.id }
    expect((await post('/v1/responses', next)).status).toBe(200)
    expect(sentTo('openai')).toMatch(/"input":"\[EMAIL_\d{4,}\]"/)
  })
})

describe('places in a request', () => {
  const hidden = async (path: string, body: object) => {
    await set({ email: { mode: 'mask' } })
    expect((await post(path, body)).status).toBe(200)
    const family = path.includes('messages')
      ? 'anthropic'
      : path.includes('gemini')
        ? 'gemini'
        : 'openai'
    return JSON.parse(sentTo(family))
  }

  test('tool calls, their results, who is told to speak, and what is told of the caller', async () => {
    const sent = await hidden('/v1/chat/completions', {
      model: 'gpt-5-mini',
      user: EMAIL,
      metadata: { id: EMAIL, key: EMAIL },
      messages: [
        { role: 'system', name: `x ${EMAIL}`, content: EMAIL },
        {
          role: 'assistant',
          tool_calls: [
            { id: 'a', type: 'function', function: { name: 'f', arguments: `{"id":"${EMAIL}"}` } },
          ],
        },
        { role: 'tool', tool_call_id: 'a', content: [{ type: 'text', text: EMAIL }] },
      ],
    })
    expect(JSON.stringify(sent)).not.toContain(EMAIL)
    expect(sent.user).toBe('[EMAIL]')
    expect(sent.messages[1].tool_calls[0].function.arguments).toBe('{"id":"[EMAIL]"}')
  })

  test('Anthropic’s tools: whatever its arguments are called', async () => {
    const sent = await hidden('/v1/messages', {
      model: 'claude-opus-5-5',
      max_tokens: 9,
      system: [{ type: 'text', text: EMAIL }],
      messages: [
        {
          role: 'assistant',
          content: [
            {
              type: 'tool_use',
              id: 't',
              name: 'f',
              input: { id: EMAIL, url: EMAIL, type: [EMAIL] },
            },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 't', content: EMAIL },
            {
              type: 'document',
              source: { type: 'text', media_type: 'text/plain', data: `By ${EMAIL}` },
            },
          ],
        },
      ],
    })
    expect(JSON.stringify(sent)).not.toContain(EMAIL)
  })

  test('Gemini’s function calls and answers', async () => {
    const sent = await hidden('/gemini/v1beta/models/gemini-2.5-flash:generateContent', {
      systemInstruction: { parts: [{ text: EMAIL }] },
      contents: [
        { role: 'model', parts: [{ functionCall: { name: 'f', args: { id: EMAIL } } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'f', response: { model: EMAIL } } }] },
      ],
    })
    expect(JSON.stringify(sent)).not.toContain(EMAIL)
  })

  test('names of models and tools, ids, addresses and base64 stay', async () => {
    await addWords({ terms: ['gpt-5-mini', 'lookup', 'user', 'call_1', 'QUJD'], wholeWord: false })
    const body = {
      model: 'gpt-5-mini',
      messages: [
        {
          role: 'assistant',
          tool_calls: [
            { id: 'call_1', type: 'function', function: { name: 'lookup', arguments: '{}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'call_1', content: 'x' },
        {
          role: 'user',
          content: [
            { type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD' } },
            { type: 'image_url', image_url: { url: 'https://example.com/user.png' } },
          ],
        },
      ],
      tools: [{ type: 'function', function: { name: 'lookup', parameters: { type: 'object' } } }],
    }
    await post('/v1/chat/completions', body)
    expect(JSON.parse(sentTo('openai'))).toEqual(body)
  })
})

describe('forms and files', () => {
  const formOf = (fields: Record<string, string>, file?: { name: string; text: string }) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    if (file) form.append('file', new Blob([file.text]), file.name)
    return form
  }
  const jsonl = (content: string) =>
    JSON.stringify({
      ...{ custom_id: 'a', method: 'POST', url: '/v1/chat/completions' },
      body: { model: 'gpt-5-mini', messages: [{ role: 'user', content }] },
    })

  test('a prompt in a form is hidden, and the file beside it arrives byte for byte', async () => {
    await set({ email: { mode: 'mask' } })
    const sound = Buffer.from([...Array(4000)].map((_, i) => (i * 31) % 256))
    const form = formOf({ model: 'whisper-1', prompt: `Spoken by ${EMAIL}.\r\nTwo lines` })
    form.append('file', new Blob([sound]), 'a "quoted".wav')
    expect((await post('/v1/audio/transcriptions', form)).status).toBe(200)
    const { body, headers } = team.vendors.openai.lastRequest()
    expect(headers['content-length']).toBe(`${body.length}`)
    const got = await new Response(new Uint8Array(body), {
      headers: { 'content-type': headers['content-type'] ?? '' },
    }).formData()
    expect(got.get('prompt')).toBe('Spoken by [EMAIL].\r\nTwo lines')
    expect(got.get('model')).toBe('whisper-1')
    const file = got.get('file') as File
    expect(file.name).toBe('a "quoted".wav')
    expect(Buffer.from(await file.arrayBuffer()).equals(sound)).toBe(true)
  })

  test('a form in which nothing is found is passed on as it came', async () => {
    await set({ email: { mode: 'mask' } })
    const form = formOf({ model: 'whisper-1', prompt: 'Nothing' }, { name: 'a.wav', text: 'RIFF' })
    const sent = new Request('http://x', { method: 'POST', body: form })
    const bytes = Buffer.from(await sent.arrayBuffer())
    await fetch(`${team.service.url}/v1/audio/transcriptions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${team.token}`,
        'content-type': sent.headers.get('content-type') ?? '',
      },
      body: bytes,
    })
    expect(team.vendors.openai.lastRequest().body.equals(bytes)).toBe(true)
  })

  test('a batch file with what may not leave is refused, whatever its escapes', async () => {
    await set({ email: { mode: 'pseudonymise' } })
    const file = { name: 'b.jsonl', text: `${jsonl('x')}\n${jsonl(`To\n${EMAIL}`)}\n` }
    const { status, text } = await post('/v1/files', formOf({ purpose: 'batch' }, file))
    expect([status, reached()]).toEqual([400, 0])
    expect(text).toContain('the file b.jsonl holds 1 e-mail address')
    await set({ email: { mode: 'report' } })
    expect((await post('/v1/files', formOf({ purpose: 'batch' }, file))).status).toBe(200)
  })

  test('a form that is blocked reaches nobody', async () => {
    await set({ card: { mode: 'block' } })
    const form = formOf({ model: 'whisper-1', prompt: CARD }, { name: 'a.wav', text: 'RIFF' })
    expect((await post('/v1/audio/transcriptions', form)).status).toBe(400)
    expect(reached()).toBe(0)
  })
})

describe('what is told of a call', () => {
  const told = async () => {
    const { admin } = team.service
    const { calls } = await admin.calls.page.query({ limit: 1 })
    const call = await admin.calls.get.query({ id: calls[0]?.id ?? '' })
    const found = call.trace?.steps.filter(({ step }) => step === 'masked' || step === 'stopped')
    return { reason: call.reason, found, all: JSON.stringify(call) }
  }

  test('kinds and numbers, of request and answer, and never the finds', async () => {
    await set({ email: { mode: 'pseudonymise' }, card: { mode: 'report', answers: true } })
    await chat(`Repeat: ${EMAIL}, bob@example.com, ${CARD} Over.`)
    const { found, all } = await told()
    expect(found).toEqual([
      { step: 'masked', in: 'request', kinds: { email: 2, card: 1 } },
      { step: 'masked', in: 'answer', kinds: { card: 1 } },
    ])
    expect(all).not.toContain('example.com')
    expect(all).not.toContain('4111')
  })

  test('a refused call says why, also where a file was the reason', async () => {
    await set({ card: { mode: 'block' } })
    await chat(CARD)
    const expected = {
      reason: 'CONTENT_BLOCKED',
      found: [{ step: 'masked', kinds: { card: 1 } }, { step: 'stopped' }],
    }
    expect(await told()).toMatchObject(expected)
    const form = new FormData()
    form.append('purpose', 'user_data')
    form.append('file', new Blob([`The card is ${CARD}.`]), 'a.txt')
    expect((await post('/v1/files', form)).status).toBe(400)
    expect(await told()).toMatchObject(expected)
  })

  test('nothing where nothing was found', async () => {
    await set({ email: { mode: 'mask' } })
    await chat('Hello')
    expect((await told()).found).toEqual([])
  })
})

describe('answers', () => {
  test('what the model writes is masked where a rule says so, whole and streamed', async () => {
    await set({ email: { mode: 'report' }, apiKey: { mode: 'mask', answers: true } })
    const key = 'sk-proj-Ab3dEf6hIj9kLm2nOp5qRs8t'
    // Of two halves the fake vendor makes one: it leaves nothing out, as a model that guesses well.
    const prompt = `Repeat: say ${key} to ${EMAIL} now Over.`
    await set({ apiKey: { mode: 'report', answers: true } })
    expect((await chat(prompt)).text).toContain(key)
    await set({ apiKey: { mode: 'mask', answers: true } })
    for (const stream of [false, true]) {
      const { status, text } = await chat(`${prompt}`, { stream })
      expect(status).toBe(200)
      expect(text).not.toContain(key)
    }
  })

  test('a stream that breaks off shows nothing half', async () => {
    await set({ email: { mode: 'pseudonymise' } })
    team.vendors.openai.faults.set('gpt-5-mini', { kind: 'cut', after: 4 }, 1)
    const answer = await fetch(`${team.service.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${team.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ model: 'gpt-5-mini', stream: true },
        messages: [{ role: 'user', content: `Repeat: ab ${EMAIL} and more Over.` }],
      }),
    })
    let heard = ''
    const decoder = new TextDecoder()
    await expect(
      (async () => {
        for await (const piece of answer.body ?? [])
          heard += decoder.decode(piece, { stream: true })
      })(),
    ).rejects.toThrow()
    expect(heard).not.toContain('EMAI')
    expect(heard).not.toContain('ana@')
  })
})
