import { setTimeout as pass } from 'node:timers/promises'
import { Client } from '../client.ts'
import { Crowds } from '../crowds.ts'
import { type Figures, lower, plain } from '../figures.ts'
import { orNone } from '../late.ts'
import { BARE, type Name } from '../names.ts'
import { Server } from '../server.ts'
import { micros } from '../wire.ts'
import type { Workload } from '../workload.ts'

const OTHERS = 50
const WRITERS = 20
const RATE = 10
/** Large, so that what a reader doesn't read is soon more than the system keeps for it; each takes its last one's place. */
const EDIT_BYTES = 8 * 1024
/** Until the server's heap has found its size under this load. Milliseconds. */
const WARM = 5_000
/** How often memory is looked at. Milliseconds. */
const LOOK = 100
/** Seconds. */
const CATCH_UP = 60

/** The same twice, each with a new server: memory grows by itself as well, and so both are looked at when they are as old. */
async function run(name: Name, stall: number): Promise<Figures> {
  const reading = await press(name, stall, () => undefined)
  const stopped = await press(name, stall, (slow) => slow.stop())
  return {
    'MB more': (stopped.memory - reading.memory) / 1e6,
    'p99 ms': reading.p99,
    'p99 ms with it': stopped.p99,
    ...stopped.caughtUp,
  }
}

interface Pressed {
  /** Bytes. */
  readonly memory: number
  /** Of the others. Milliseconds. */
  readonly p99: number
  readonly caughtUp: Figures
}

/** Weft with the limits that it ships with: they are what is measured. */
const press = (name: Name, seconds: number, begin: (slow: Client) => void): Promise<Pressed> =>
  Server.with(
    name,
    async (server) => {
      const door = await server.door('pressure')
      const seats = Array.from({ length: OTHERS }, (_, i) => ({ door, client: i + 1, writes: i < WRITERS }))
      const order = { seats, rate: RATE, kind: 'edits', sample: 5, padding: EDIT_BYTES } as const
      return Crowds.with(order, async (crowds) => {
        crowds.go()
        await pass(WARM)
        // It comes only now: whoever has read much is given a larger buffer by the system, which hides the server's.
        return Client.with([door], async ([slow]) => {
          if (!slow) throw new Error('one door, one client')
          begin(slow)
          crowds.count()
          const memory = await memoryAfter(server, seconds)
          const { latencies } = await crowds.report()
          return { memory, p99: latencies.quantile(0.99), caughtUp: await readAgain(slow) }
        })
      })
    },
    'real',
  )

/** The mean over the last second, for it breathes. Bytes. */
async function memoryAfter(server: Server, seconds: number): Promise<number> {
  await pass((seconds - 1) * 1000)
  const looks: number[] = []
  for (let i = 0; i < 1000 / LOOK; i++) {
    await pass(LOOK)
    looks.push(server.memory())
  }
  return looks.reduce((sum, look) => sum + look, 0) / looks.length
}

/** What it is sent until it has what was written after it began to read again; if it was given up, it comes back once. */
async function readAgain(slow: Client): Promise<Figures> {
  const [frames, bytes, edits, began] = [slow.frames, slow.bytes, slow.edits, micros()]
  slow.resume()
  const took = await orNone(slow.until('the slow reader to catch up', () => slow.newest >= began, CATCH_UP))
  return {
    'ms to catch up': took,
    frames: slow.frames - frames,
    edits: slow.edits - edits,
    'MB read': (slow.bytes - bytes) / 1e6,
    'came back': slow.cameBack ? 1 : 0,
  }
}

export const backpressure = (stall: number): Workload => ({
  name: 'backpressure',
  title: `a reader that reads nothing for ${stall} s among ${OTHERS} others, ${WRITERS} of them writing 8 KiB ${RATE} times a second`,
  columns: [
    lower('MB more'),
    lower('p99 ms'),
    lower('p99 ms with it'),
    lower('ms to catch up'),
    lower('frames'),
    lower('edits'),
    lower('MB read'),
    plain('came back'),
  ],
  without: BARE,
  run: (name) => run(name, stall),
})
