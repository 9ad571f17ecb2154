import { Crowds } from '../crowds.ts'
import { type Figures, lower, plain } from '../figures.ts'
import { measure } from '../measure.ts'
import type { Name } from '../names.ts'
import { Server } from '../server.ts'
import type { Workload } from '../workload.ts'

interface Crowd {
  readonly clients: number
  readonly writers: number
  readonly rate: number
  readonly kind: 'edits' | 'presence'
  /** Every n-th client measures latency. */
  readonly sample: number
}

const run = (name: Name, crowd: Crowd, seconds: number): Promise<Figures> =>
  Server.with(name, async (server) => {
    const { clients, writers, rate, kind, sample } = crowd
    const door = await server.door('crowd')
    const seats = Array.from({ length: clients }, (_, i) => ({ door, client: i + 1, writes: i < writers }))
    return Crowds.with({ seats, rate, kind, sample, padding: 0 }, async (crowds) => {
      const it = await measure(server, crowds, seconds, writers * rate)
      return {
        'µs/delivery': (it.cpu * 1e6) / it.delivered,
        '% of a core': it.core,
        'p50 ms': it.latencies.quantile(0.5),
        'p99 ms': it.latencies.quantile(0.99),
        'ack p99 ms': it.acks.quantile(0.99),
        'delivered/s': it.delivered / it.seconds,
        'frames/s': it.frames / it.seconds,
      }
    })
  })

const [perDelivery, core, half, most, ack, delivered, frames] = [
  lower('µs/delivery'),
  lower('% of a core'),
  lower('p50 ms'),
  lower('p99 ms'),
  lower('ack p99 ms'),
  plain('delivered/s'),
  plain('frames/s'),
]

/** Everybody in one document. */
export const crowded = (seconds: number): readonly Workload[] => [
  {
    name: 'busy',
    title: '100 clients, 50 of them writing 20 times a second',
    columns: [perDelivery, core, half, most, ack, delivered, frames],
    run: (name) => run(name, { clients: 100, writers: 50, rate: 20, kind: 'edits', sample: 10 }, seconds),
  },
  {
    name: 'wide',
    title: '200 clients, 20 of them writing 10 times a second',
    columns: [perDelivery, core, half, most, ack, delivered, frames],
    run: (name) => run(name, { clients: 200, writers: 20, rate: 10, kind: 'edits', sample: 10 }, seconds),
  },
  {
    name: 'few',
    title: '4 people typing 6 times a second',
    columns: [perDelivery, core, half, most, ack, delivered, frames],
    run: (name) => run(name, { clients: 4, writers: 4, rate: 6, kind: 'edits', sample: 1 }, seconds),
  },
  {
    name: 'presence',
    title: '100 people moving their cursors 20 times a second',
    columns: [core, half, most, frames],
    run: (name) => run(name, { clients: 100, writers: 100, rate: 20, kind: 'presence', sample: 10 }, seconds),
  },
]
