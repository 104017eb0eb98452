import { expect, test } from 'vitest'
import { believing, closingLine, countDesktop, countUnit } from '../../build/testCounts.mjs'

const unit = {
  numPassedTests: 10,
  numFailedTests: 2,
  numPendingTests: 1,
  numTodoTests: 1,
  testResults: [
    { status: 'passed', assertionResults: [{}] },
    { status: 'failed', assertionResults: [{}] },
  ],
}

test('a test file that cannot be loaded counts as a failed test', () => {
  expect(countUnit(unit)).toEqual({ passed: 10, failed: 2, skipped: 2 })
  const broken = { status: 'failed', assertionResults: [] }
  expect(countUnit({ ...unit, testResults: [...unit.testResults, broken] }).failed).toBe(3)
})

test('what went wrong outside of any desktop test counts as well', () => {
  const stats = { expected: 5, flaky: 1, unexpected: 2, skipped: 3 }
  expect(countDesktop({ stats, errors: ['no display'] })).toEqual({
    passed: 6,
    failed: 3,
    skipped: 3,
  })
})

test('a run that fails without a failed test, or runs nothing, has failed', () => {
  const fine = { passed: 4, failed: 0, skipped: 0 }
  expect(believing(0, fine)).toEqual(fine)
  expect(believing(1, fine).failed).toBe(1)
  expect(believing(1, { ...fine, failed: 3 }).failed).toBe(3)
  expect(believing(0, { passed: 0, failed: 0, skipped: 9 }).failed).toBe(1)
})

test('the closing line adds up all suites, and names what was skipped', () => {
  expect(
    closingLine([
      { passed: 2, failed: 0 },
      { passed: 40, failed: 1, skipped: 0 },
    ]),
  ).toBe('42 passed, 1 failed')
  expect(closingLine([{ passed: 2, failed: 0, skipped: 5 }])).toBe('2 passed, 0 failed, 5 skipped')
})
