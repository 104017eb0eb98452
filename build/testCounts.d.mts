export interface Counts {
  passed: number
  failed: number
  skipped?: number
}

export function countUnit(report: {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: unknown[] }[]
}): Required<Counts>
export function countDesktop(report: {
  stats: { expected: number; flaky: number; unexpected: number; skipped: number }
  errors: unknown[]
}): Required<Counts>
export function believing(exitCode: number, counts: Required<Counts>): Required<Counts>
export function closingLine(counts: Counts[]): string
