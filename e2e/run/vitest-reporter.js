// @ts-check
import { writeFileSync } from 'node:fs'

/**
 * What vitestReport reads: Vitest's own `json` says nothing of errors outside of a test, which fail a run too. The file's
 * path comes in WEFT_REPORT.
 */
export default class WeftReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly { name?: string, message: string, stack?: string }[]} unhandled
   */
  onTestRunEnd(modules, unhandled) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const report = {
      passed: tests.filter((test) => test.result().state === 'passed').length,
      tests: tests.length,
      red: [
        ...modules
          .filter((module) => module.errors().length > 0)
          .map((module) => ({
            where: module.moduleId,
            name: 'outside of its tests',
            why: module.errors().map(said),
          })),
        ...tests
          .filter((test) => test.result().state !== 'passed')
          .map((test) => ({
            where: test.module.moduleId,
            name: test.fullName,
            why: (test.result().errors ?? []).map(said),
          })),
        ...unhandled.map((error) => ({ where: 'the run', name: 'outside of any test', why: [said(error)] })),
      ],
    }
    const file = process.env.WEFT_REPORT
    if (file === undefined) throw new Error('WEFT_REPORT must name the file that the report goes to.')
    writeFileSync(file, JSON.stringify(report))
  }
}

/** @param {{ message: string, stack?: string }} error */
const said = ({ message, stack }) => (stack?.includes(message) ? stack : `${message}\n${stack ?? ''}`)
