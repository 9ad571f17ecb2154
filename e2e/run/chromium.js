// @ts-check
import { execFileSync, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'

/** Names on the PATH, then usual places. A snap's stub is found by name too, and fails the question for its version. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const PLACES = [
  '/usr/lib/chromium/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/**
 * The path of a Chromium that starts: `CHROMIUM_PATH` (and only that, when it is set), the PATH, usual places, or one that
 * Playwright installed before. Null when there is none.
 * @returns {string | null}
 */
export function findChromium() {
  const wished = process.env.CHROMIUM_PATH
  if (wished) return starts(wished) ? wished : null
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...PLACES]
  return candidates.find(starts) ?? playwrightsOwn()
}

/**
 * Finds Chromium or installs it, and says which.
 * @param {(line: string) => void} say
 * @returns {string}
 * @throws {Error} with one sentence that says what to do, when there is none and none can be installed
 */
export function ensureChromium(say) {
  const found = findChromium()
  if (found !== null) {
    say(`Chromium: ${found}`)
    return found
  }
  if (process.env.CHROMIUM_PATH)
    throw new Error(
      `CHROMIUM_PATH is ${process.env.CHROMIUM_PATH}, which does not start: set it to the path of a Chromium.`,
    )
  if (debianAsRoot()) {
    say('Chromium: none found; installing it with apt-get')
    run('apt-get', ['update'])
    run('apt-get', [
      'install',
      '-y',
      '--no-install-recommends',
      'chromium',
      'fonts-liberation',
      'fonts-noto-color-emoji',
    ])
  } else {
    say('Chromium: none found; installing it with Playwright')
    run('npx', ['playwright', 'install', 'chromium'])
  }
  const installed = findChromium()
  if (installed === null)
    throw new Error(
      'No Chromium was found or could be installed: install one, or set CHROMIUM_PATH to its path.',
    )
  say(`Chromium: installed ${installed}`)
  return installed
}

/** @param {string} path */
function starts(path) {
  try {
    accessSync(path, constants.X_OK)
    execFileSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 })
    return true
  } catch {
    // reason: the question is only whether it starts; a missing file and a broken browser both mean no.
    return false
  }
}

function playwrightsOwn() {
  const require = createRequire(import.meta.url)
  try {
    const path = require('@playwright/test').chromium.executablePath()
    return existsSync(path) ? path : null
  } catch {
    // reason: before `npm ci` there is no Playwright to ask.
    return null
  }
}

function debianAsRoot() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'))
}

/** @param {string} command @param {string[]} args */
function run(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync(command, args, { stdio: 'inherit', env, timeout: 15 * 60_000 })
}
