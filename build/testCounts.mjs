/** How many tests passed and failed, from the JSON report of Vitest. */
export function countUnit({
  numPassedTests,
  numFailedTests,
  numPendingTests,
  numTodoTests,
  testResults,
}) {
  // A file that cannot even be loaded holds no test, and must not pass for that.
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length
  return {
    passed: numPassedTests,
    failed: numFailedTests + broken,
    skipped: numPendingTests + numTodoTests,
  }
}

/** The same from the JSON report of Playwright. */
export function countDesktop({ stats, errors }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  }
}

/** A runner that fails, or finds nothing to run, without naming a failed test still counts as one. */
export function believing(exitCode, { passed, failed, skipped }) {
  const isSilent = failed === 0 && (exitCode !== 0 || passed === 0)
  return { passed, failed: isSilent ? 1 : failed, skipped }
}

/** The one line that closes a run. */
export function closingLine(counts) {
  const sum = (name) => counts.reduce((total, count) => total + (count[name] ?? 0), 0)
  const skipped = sum('skipped') ? `, ${sum('skipped')} skipped` : ''
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped}`
}
