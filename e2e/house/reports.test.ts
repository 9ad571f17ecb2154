import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { count, playwrightReport, vitestReport } from '../run/reports.js'

const folder = mkdtempSync(join(tmpdir(), 'weft-house-'))
afterAll(() => rmSync(folder, { recursive: true }))
const report = (content: unknown) => {
  const file = join(folder, 'report.json')
  writeFileSync(file, JSON.stringify(content))
  return file
}
const vitest = (total: number, passed: number, testResults: unknown[] = []) =>
  report({ numTotalTests: total, numPassedTests: passed, testResults })

describe('the sum of a run', () => {
  it('counts what passed and what did not', () => {
    expect(count(vitestReport, vitest(5, 5), true)).toEqual({ passed: 5, failed: 0 })
    expect(count(vitestReport, vitest(5, 3), false)).toEqual({ passed: 3, failed: 2 })
  })

  it('counts a test file that does not load', () => {
    const broken = [{ status: 'failed', assertionResults: [] }]
    expect(count(vitestReport, vitest(5, 5, broken), false)).toEqual({ passed: 5, failed: 1 })
  })

  it('counts a run that left no report, ran nothing, or failed without saying where', () => {
    expect(count(vitestReport, join(folder, 'none.json'), true)).toEqual({ passed: 0, failed: 1 })
    expect(count(vitestReport, vitest(0, 0), true)).toEqual({ passed: 0, failed: 1 })
    expect(count(vitestReport, vitest(5, 5), false)).toEqual({ passed: 5, failed: 1 })
  })

  it('counts what a browser run skipped as failed', () => {
    const file = report({ stats: { expected: 7, unexpected: 1, flaky: 1, skipped: 2 }, errors: [] })
    expect(count(playwrightReport, file, false)).toEqual({ passed: 7, failed: 4 })
  })
})
