// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

/**
 * What a run came to; `red` tells of each test that failed: where it is, its name, and the first lines of why. A log is
 * often kept only from its end, so the end of it has to say this again.
 * @typedef {{ passed: number, failed: number, red: readonly string[] }} Count
 */

const LINES_OF_WHY = 12
const CHARACTERS_OF_WHY = 1_500
/** More failures than this are one cause, and the first of them tell it. */
const MOST_TOLD = 20

/** @param {string} where @param {string} name @param {readonly string[]} why @returns {string} */
function told(where, name, why) {
  const plain = why.join('\n').replaceAll(COLOURS, '').slice(0, CHARACTERS_OF_WHY)
  const lines = plain.split('\n').slice(0, LINES_OF_WHY)
  return [`${where} › ${name}`, ...lines.map((line) => `    ${line}`)].join('\n')
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what colours a terminal begins with one.
const COLOURS = /\u001b\[[0-9;]*m/g

/**
 * Counts what a run says about itself. A test that was not run counts as failed: skipped tests are not allowed here, so
 * something kept it from running. So does a run that failed without saying which test, and one that ran nothing.
 * @param {(file: string) => Count} read
 * @param {string} file
 * @param {boolean} ok whether the command itself succeeded
 * @returns {Count}
 */
export function count(read, file, ok) {
  if (!existsSync(file)) return { passed: 0, failed: 1, red: [] }
  const { passed, failed, red } = read(file)
  const silent = failed === 0 && (!ok || passed === 0)
  return { passed, failed: failed + (silent ? 1 : 0), red: red.slice(0, MOST_TOLD) }
}

/**
 * @param {string} file what the reporter in vitest-reporter.js wrote
 * @returns {Count}
 */
export function vitestReport(file) {
  /** @type {{ passed: number, tests: number, red: { where: string, name: string, why: string[] }[] }} */
  const { passed, tests, red } = JSON.parse(readFileSync(file, 'utf8'))
  // A file that doesn't even load has no tests to count, and an error may come from outside of any.
  return {
    passed,
    failed: Math.max(tests - passed, red.length),
    red: red.map(({ where, name, why }) => told(relative(process.cwd(), where), name, why)),
  }
}

/** @typedef {{ title: string, file: string, line: number, tests: { status: string, results: { errors?: { message?: string }[] }[] }[] }} Spec */
/** @typedef {{ specs?: Spec[], suites?: Suite[] }} Suite */

/**
 * @param {string} file Playwright's `json` report
 * @returns {Count}
 */
export function playwrightReport(file) {
  /** @type {{ stats: Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number>, errors: { message?: string }[], suites?: Suite[] }} */
  const { stats, errors, suites = [] } = JSON.parse(readFileSync(file, 'utf8'))
  const red = specs(suites)
    .filter((spec) => spec.tests.some((test) => test.status !== 'expected'))
    .map((spec) => {
      const why = spec.tests.flatMap((test) => test.results.flatMap((result) => result.errors ?? []))
      return told(`${spec.file}:${spec.line}`, spec.title, [why[0]?.message ?? 'not run'])
    })
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + stats.skipped + errors.length,
    red: [...errors.map((error) => told('browser', 'the run itself', [error.message ?? ''])), ...red],
  }
}

/** @param {readonly Suite[]} suites @returns {readonly Spec[]} */
function specs(suites) {
  return suites.flatMap((suite) => [...(suite.specs ?? []), ...specs(suite.suites ?? [])])
}
