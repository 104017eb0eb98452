import { expect, test } from 'vitest'
import { readCount, readNano, readUtcDay } from '../../../proxy/policy/bill/figures.ts'
import { foldModel, modelOfItem } from '../../../proxy/policy/bill/models.ts'
import { readBill } from '../../../proxy/policy/bill/readBill.ts'
import { understand } from '../../../proxy/policy/bill/understand.ts'

const OCT_3 = Date.UTC(2026, 9, 3)
const read = (text: string, name = 'export.csv') => readBill({ name, text })

test('OpenAI: usage by key and model, cached input taken out of the input', () => {
  const { provider, tells, lines, problems, from, to } = read(
    `start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,user_id,api_key_id,model,batch,service_tier,input_tokens,output_tokens,input_cached_tokens
1790985600,1791072000,2026-10-03T00:00:00+00:00,2026-10-04T00:00:00+00:00,proj_web,12,,key_Web,gpt-5-mini-2026-08-07,False,default,1500,300,500
1791072000,1791158400,2026-10-04T00:00:00+00:00,2026-10-05T00:00:00+00:00,,,,,,,,,,
`,
  )
  expect({ provider, tells, problems }).toEqual({
    ...{ provider: 'openai', tells: ['usage'], problems: [] },
  })
  expect(lines).toEqual([
    {
      ...{ day: OCT_3, key: 'key_Web', model: 'gpt-5-mini', what: null, batch: false },
      ...{ requests: 12, costNanoUsd: null },
      tokens: { input: 1000, cachedRead: 500, cacheWrite: 0, output: 300 },
    },
  ])
  // The day without use is a day of the export all the same.
  expect([from, to]).toEqual([OCT_3, OCT_3 + 2 * 86_400_000])
})

test('OpenAI: costs by item, and items that are no model', () => {
  const { lines, tells } = read(
    `start_time_iso,amount_value,amount_currency,line_item,project_id
2026-10-03T00:00:00+00:00,0.0000125,usd,"gpt-5-mini-2026-08-07, cached input",proj_web
2026-10-03T00:00:00+00:00,1.25,usd,web search tool calls,proj_web
`,
  )
  expect(tells).toEqual(['cost'])
  expect(lines).toMatchObject([
    { model: 'gpt-5-mini', what: null, key: 'proj_web', costNanoUsd: 12_500, tokens: null },
    { model: null, what: 'web search tool calls', costNanoUsd: 1_250_000_000 },
  ])
})

test('Anthropic: usage with both kinds of cache writes, whatever the order of the columns', () => {
  const { provider, lines } = read(
    `usage_output_tokens,usage_input_tokens_cache_read,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_write_5m,usage_input_tokens_no_cache,context_window,usage_type,workspace,api_key,model_version,usage_date_utc
40,30,20,10,100,"≤ 200k",message,Default,Team key,claude-sonnet-4-5-20250929,2026-10-03
`,
  )
  expect(provider).toBe('anthropic')
  expect(lines).toMatchObject([
    {
      ...{ day: OCT_3, key: 'Team key', model: 'claude-sonnet-4-5', requests: null },
      tokens: { input: 100, cachedRead: 30, cacheWrite: 30, output: 40 },
    },
  ])
})

test('Anthropic: costs under the names for people, and charges that are for no tokens', () => {
  const { lines } = read(
    `usage_date_utc,model,workspace,api_key,usage_type,token_type,cost_usd,cost_type
2026-10-03,Claude Haiku 4.5,Default,Team key,message,input_no_cache,0.05,token
2026-10-03,Claude Haiku 4.5,Default,Team key,batch,output,0.07,token
2026-10-03,,Default,Team key,message,,0.30,web_search
`,
  )
  expect(lines).toMatchObject([
    { model: 'claude-haiku-4-5', batch: false, costNanoUsd: 50_000_000 },
    { model: 'claude-haiku-4-5', batch: true, costNanoUsd: 70_000_000 },
    { model: null, what: 'web_search', costNanoUsd: 300_000_000 },
  ])
})

test('a spreadsheet of another country: semicolons, decimal commas, its own dates', () => {
  const { lines, problems } = read(
    '\u{feff}Date;Model;API key name;Num model requests;Input tokens;Output tokens;Cost USD\r\n03.10.2026;gpt-5-mini;Web;1.234;2.000;50;0,125\r\n',
  )
  expect(problems).toEqual([])
  expect(lines).toMatchObject([
    { day: OCT_3, key: 'Web', requests: 1234, costNanoUsd: 125_000_000, tokens: { input: 2000 } },
  ])
})

test('answers of the usage and cost APIs', () => {
  const openai = read(
    JSON.stringify({
      object: 'page',
      data: [
        {
          ...{ object: 'bucket', start_time: OCT_3 / 1000, end_time: OCT_3 / 1000 + 86_400 },
          results: [
            {
              ...{ object: 'organization.costs.result', project_id: null },
              ...{ amount: { value: 0.5, currency: 'usd' }, line_item: 'gpt-5-mini, input' },
            },
          ],
        },
      ],
    }),
  )
  expect(openai).toMatchObject({
    ...{ provider: 'openai', tells: ['cost'] },
    lines: [{ day: OCT_3, model: 'gpt-5-mini', costNanoUsd: 500_000_000, key: null }],
  })
  const anthropic = read(
    JSON.stringify([
      {
        data: [
          {
            ...{ starting_at: '2026-10-03T00:00:00Z', ending_at: '2026-10-04T00:00:00Z' },
            results: [
              {
                ...{ uncached_input_tokens: 10, cache_read_input_tokens: 5, output_tokens: 7 },
                cache_creation: { ephemeral_1h_input_tokens: 2, ephemeral_5m_input_tokens: 1 },
                ...{ api_key_id: 'apikey_1', model: 'claude-opus-4-1-20250805' },
              },
            ],
          },
        ],
      },
    ]),
  )
  expect(anthropic.lines).toMatchObject([
    { key: 'apikey_1', tokens: { input: 10, cachedRead: 5, cacheWrite: 3, output: 7 } },
  ])
  const cents = read(
    JSON.stringify({
      data: [
        {
          starting_at: '2026-10-03T00:00:00Z',
          results: [{ amount: '123.45', currency: 'USD', model: 'claude-opus-4-1' }],
        },
      ],
    }),
  )
  expect(cents.lines).toMatchObject([{ costNanoUsd: 1_234_500_000 }])
})

test('what cannot be read is told by its line, and the rest is read', () => {
  const { lines, problems } = read(
    `usage_date_utc,model_version,api_key,usage_input_tokens_no_cache,usage_output_tokens
2026-10-03,claude-opus-4-1,Team key,10,5
yesterday,claude-opus-4-1,Team key,10,5
2026-10-04,claude-opus-4-1,"Team
key",many,5
2026-10-05,claude-opus-4-1
`,
  )
  expect(lines).toHaveLength(1)
  expect(problems.map(({ line, message }) => `${line}: ${message}`).sort()).toEqual([
    '3: "yesterday" is no day. It was left out.',
    '4: "many" is no count. It was left out.',
    '6: The line does not have 5 cells like the header; it was left out.',
  ])
  expect(read('name,colour\nAna,red\n').problems[0]?.message).toMatch(/^No column holds a day/)
  expect(read('hello').problems[0]?.message).toMatch(/neither a table/)
  expect(read('date,cost,currency\n2026-10-03,1,EUR\n')).toMatchObject({
    ...{ lines: [], problems: [{ line: 2, message: /only US dollars/ }] },
  })
})

test('a preview adds files up, and refuses files of two providers', () => {
  const one = read(
    'usage_date_utc,model_version,api_key,output_tokens,input_tokens\n2026-10-03,claude-opus-4-1,A,5,1\n',
  )
  const two = read('start_time_iso,amount_value,line_item\n2026-10-04,2,"gpt-5-mini, input"\n')
  expect(understand([one, two])).toBeUndefined()
  expect(understand([one, { ...two, provider: undefined }])).toMatchObject({
    ...{ provider: 'anthropic', from: OCT_3, to: OCT_3 + 2 * 86_400_000, requests: null },
    ...{ costNanoUsd: 2_000_000_000, unnamed: 1, keys: [{ name: 'A', lines: 1 }] },
    ...{ models: ['claude-opus-4-1', 'gpt-5-mini'] },
  })
})

test('one model has many names', () => {
  for (const [name, folded] of [
    ['gpt-5-mini-2026-08-07', 'gpt-5-mini'],
    ['openai/gpt-5-mini', 'gpt-5-mini'],
    ['claude-3-5-haiku-20241022', 'claude-haiku-3-5'],
    ['Claude Haiku 3.5', 'claude-haiku-3-5'],
    ['claude-opus-4-1@20250805', 'claude-opus-4-1'],
    ['claude-sonnet-4-5-latest', 'claude-sonnet-4-5'],
    ['gpt-4.1-nano', 'gpt-4.1-nano'],
  ] as const) {
    expect(foldModel(name)).toBe(folded)
  }
  expect(modelOfItem('o4-mini-2025-04-16, output')).toBe('o4-mini')
  expect(modelOfItem('Tax')).toBeUndefined()
})

test('money is read digit by digit, counts and days in many spellings', () => {
  expect(readNano('0.8958740000000000', ',')).toBe(895_874_000)
  expect(readNano('$1,234.5', ',')).toBe(1_234_500_000_000)
  expect(readNano('1.234,5', ';')).toBe(1_234_500_000_000)
  expect(readNano('1.5e-05', ',')).toBe(15_000)
  expect(readNano('-0.0000000005', ',')).toBe(-1)
  expect(readNano('9007199.254740992', ',')).toBeUndefined()
  expect(readNano('free', ',')).toBeUndefined()
  expect([readCount('1,234', ','), readCount('12.0', ','), readCount('', ',')]).toEqual([
    1234, 12, 0,
  ])
  expect([readCount('-1', ','), readCount('1.5', ',')]).toEqual([undefined, undefined])
  for (const text of ['2026-10-03', '2026-10-03 23:59:59', '2026-10-03T23:00:00Z', '10/03/2026'])
    expect(readUtcDay(text)).toBe(OCT_3)
  expect(readUtcDay('2026-10-03T23:00:00-02:00')).toBe(OCT_3 + 86_400_000)
  expect(readUtcDay(String(OCT_3 / 1000 + 5))).toBe(OCT_3)
  expect([readUtcDay('31.02.2026'), readUtcDay('13/13/2026'), readUtcDay('')]).toEqual([
    ...[undefined, undefined, undefined],
  ])
})
