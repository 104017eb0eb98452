import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type AccessRules,
  accessRules,
  ENDPOINT_GROUPS,
  type EndpointGroup,
} from '../../../proxy/contract/access.ts'
import { DIALECTS } from '../../../proxy/dialects/index.ts'
import { Access, type Grant } from '../../../proxy/policy/access/access.ts'
import { groupOf } from '../../../proxy/policy/access/endpointGroups.ts'

const NOW = Date.UTC(2026, 10, 25, 12)
const rules = (part: object = {}): AccessRules => accessRules.parse(part)
const access = (levels: object[], grants: Grant[] = []) => new Access(levels.map(rules), grants)

test('without a rule everything is allowed', () => {
  const all = access([{}, {}])
  expect(all.mayUseModel('gpt-5', NOW)).toBe(true)
  expect(ENDPOINT_GROUPS.every((group) => all.mayUseEndpoint(group))).toBe(true)
  expect(all.mayCallFrom('203.0.113.1')).toBe(true)
  expect(all.isOpen(NOW, 'Europe/Madrid')).toBe(true)
})

test('every level that lists what is allowed must list a model; a denial on any level wins', () => {
  const both = access([{ allowModels: ['gpt-*', 'claude-*'] }, { allowModels: ['*-mini'] }])
  expect(both.mayUseModel('gpt-5-mini', NOW)).toBe(true)
  expect(both.modelStanding('gpt-5', NOW)).toBe('unlisted')
  expect(both.modelStanding('gemini-mini', NOW)).toBe('unlisted')
  const denied = access([{ allowModels: ['gpt-*'] }, { denyModels: ['GPT-5*'] }])
  expect(denied.modelStanding('gpt-5-mini', NOW)).toBe('denied')
})

test('a grant stands in for a missing place on a list until its end, never against a denial', () => {
  const grants = [
    { model: 'Claude-Opus', until: NOW + 1 },
    { model: 'o3', until: null },
  ]
  const granted = access([{ allowModels: ['gpt-*'] }], grants)
  expect(granted.mayUseModel('claude-opus', NOW)).toBe(true)
  expect(granted.mayUseModel('claude-opus', NOW + 1)).toBe(false)
  expect(granted.mayUseModel('o3', NOW + 1e12)).toBe(true)
  expect(access([{ denyModels: ['o3'] }], grants).mayUseModel('o3', NOW)).toBe(false)
})

test('a grant is for one model: a star in it is only a star', () => {
  const granted = access([{ allowModels: ['gpt-5'] }], [{ model: '*', until: null }])
  expect(granted.mayUseModel('claude-opus', NOW)).toBe(false)
})

test('a rule about one spelling of an Ollama model is about both', () => {
  expect(access([{ denyModels: ['llama4'] }]).mayUseModel('llama4:latest', NOW)).toBe(false)
  expect(access([{ allowModels: ['llama4'] }]).mayUseModel('llama4:latest', NOW)).toBe(true)
  expect(access([{ allowModels: ['llama4'] }]).mayUseModel('llama4:8b', NOW)).toBe(false)
})

test('an address must be on the list of every level that has one; mapped IPv4 is IPv4', () => {
  const near = access([
    { addresses: ['10.0.0.0/8', '2001:db8::/32'] },
    { addresses: ['10.1.2.3', '2001:db8::1', '::ffff:10.9.0.0/112'] },
  ])
  expect(near.mayCallFrom('10.1.2.3')).toBe(true)
  expect(near.mayCallFrom('::ffff:10.1.2.3')).toBe(true)
  expect(near.mayCallFrom('10.9.4.4')).toBe(true)
  expect(near.mayCallFrom('2001:db8::1')).toBe(true)
  expect(near.mayCallFrom('10.1.2.4')).toBe(false)
  expect(near.mayCallFrom('2001:db8::2')).toBe(false)
  expect(near.mayCallFrom('')).toBe(false)
})

test('caps of several levels are the smallest; a level without any does not make them refuse', () => {
  const clamped = access([
    { caps: { maxOutputTokens: 4000, tooMuch: 'clamp' } },
    {},
    { caps: { maxOutputTokens: 1000, maxImages: 2, tooMuch: 'clamp' } },
  ])
  expect(clamped.caps).toMatchObject({ maxOutputTokens: 1000, maxImages: 2, tooMuch: 'clamp' })
  expect(
    access([{ caps: { maxOutputTokens: 4000, tooMuch: 'clamp' } }, { caps: { maxChoices: 1 } }])
      .caps,
  ).toMatchObject({ maxOutputTokens: 4000, maxChoices: 1, tooMuch: 'refuse' })
  expect(access([{}]).caps).toEqual(rules().caps)
})

test('every endpoint that is forwarded is sorted, and what nobody sorted counts as stored', () => {
  const sorted = DIALECTS.flatMap(({ endpoints }) => endpoints)
    .filter(({ kind, object }) => kind === 'call' && !object)
    .map(({ name }) => [name, groupOf(name)])
  for (const [name, group] of sorted) expect([name, group]).not.toEqual([name, 'stored'])
  expect(groupOf('responses.get')).toBe('stored')
  expect(groupOf('conversations.create')).toBe('stored')
  expect(groupOf('files.content')).toBe('files')
  expect(groupOf('uploads.parts')).toBe('files')
  expect(groupOf('chat.completions.get')).toBe('stored')
  expect(groupOf('batches.cancel')).toBe('batches')
  expect(groupOf('messages.batches.results')).toBe('batches')
  expect(groupOf('constructor')).toBe('stored')
})

test('any mixture of levels answers as the slow and obvious reading does', () => {
  const names = ['gpt-5', 'gpt-5-mini', 'claude-opus', 'o3', 'llama4:latest']
  const pattern = fc.constantFrom(...names, 'gpt-*', '*', '*-mini', 'c*s', 'LLAMA4', 'none')
  const group = fc.constantFrom<EndpointGroup>(...ENDPOINT_GROUPS)
  const level = fc.record({
    allowModels: fc.array(pattern, { maxLength: 3 }),
    denyModels: fc.array(pattern, { maxLength: 1 }),
    allowEndpoints: fc.array(group, { maxLength: 4 }),
    denyEndpoints: fc.array(group, { maxLength: 2 }),
  })
  const grant = fc.record({
    model: fc.constantFrom(...names),
    until: fc.oneof(fc.constant(null), fc.integer({ min: NOW - 5, max: NOW + 5 })),
  })
  const like = (pattern: string, name: string) =>
    [name, name.replace(/:latest$/, '')].some((spelling) =>
      new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'i').test(spelling),
    )
  const mayUse = (levels: AccessRules[], grants: Grant[], model: string, now: number) => {
    for (const { denyModels } of levels)
      if (denyModels.some((pattern) => like(pattern, model))) return false
    const granted = grants.some(
      (grant) => grant.model === model && (grant.until ?? Number.POSITIVE_INFINITY) > now,
    )
    if (granted) return true
    return levels.every(
      ({ allowModels }) =>
        allowModels.length === 0 || allowModels.some((pattern) => like(pattern, model)),
    )
  }
  fc.assert(
    fc.property(
      fc.array(level, { maxLength: 4 }),
      fc.array(grant, { maxLength: 3 }),
      fc.array(fc.integer({ min: NOW - 6, max: NOW + 6 }), { minLength: 1, maxLength: 4 }),
      (parts, grants, moments) => {
        const levels = parts.map(rules)
        const compiled = new Access(levels, grants)
        // One object over several moments: what it remembers of a model must not outlive a grant.
        for (const now of moments)
          for (const model of names)
            expect([model, now, compiled.mayUseModel(model, now)]).toEqual([
              model,
              now,
              mayUse(levels, grants, model, now),
            ])
        for (const wanted of ENDPOINT_GROUPS)
          expect(compiled.mayUseEndpoint(wanted)).toBe(
            levels.every(
              ({ allowEndpoints, denyEndpoints }) =>
                !denyEndpoints.includes(wanted) &&
                (allowEndpoints.length === 0 || allowEndpoints.includes(wanted)),
            ),
          )
      },
    ),
    { numRuns: 1000 },
  )
})
