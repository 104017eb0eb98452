import { expect, test } from 'vitest'
import { callsPath, chipsOf } from '../../renderer/pages/analytics/drill.ts'
import {
  type Chip,
  filterOf,
  type Question,
  readQuestion,
  withChip,
  writeQuestion,
} from '../../renderer/pages/analytics/question.ts'
import { usageLine } from './usage.ts'

const chip = (part: Partial<Chip> = {}): Chip => ({
  ...{ dimension: 'member', mode: 'only', value: 'mem_1', label: 'Ana "R" Ruiz', ...part },
})

const paramsOf = (question: Partial<Question>) =>
  new URLSearchParams(
    Object.entries(writeQuestion(question)).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  )

test('all that the page shows stands in the address and is read back from it', () => {
  const question: Question = {
    ...{ tab: 'trends', metric: 'errors', by: ['team', 'status'], range: '2026-11-01..2026-11-07' },
    ...{ compare: true, chips: [chip(), chip({ mode: 'except', value: null, label: '' })] },
  }
  expect(readQuestion(paramsOf(question))).toEqual(question)
  expect(readQuestion(paramsOf({ by: [] })).by).toEqual([])
  expect([...paramsOf(readQuestion(new URLSearchParams()))]).toEqual([])
})

test('an address that nobody could have made asks what the page begins with', () => {
  const odd = new URLSearchParams({ m: 'x', by: 'bucket', tab: '9', f: '[["member","only",7,""]]' })
  expect(readQuestion(odd)).toEqual(readQuestion(new URLSearchParams()))
})

test('only this replaces what was asked of the same kind; what is excluded gathers', () => {
  const [ana, bo] = [chip(), chip({ value: 'mem_2', label: 'Bo' })]
  expect(withChip([ana], bo)).toEqual([bo])
  const model = chip({ dimension: 'model', mode: 'except', value: 'o5', label: 'o5' })
  const both = withChip(withChip([ana], model), { ...model, value: 'o6', label: 'o6' })
  expect(filterOf(both)).toEqual({ member: { only: ['mem_1'] }, model: { except: ['o5', 'o6'] } })
  // The same value the other way round is another opinion, not one more.
  expect(withChip([ana], { ...ana, mode: 'except' })).toEqual([{ ...ana, mode: 'except' }])
})

test('a bar leads to exactly its calls, in the language of the list', () => {
  const line = usageLine({ groups: ['mem_1', null], labels: ['Ana Ruiz', ''] })
  const groups = chipsOf(line, ['member', 'team'])
  const chips = ['o5', 'gpt-5'].map((value) =>
    chip({ dimension: 'model', mode: 'except', value, label: value }),
  )
  const path = callsPath({ chips, groups, span: { from: 1, to: 2 } })
  const params = new URLSearchParams(path.split('?')[1])
  expect(params.get('f')).toBe('-model:"o5","gpt-5" member:"Ana Ruiz" team:none')
  const status = [chip({ dimension: 'status', value: 'refused 429', label: 'refused 429' })]
  const refused = callsPath({ chips: status, groups: [], span: { from: 1, to: 2 } })
  expect(new URLSearchParams(refused.split('?')[1]).get('f')).toBe('status:refused status:429')
})

test('kinds of tokens are no condition on calls', () => {
  expect(chipsOf(usageLine({ groups: ['input'] }), ['bucket'])).toEqual([])
})
