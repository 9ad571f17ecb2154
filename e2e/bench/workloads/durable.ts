import { Crowds } from '../crowds.ts'
import { type Figures, lower, plain } from '../figures.ts'
import { measure } from '../measure.ts'
import { BARE, type Name } from '../names.ts'
import { Server } from '../server.ts'
import type { Workload } from '../workload.ts'

const SPACES = 500
const WRITERS = 4

/** Many small teams at once: every write is another document's, and only a commit that takes them together keeps up. */
const run = (name: Name, seconds: number): Promise<Figures> =>
  Server.with(name, async (server) => {
    const doors = await server.doors(Array.from({ length: SPACES }, (_, i) => `durable-${i}`))
    const seats = doors.flatMap((door) =>
      Array.from({ length: WRITERS }, (_, i) => ({ door, client: i + 1, writes: true })),
    )
    return Crowds.with({ seats, rate: 1, kind: 'edits', sample: 1, padding: 0 }, async (crowds) => {
      const it = await measure(server, crowds, seconds, seats.length)
      return {
        'writes/s': it.written / it.seconds,
        '% of a core': it.core,
        'told p50 ms': it.latencies.quantile(0.5),
        'told p99 ms': it.latencies.quantile(0.99),
        'ack p50 ms': it.acks.quantile(0.5),
        'ack p95 ms': it.acks.quantile(0.95),
        'ack p99 ms': it.acks.quantile(0.99),
      }
    })
  })

export const durable = (seconds: number): Workload => ({
  name: 'durable',
  title: `${SPACES} documents, ${WRITERS} people writing once a second in each; only Weft says when it is on the disk`,
  columns: [
    plain('writes/s'),
    lower('% of a core'),
    lower('told p50 ms'),
    lower('told p99 ms'),
    lower('ack p50 ms'),
    lower('ack p95 ms'),
    lower('ack p99 ms'),
  ],
  without: BARE,
  run: (name) => run(name, seconds),
})
