// @ts-check
import { existsSync, readFileSync } from 'node:fs'

/** @typedef {{ passed: number, failed: number }} Count */

/**
 * Counts what a run says about itself. A test that was not run counts as failed: skipped tests are not allowed here, so
 * something kept it from running. So does a run that failed without saying which test, and one that ran nothing.
 * @param {(file: string) => Count} read
 * @param {string} file
 * @param {boolean} ok whether the command itself succeeded
 * @returns {Count}
 */
export function count(read, file, ok) {
  if (!existsSync(file)) return { passed: 0, failed: 1 }
  const { passed, failed } = read(file)
  const silent = failed === 0 && (!ok || passed === 0)
  return { passed, failed: failed + (silent ? 1 : 0) }
}

/** @param {string} file Vitest's `json` report @returns {Count} */
export function vitestReport(file) {
  const { numTotalTests, numPassedTests, testResults } = JSON.parse(readFileSync(file, 'utf8'))
  // A file that doesn't even load has no tests to count.
  const broken = testResults.filter(
    (/** @type {{ status: string, assertionResults: unknown[] }} */ result) =>
      result.status === 'failed' && result.assertionResults.length === 0,
  ).length
  return { passed: numPassedTests, failed: numTotalTests - numPassedTests + broken }
}

/** @param {string} file Playwright's `json` report @returns {Count} */
export function playwrightReport(file) {
  const { stats, errors } = JSON.parse(readFileSync(file, 'utf8'))
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped + errors.length }
}
