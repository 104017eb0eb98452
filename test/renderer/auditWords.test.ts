import { expect, test } from 'vitest'
import type { AuditAct } from '../../proxy/contract/audit.ts'
import { UNKNOWN } from '../../renderer/format.ts'
import { auditFilterOf, changeWords, objectWords } from '../../renderer/pages/audit/auditWords.ts'

const ACT: AuditAct = {
  ...{ seq: 7, at: Date.UTC(2026, 10, 26), endSeq: null, endedAt: null },
  ...{ actorId: 'adm_1', actorName: 'Ana', role: 'owner', source: 'window', address: null },
  ...{ action: 'settings.set', objectType: 'setting', objectId: 'keepAuditDays', objectName: null },
  ...{ changes: [], result: 'done', reason: null, origin: 'live', erased: false },
}

test('a setting is written as people write it, everything else by the name it had', () => {
  expect(objectWords(ACT)).toBe('keep audit days')
  const member: AuditAct = { ...ACT, objectType: 'member', objectId: 'mem_1', objectName: 'Ben' }
  expect(objectWords(member)).toBe('Ben')
  expect(objectWords({ ...member, objectName: null })).toBe('mem_1')
  expect(objectWords({ ...ACT, objectType: null, objectId: null })).toBe('')
})

test('the list tells the first change and how many more, or why nothing changed', () => {
  const changes = [
    { field: 'keepAuditDays', before: 365, after: 400 },
    { field: 'note', before: '', after: 'kept longer' },
  ]
  expect(changeWords({ ...ACT, changes })).toBe('keep audit days: 365 → 400 +1')
  expect(changeWords({ ...ACT, changes: changes.slice(1) })).toBe(`note: ${UNKNOWN} → kept longer`)
  expect(changeWords({ ...ACT, changes, reason: 'No such setting.' })).toBe('No such setting.')
  expect(changeWords(ACT)).toBe('')
})

test('a filter says which of its fields nobody knows', () => {
  expect(auditFilterOf('object:keepAuditDays -who:Ana colour:red signed')).toEqual({
    filter: {
      terms: [
        { field: 'object', negated: false, values: ['keepAuditDays'] },
        { field: 'who', negated: true, values: ['Ana'] },
        { field: 'text', negated: false, values: ['signed'] },
      ],
    },
    unknown: ['colour'],
  })
})
