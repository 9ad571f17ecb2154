#!/usr/bin/env node
// `npm start`: sets up what is missing, builds what is stale, then serves. Nothing but Node may be needed up to there.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const say = (text) => process.stdout.write(`${text}\n`)

function need(node) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > node[0] || (major === node[0] && minor >= node[1])) return
  say(`Weft needs Node ${node.join('.')} or newer; this is ${process.versions.node}. See https://nodejs.org.`)
  process.exit(1)
}

function run(what, command, args) {
  say(`${what} …`)
  const start = Date.now()
  // npm is a script on Windows, which only a shell finds.
  const options = { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' }
  const { status, error } = spawnSync(command, args, options)
  if (error !== undefined || status !== 0) {
    say(`${what} failed${error === undefined ? '' : ` (${error.message})`}; what went wrong stands above.`)
    process.exit(1)
  }
  say(`${what}: done in ${((Date.now() - start) / 1000).toFixed(1)} s`)
}

const json = (path) => JSON.parse(readFileSync(path, 'utf8'))

/** Whether what is installed is what the lockfile says; npm writes down what it installed. */
function installed() {
  const written = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(written)) return false
  const have = json(written).packages
  const want = json(join(root, 'package-lock.json')).packages
  return Object.entries(want).every(([path, wanted]) => {
    if (!path.startsWith('node_modules/') || wanted.link) return true
    // Optional ones are often for another system.
    return have[path] === undefined ? wanted.optional === true : have[path].version === wanted.version
  })
}

/** The newest change below these, in ms since 1970. Folders count too: a deleted file is a change of its folder. */
function newest(...paths) {
  let at = 0
  for (const path of paths) {
    const full = join(root, path)
    if (!existsSync(full)) continue
    const found = statSync(full)
    at = Math.max(at, found.mtimeMs)
    if (!found.isDirectory()) continue
    for (const entry of readdirSync(full, { recursive: true, withFileTypes: true }))
      at = Math.max(at, statSync(join(entry.parentPath, entry.name)).mtimeMs)
  }
  return at
}

const builtAt = (path) => (existsSync(join(root, path)) ? statSync(join(root, path)).mtimeMs : 0)
const setup = ['package-lock.json', 'tsconfig.json']

need([20, 19])
if (!installed()) run('Installing', 'npm', ['ci', '--no-audit', '--no-fund'])

const serverSources = newest('space/src', 'persistence/src', 'server/src', ...setup)
const serverBuilt = Math.min(
  ...['space', 'persistence', 'server'].map((part) => builtAt(`${part}/dist/.tsbuildinfo`)),
)
if (serverSources > serverBuilt)
  run('Building the server', process.execPath, [
    join(root, 'node_modules/typescript/bin/tsc'),
    '-b',
    'server',
  ])
const webSources = newest(
  'web/src',
  'web/index.html',
  'web/public',
  'web/vite.config.ts',
  'space/src',
  ...setup,
)
if (webSources > builtAt('web/dist/app/index.html'))
  run('Building the app', process.execPath, [
    join(root, 'node_modules/vite/bin/vite.js'),
    'build',
    'web',
    '--logLevel',
    'warn',
  ])

// A process of its own, so that it is the very same command as `npx weft serve`; signals reach it through us.
const server = spawn(
  process.execPath,
  [join(root, 'server/bin/weft.js'), 'serve', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    // From a terminal, Ctrl+C has reached the server already.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) server.kill(signal)
  })
// npm starts this by a shell that passes no signal on: it is told to end by that being gone.
const shell = process.ppid
if (process.env.npm_lifecycle_event !== undefined)
  setInterval(() => {
    if (process.ppid !== shell) server.kill('SIGTERM')
  }, 500).unref()
server.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 0 : 1)))
