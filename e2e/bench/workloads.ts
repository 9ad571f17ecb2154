import { setTimeout as pass } from 'node:timers/promises'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { type Name, Running } from './contenders.ts'
import { Crowds } from './crowds.ts'
import { type Door, EDIT, eachEdit, hear, hello, sync } from './wire.ts'

/** What a workload found out about one server; NaN where it doesn't apply. */
export type Figures = Readonly<Record<string, number>>
export interface Workload {
  readonly name: string
  readonly title: string
  /** Figures in the order of their columns, with their unit. */
  readonly columns: readonly string[]
  readonly without?: readonly Name[]
  run(name: Name): Promise<Figures>
}

const WARM = 2_000
const MEASURE = 8_000
const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor(sorted.length * share)] ?? Number.NaN

async function crowded(
  name: Name,
  given: { clients: number; writers: number; rate: number; kind: 'edits' | 'presence'; sample: number },
): Promise<Figures> {
  const server = await Running.start(name)
  try {
    const door = server.door('crowd')
    const seats = Array.from({ length: given.clients }, (_, i) => ({
      door,
      client: i + 1,
      writes: i < given.writers,
    }))
    const crowds = await Crowds.gather({ seats, rate: given.rate, kind: given.kind, sample: given.sample })
    try {
      crowds.go()
      await pass(WARM)
      crowds.count()
      const [cpu, from] = [server.cpu(), performance.now()]
      await pass(MEASURE)
      const [used, seconds] = [server.cpu() - cpu, (performance.now() - from) / 1000]
      const report = await crowds.report()
      if (crowds.troubles.length > 0)
        console.error(`  ${name}: ${crowds.troubles[0]} (${crowds.troubles.length} troubles)`)
      return {
        'µs/delivery': (used * 1e6) / report.delivered,
        '% of a core': (used / seconds) * 100,
        'p50 ms': at(report.latencies, 0.5),
        'p99 ms': at(report.latencies, 0.99),
        'ack p99 ms': at(report.acks, 0.99),
        'delivered/s': report.delivered / seconds,
        'written/s': report.written / seconds,
        'frames/s': report.frames / seconds,
      }
    } finally {
      await crowds.end()
    }
  } finally {
    await server.remove()
  }
}

/** One plain client in this process. */
class Client {
  readonly doc = new Y.Doc()
  readonly seen = new Set<number>()
  readonly #socket: WebSocket
  constructor(door: Door) {
    this.#socket = new WebSocket(door.url, { headers: door.headers, perMessageDeflate: false, maxPayload: 0 })
    this.#socket.on('error', () => this.#socket.terminate())
    this.#socket.on('open', () => {
      if (door.name !== null) this.#socket.send(hello(door))
      this.#socket.send(sync(door, 0, Uint8Array.of(0)))
    })
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this && this.#socket.readyState === WebSocket.OPEN)
        this.#socket.send(sync(door, 2, update))
    })
    this.#socket.on('message', (data: Buffer) => {
      const heard = hear(door, data)
      if (heard.type === 'step1') this.#socket.send(sync(door, 1, Y.encodeStateAsUpdate(this.doc)))
      if (heard.type !== 'update') return
      eachEdit(heard.update, this.doc.clientID, (sent) => this.seen.add(sent))
      Y.applyUpdate(this.doc, heard.update, this)
    })
  }
  async until(true_: () => boolean, seconds = 120): Promise<number> {
    const from = performance.now()
    while (!true_()) {
      if (performance.now() - from > seconds * 1000) return Number.NaN
      await pass(1)
    }
    return performance.now() - from
  }
  end(): void {
    this.#socket.terminate()
  }
}

async function coldLoad(name: Name, messages: number): Promise<Figures> {
  const server = await Running.start(name)
  try {
    const door = server.door('history')
    const writer = new Client(door)
    const reader = new Client(door)
    const list = writer.doc.getArray('timeline')
    await writer.until(() => writer.seen.size >= 0)
    for (let i = 0; i < messages; i++) {
      list.push([
        {
          kind: 'message',
          at: 1_700_000_000_000 + i * 1000,
          by: door.person,
          text: `Message ${i}: the oven comes between ten and twelve, bring the ladder.`,
        },
      ])
      if (i % 200 === 0) await pass(1)
    }
    await reader.until(() => reader.doc.getArray('timeline').length === messages)
    // Longer than any of them waits before it stores.
    await pass(12_000)
    writer.end()
    reader.end()
    await server.end('SIGTERM')
    await server.start()
    const newcomer = new Client(door)
    const shown = await newcomer.until(() => newcomer.doc.getArray('timeline').length === messages)
    newcomer.end()
    return { 'ms to everything': shown, 'server MB': server.memory() / 1e6 }
  } finally {
    await server.remove()
  }
}

async function idle(name: Name, connections: number): Promise<Figures> {
  const server = await Running.start(name)
  try {
    const door = server.door('idle')
    const before = server.memory()
    const seats = Array.from({ length: connections }, (_, i) => ({ door, client: i + 1, writes: false }))
    const crowds = await Crowds.gather({ seats, rate: 1, kind: 'idle', sample: 1 })
    try {
      await pass(WARM)
      const cpu = server.cpu()
      await pass(MEASURE)
      return {
        'kB a connection': (server.memory() - before) / connections / 1024,
        '% of a core': ((server.cpu() - cpu) / MEASURE) * 1e5,
      }
    } finally {
      await crowds.end()
    }
  } finally {
    await server.remove()
  }
}

/** Ten people write, one reads; the server is killed; what the reader had been shown must still be there. */
async function killed(name: Name): Promise<Figures> {
  const server = await Running.start(name)
  try {
    const door = server.door('killed')
    const reader = new Client(door)
    const writers = Array.from({ length: 10 }, () => new Client(door))
    const stop = writers.map((writer) => {
      const text = writer.doc.getText(`t${writer.doc.clientID}`)
      const timer = setInterval(
        () => text.insert(text.length, String(process.hrtime.bigint() / 1000n).padStart(EDIT, '0')),
        5,
      )
      return () => clearInterval(timer)
    })
    await pass(4_000)
    await server.end('SIGKILL')
    for (const end of stop) end()
    const seen = new Set(reader.seen)
    for (const client of [reader, ...writers]) client.end()
    await server.start()
    const newcomer = new Client(door)
    await newcomer.until(() => newcomer.seen.size >= seen.size, 5)
    newcomer.end()
    return { seen: seen.size, 'of these lost': [...seen].filter((edit) => !newcomer.seen.has(edit)).length }
  } finally {
    await server.remove()
  }
}

const CROWD = [
  'µs/delivery',
  '% of a core',
  'p50 ms',
  'p99 ms',
  'ack p99 ms',
  'delivered/s',
  'frames/s',
] as const

export const WORKLOADS: readonly Workload[] = [
  {
    name: 'busy',
    title: '100 clients, 50 of them writing 20 times a second',
    columns: CROWD,
    run: (name) => crowded(name, { clients: 100, writers: 50, rate: 20, kind: 'edits', sample: 10 }),
  },
  {
    name: 'wide',
    title: '200 clients, 20 of them writing 10 times a second',
    columns: CROWD,
    run: (name) => crowded(name, { clients: 200, writers: 20, rate: 10, kind: 'edits', sample: 10 }),
  },
  {
    name: 'few',
    title: '4 people typing 6 times a second',
    columns: CROWD,
    run: (name) => crowded(name, { clients: 4, writers: 4, rate: 6, kind: 'edits', sample: 1 }),
  },
  {
    name: 'presence',
    title: '100 people moving their cursors 20 times a second',
    columns: ['% of a core', 'p50 ms', 'p99 ms', 'frames/s'],
    run: (name) => crowded(name, { clients: 100, writers: 100, rate: 20, kind: 'presence', sample: 10 }),
  },
  {
    name: 'load',
    title: '20,000 messages, shown by a server just started',
    columns: ['ms to everything', 'server MB'],
    without: ['relay'],
    run: (name) => coldLoad(name, 20_000),
  },
  {
    name: 'idle',
    title: '900 connections that do nothing',
    columns: ['kB a connection', '% of a core'],
    without: ['relay'],
    run: (name) => idle(name, 900),
  },
  {
    name: 'kill',
    title: 'kill -9 while ten people write',
    columns: ['seen', 'of these lost'],
    without: ['relay'],
    run: killed,
  },
]
