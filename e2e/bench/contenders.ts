import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Door } from './wire.ts'

const root = resolve(import.meta.dirname, '../../..')
const peers = join(root, 'e2e/bench/peers')
const weft = join(root, 'server/bin/weft.js')
const node = process.execPath

const pinned = ((): readonly string[] => {
  try {
    execFileSync('taskset', ['-c', '0', 'true'], { stdio: 'ignore' })
    return ['taskset', '-c', '0']
  } catch {
    // No taskset on this machine: the table says that the server wasn't alone on its core.
    return []
  }
})()
export const isPinned = pinned.length > 0

export type Name = 'y-websocket' | 'hocuspocus' | 'relay' | 'weft'
export const NAMES: readonly Name[] = ['y-websocket', 'hocuspocus', 'relay', 'weft']

export function versionOf(name: Name): string {
  if (name === 'weft') return read(join(root, 'package.json'))
  if (name === 'relay') return `ws ${read(join(peers, 'node_modules/ws/package.json'))}`
  const inside = name === 'hocuspocus' ? '@hocuspocus/server' : 'y-websocket'
  return read(join(peers, 'node_modules', inside, 'package.json'))
}
const read = (file: string): string => String(JSON.parse(readFileSync(file, 'utf8')).version)

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** One server on a core of its own, with a store folder that outlives it. */
/** As long as a name of Weft's. */
const SOMEBODY = 'somebodysomebody'

export class Running {
  readonly name: Name
  readonly folder: string
  #child: ChildProcess | null = null
  #port = 0

  private constructor(name: Name, folder: string) {
    this.name = name
    this.folder = folder
  }
  static async start(name: Name): Promise<Running> {
    const running = new Running(name, await mkdtemp(join(tmpdir(), `weft-bench-${name}-`)))
    await running.start()
    return running
  }

  async start(): Promise<void> {
    this.#port ||= await freePort()
    const [command = node, ...args] = [...pinned, node, ...this.#command()]
    const child = spawn(command, args, {
      cwd: this.name === 'weft' ? root : peers,
      env: {
        ...process.env,
        PORT: String(this.#port),
        STORE: this.folder,
        TMPDIR: this.folder,
        YPERSISTENCE: this.folder,
        WEFT_LIMIT_ROOM_CONNECTIONS: '0',
        WEFT_LIMIT_CONNECTIONS: '0',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#child = child
    await new Promise<void>((ready, failed) => {
      child.stdout.on('data', (text: Buffer) => /listening|running at/.test(String(text)) && ready())
      child.once('exit', (code) => failed(new Error(`${this.name} ended with ${code}`)))
    })
  }
  #command(): readonly string[] {
    if (this.name !== 'weft') return [join(peers, `${this.name}.js`)]
    return [
      weft,
      'serve',
      '--host',
      '127.0.0.1',
      '--port',
      String(this.#port),
      '--data',
      this.folder,
      '--log-level',
      'error',
    ]
  }

  /** A document of its own, and the way in. */
  door(room: string): Door {
    const base = `ws://127.0.0.1:${this.#port}`
    switch (this.name) {
      case 'y-websocket':
        return { url: `${base}/${room}`, headers: {}, name: null, person: SOMEBODY }
      case 'hocuspocus':
        return { url: base, headers: {}, name: room, person: SOMEBODY }
      case 'relay':
        return { url: `${base}/relay-${room}`, headers: {}, name: null, person: SOMEBODY }
      case 'weft': {
        const told = execFileSync(
          node,
          [weft, 'token', 'create', '--new-space', room, '--json', '--data', this.folder],
          { encoding: 'utf8' },
        )
        const { token, space, person } = JSON.parse(told)
        const headers = { Authorization: `Bearer ${token}` }
        return { url: `${base}/sync/${space}`, headers, name: null, person }
      }
    }
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }
  /** Seconds of processor time since it started. */
  cpu(): number {
    const file = `/proc/${this.pid}/stat`
    if (!existsSync(file)) return Number.NaN
    const fields = readFileSync(file, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  }
  /** Resident bytes. */
  memory(): number {
    const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))
    return Number(found?.[1] ?? Number.NaN) * 1024
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    this.#child = null
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.removeAllListeners('exit')
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  async remove(): Promise<void> {
    await this.end('SIGKILL')
    await rm(this.folder, { recursive: true, force: true })
  }
}
