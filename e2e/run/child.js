// @ts-check
import { spawn } from 'node:child_process'

/** Process groups that are running: whatever ends this program ends them too. @type {Set<number>} */
const groups = new Set()

/** @param {NodeJS.Signals} signal */
const endAll = (signal) => {
  for (const group of groups) signalGroup(group, signal)
}
process.on('exit', () => endAll('SIGKILL'))
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => {
    endAll('SIGKILL')
    process.exit(1)
  })

/**
 * Runs a command with its output streamed through, in a process group of its own, all of which is ended when the time is
 * up or the command has ended (a test runner's browsers and servers too).
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, milliseconds: number }} options
 * @returns {Promise<{ ok: boolean, why: string }>}
 */
export function run(command, args, { cwd, env, milliseconds }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    })
    const group = child.pid
    if (group !== undefined) groups.add(group)
    let late = false
    const timer = setTimeout(() => {
      late = true
      if (group !== undefined) signalGroup(group, 'SIGKILL')
    }, milliseconds)
    /** @param {boolean} ok @param {string} why */
    const done = (ok, why) => {
      clearTimeout(timer)
      if (group !== undefined) {
        signalGroup(group, 'SIGKILL')
        groups.delete(group)
      }
      resolve({ ok, why })
    }
    child.on('error', (error) => done(false, error.message))
    child.on('exit', (code, signal) => {
      if (late) done(false, `took longer than ${Math.round(milliseconds / 60_000)} minutes`)
      else done(code === 0, signal ? `ended by ${signal}` : `exit code ${code}`)
    })
  })
}

/** @param {number} group @param {NodeJS.Signals} signal */
function signalGroup(group, signal) {
  try {
    process.kill(-group, signal)
  } catch (error) {
    // Everybody in it has ended already.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
