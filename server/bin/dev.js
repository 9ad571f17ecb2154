#!/usr/bin/env node
// `npm run dev`: the server restarts and the app reloads when their sources change. One Ctrl+C ends all.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { watch } from 'node:fs'
import { createServer as listenOn } from 'node:net'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { createServer } from 'vite'

const root = resolve(import.meta.dirname, '../..')
const port = Number(process.env.WEFT_PORT ?? 4000)
const say = (text) => process.stdout.write(`${text}\n`)
const tsc = join(root, 'node_modules/typescript/bin/tsc')
const children = new Set()

const ownGroup = process.platform !== 'win32'

/** In a process group of its own: the compiler's launcher would leave the compiler behind. */
function start(args, onLine) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: ownGroup,
  })
  children.add(child)
  child.on('exit', () => children.delete(child))
  createInterface({ input: child.stdout }).on('line', onLine)
  return child
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  if (ownGroup) process.kill(-child.pid, 'SIGTERM')
  else child.kill('SIGTERM')
  await gone
}

/** Where the server listens behind vite: one number for all its lives, so that the proxy needs no change. */
async function freePort() {
  const probe = listenOn().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port: free } = probe.address()
  probe.close()
  await once(probe, 'close')
  return free
}

const behind = await freePort()
const args = [
  join(root, 'server/bin/weft.js'),
  'serve',
  '--host',
  '127.0.0.1',
  '--port',
  String(behind),
  '--origin',
  `http://localhost:${port}`,
  '--origin',
  `http://127.0.0.1:${port}`,
  ...process.argv.slice(2),
]
let ending = false
let server = null
let restarting = Promise.resolve()
function restart() {
  restarting = restarting.then(async () => {
    if (server !== null) await stop(server)
    if (ending) return
    server = start(args, (line) => say(`server  ${line}`))
  })
}

say('Building the server …')
const first = start([tsc, '-b', 'server'], (line) => say(`types   ${line}`))
await once(first, 'exit')
restart()
start([tsc, '-b', 'server', '--watch', '--preserveWatchOutput'], (line) => {
  if (line.trim() !== '') say(`types   ${line}`)
})

let settle = null
for (const part of ['space', 'persistence', 'server'])
  watch(join(root, part, 'dist'), { recursive: true }, (_, file) => {
    if (file === null || !file.endsWith('.js')) return
    clearTimeout(settle)
    settle = setTimeout(restart, 200)
  })

const vite = await createServer({
  root: join(root, 'web'),
  configFile: join(root, 'web/vite.config.ts'),
  server: {
    port,
    strictPort: true,
    host: 'localhost',
    proxy: {
      '/api': `http://127.0.0.1:${behind}`,
      '/sync': { target: `ws://127.0.0.1:${behind}`, ws: true },
    },
  },
})
await vite.listen()
say(`open http://localhost:${port}`)

async function end() {
  if (ending) return
  ending = true
  clearTimeout(settle)
  await restarting
  await Promise.all([...children].map(stop))
  // Not vite.close(): it waits for browsers that keep their line open.
  process.exit(0)
}
process.on('SIGINT', end)
process.on('SIGTERM', end)
