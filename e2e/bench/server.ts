import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { doorsOf } from './doors.ts'
import { within } from './late.ts'
import { endWithUs } from './leftovers.ts'
import { serverCore } from './machine.ts'
import { type Name, peers, root } from './names.ts'
import type { Door } from './wire.ts'

/** `real`: with the limits that it ships with. `lifted`: one machine plays hundreds of people, as fast as it can. */
export type WeftLimits = 'real' | 'lifted'
const LIFTED = Object.fromEntries(
  [
    'ROOM_CONNECTIONS',
    'CONNECTIONS',
    'PERSON_CONNECTIONS',
    'OPEN_SPACES',
    'MADE_SPACES',
    'FRAME_RATE',
    'FRAME_BURST',
  ].map((name) => [`WEFT_LIMIT_${name}`, '0']),
)
/** Ours without what is meant for tests: Weft refuses options that it doesn't know. */
const ours = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('WEFT_')))

/** Seconds. */
const START = 60
const END = 30

/** One server on a core of its own, with a store folder that outlives its process. */
export class Server {
  readonly name: Name
  readonly #folder: string
  readonly #limits: WeftLimits
  readonly #keep: () => void
  #child: ChildProcess | null = null
  #port = 0

  private constructor(name: Name, folder: string, limits: WeftLimits) {
    this.name = name
    this.#folder = folder
    this.#limits = limits
    this.#keep = endWithUs(() => this.#remove())
  }

  /** Starts one, and ends it and takes its folder away after `use`, whatever came of it. */
  static async with<T>(
    name: Name,
    use: (server: Server) => Promise<T>,
    limits: WeftLimits = 'lifted',
  ): Promise<T> {
    const server = new Server(name, await mkdtemp(join(tmpdir(), `weft-bench-${name}-`)), limits)
    try {
      await server.start()
      return await use(server)
    } finally {
      await server.end('SIGKILL')
      server.#keep()
      server.#remove()
    }
  }

  /** A later start takes the same port and folder. @throws {Late} */
  async start(): Promise<void> {
    this.#port ||= await freePort()
    const limits = this.name === 'weft' && this.#limits === 'lifted' ? LIFTED : {}
    const [command = process.execPath, ...args] = [...serverCore, process.execPath, ...this.#command()]
    const child = spawn(command, args, {
      cwd: this.name === 'weft' ? root : peers,
      env: { ...ours, ...limits, PORT: String(this.#port), STORE: this.#folder, TMPDIR: this.#folder },
      stdio: this.name === 'weft' ? ['ignore', 'pipe', 'inherit'] : ['ignore', 'pipe', 'inherit', 'ipc'],
    })
    this.#child = child
    const listening = new Promise<void>((ready, failed) => {
      child.stdout?.on('data', (text: Buffer) => /listening|running at/.test(String(text)) && ready())
      child.once('error', failed)
      child.once('exit', (code, signal) => failed(new Error(`it ended with ${signal ?? code}`)))
    })
    await within('it to listen', listening, START)
  }
  #command(): readonly string[] {
    if (this.name !== 'weft') return [join(peers, `${this.name}.js`)]
    const serve = [join(root, 'server/bin/weft.js'), 'serve', '--host', '127.0.0.1', '--log-level', 'error']
    return [...serve, '--port', String(this.#port), '--data', this.#folder]
  }

  /** The way into a document of its own. */
  async door(room: string): Promise<Door> {
    const [door] = await this.doors([room])
    if (!door) throw new Error('no door was made')
    return door
  }
  doors(rooms: readonly string[]): Promise<Door[]> {
    return doorsOf(this.name, `ws://127.0.0.1:${this.#port}`, this.#folder, rooms)
  }

  /**
   * Resolves once all that it has told of `room` is stored too; each peer's own script knows when that is. Weft tells only
   * what is stored. @throws {Late}
   */
  async stored(room: string, seconds: number): Promise<void> {
    const child = this.#child
    if (this.name === 'weft' || !child) return
    const ended = once(child, 'exit').then(() => {
      throw new Error('the server ended before it had stored everything')
    })
    child.send({ stored: room })
    await within('what was written to be stored', Promise.race([once(child, 'message'), ended]), seconds)
  }

  /** Seconds of processor time since its process started. */
  cpu(): number {
    const fields = readFileSync(`/proc/${this.#pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  }
  /** Seconds that its main thread was ready to run and others had its core; NaN where the system doesn't tell. */
  waited(): number {
    const file = `/proc/${this.#pid}/schedstat`
    return existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ')[1]) / 1e9 : Number.NaN
  }
  /** Resident bytes. */
  memory(): number {
    const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.#pid}/status`, 'utf8'))
    return Number(found?.[1] ?? Number.NaN) * 1024
  }
  get #pid(): number {
    const child = this.#child
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null)
      throw new Error('the server has ended by itself')
    return child.pid
  }

  /** Ends its process; one that doesn't end in time is killed. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    this.#child = null
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.removeAllListeners('exit')
    const gone = once(child, 'exit')
    child.kill(signal)
    const impatient = setTimeout(() => child.kill('SIGKILL'), END * 1000)
    await gone
    clearTimeout(impatient)
  }
  #remove(): void {
    this.#child?.kill('SIGKILL')
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
