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
const vitest = (tests: number, passed: number, red: unknown[] = []) => report({ tests, passed, red })

describe('the sum of a run', () => {
  it('counts what passed and what did not', () => {
    expect(count(vitestReport, vitest(5, 5), true)).toEqual({ passed: 5, failed: 0, red: [] })
    expect(count(vitestReport, vitest(5, 3), false)).toMatchObject({ passed: 3, failed: 2 })
  })

  it('counts a test file that does not load', () => {
    const broken = [{ where: 'room.test.ts', name: 'outside of its tests', why: ['Cannot find module'] }]
    expect(count(vitestReport, vitest(5, 5, broken), false)).toMatchObject({ passed: 5, failed: 1 })
  })

  it('counts a run that left no report, ran nothing, or failed without saying where', () => {
    expect(count(vitestReport, join(folder, 'none.json'), true)).toMatchObject({ passed: 0, failed: 1 })
    expect(count(vitestReport, vitest(0, 0), true)).toMatchObject({ passed: 0, failed: 1 })
    expect(count(vitestReport, vitest(5, 5), false)).toMatchObject({ passed: 5, failed: 1 })
  })

  it('counts what a browser run skipped as failed', () => {
    const file = report({ stats: { expected: 7, unexpected: 1, flaky: 1, skipped: 2 }, errors: [] })
    expect(count(playwrightReport, file, false)).toMatchObject({ passed: 7, failed: 4 })
  })

  it('tells what failed, where and why, in a few lines without colours', () => {
    const why = [`\u001b[31mexpected 1\u001b[39m to be 2\n${'at a\n'.repeat(50)}`]
    const { red } = count(vitestReport, vitest(2, 1, [{ where: 'room.test.ts', name: 'closes', why }]), false)
    expect(red).toHaveLength(1)
    expect(red[0]).toMatch(/^room\.test\.ts › closes\n {4}expected 1 to be 2\n {4}at a\n/)
    expect(red[0]?.split('\n').length).toBeLessThan(15)
  })

  it('tells which browser test failed, in whatever suite it is', () => {
    const spec = (status: string, message?: string) => ({
      title: 'two write',
      file: 'writing.spec.ts',
      line: 15,
      tests: [{ status, results: [{ errors: message === undefined ? [] : [{ message }] }] }],
    })
    const suites = [
      { specs: [spec('expected')], suites: [{ specs: [spec('unexpected', 'Timed out'), spec('skipped')] }] },
    ]
    const stats = { expected: 1, unexpected: 1, flaky: 0, skipped: 1 }
    const { red } = count(playwrightReport, report({ stats, errors: [], suites }), false)
    expect(red).toEqual([
      'writing.spec.ts:15 › two write\n    Timed out',
      'writing.spec.ts:15 › two write\n    not run',
    ])
  })
})
