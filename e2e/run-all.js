// @ts-check
/**
 * Everything that CI runs, behind `npm test`: format and lint, types, unused code, unit tests, simulation, the build of the
 * web app, browser tests; on a fresh clone it installs first. Each static check counts as one test. A failed step doesn't
 * stop the next, except that browsers aren't started on what couldn't be built. The last line is `N passed, N failed`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { run } from './run/child.js'
import { ensureChromium } from './run/chromium.js'
import { installed } from './run/installed.js'
import { count, playwrightReport, vitestReport } from './run/reports.js'

const root = resolve(import.meta.dirname, '..')
const reports = mkdtempSync(join(tmpdir(), 'weft-reports-'))
process.on('exit', () => rmSync(reports, { recursive: true, force: true }))

const MINUTE = 60_000
/** All of it, so that a hanging step can't keep a machine for ever. */
const deadline = performance.now() + 55 * MINUTE
const total = { passed: 0, failed: 0 }
/** @type {string[]} */
const summary = []
/** What is said of each test that failed, once more at the end. @type {string[]} */
const red = []

/** @param {string} line */
const say = (line) => process.stdout.write(`${line}\n`)

/**
 * @param {string} name
 * @param {() => Promise<{ passed: number, failed: number, red?: readonly string[], why?: string }>} work
 */
async function step(name, work) {
  say(`\n── ${name}`)
  const start = performance.now()
  const { passed, failed, why, ...told } = await work()
  red.push(...(told.red ?? []))
  total.passed += passed
  total.failed += failed
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  const verdict = failed === 0 ? 'ok    ' : 'FAILED'
  summary.push(
    `${verdict} ${name}: ${passed} passed, ${failed} failed, ${seconds} s${failed > 0 && why ? ` (${why})` : ''}`,
  )
  return failed === 0
}

/** @param {string} bin @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env] @param {number} [minutes] */
const tool = (bin, args, env, minutes = 20) =>
  run(join(root, 'node_modules/.bin', bin), args, {
    cwd: root,
    ...(env && { env }),
    milliseconds: Math.max(1, Math.min(minutes * MINUTE, deadline - performance.now())),
  })

/** @param {string} name @param {string} bin @param {readonly string[]} args */
const check = (name, bin, args) =>
  step(name, async () => {
    const { ok, why } = await tool(bin, args)
    return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, why }
  })

/** @param {string} name @param {string} project */
const vitest = (name, project) =>
  step(name, async () => {
    const file = join(reports, `${project}.json`)
    const { ok, why } = await tool(
      'vitest',
      ['run', '--project', project, '--reporter=default', '--reporter=./e2e/run/vitest-reporter.js'],
      { WEFT_REPORT: file },
    )
    return { ...count(vitestReport, file, ok), why }
  })

async function all() {
  if (!installed(root)) {
    say('── install (npm ci)')
    const { ok, why } = await run('npm', ['ci', '--include=dev'], { cwd: root, milliseconds: 15 * MINUTE })
    if (!ok) {
      summary.push(`FAILED install: npm ci (${why})`)
      total.failed += 1
      return
    }
  }
  await check('format and lint', 'biome', ['ci', '.'])
  const typed = await check('types', 'tsc', ['-b'])
  await check('unused code', 'knip', [])
  await vitest('unit', 'unit')
  await vitest('simulation', 'simulation')
  const built = await check('build of the web app', 'vite', ['build', 'web', '--logLevel', 'warn'])
  await step('browser', async () => {
    if (!typed || !built) return { passed: 0, failed: 1, why: 'not run: types or build failed' }
    const file = join(reports, 'browser.json')
    const env = { CHROMIUM_PATH: ensureChromium(say), PLAYWRIGHT_JSON_OUTPUT_NAME: file }
    const { ok, why } = await tool(
      'playwright',
      ['test', '-c', 'e2e/browser', '--reporter=list,json'],
      env,
      30,
    )
    return { ...count(playwrightReport, file, ok), why }
  })
}

try {
  await all()
} catch (error) {
  total.failed += 1
  summary.push(`FAILED ${error instanceof Error ? error.message : String(error)}`)
}
if (red.length > 0) say(`\n── what failed\n${red.join('\n\n')}`)
say(`\n${summary.join('\n')}\n`)
say(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1
