import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Gauge, Counter as PromCounter, Histogram as PromHistogram, Registry } from 'prom-client'
import type { Counter, Histogram, Meter } from '../room/contract.ts'

const HELP: Readonly<Record<Counter, string>> = {
  updates_received: 'Updates that arrived from clients.',
  updates_stored: 'Updates made durable.',
  updates_refused: 'Updates refused, by reason.',
  frames_sent: 'Messages built for clients, each counted once whoever reads it.',
  deliveries: 'Messages handed to a socket.',
  presence_shed: 'Presence messages dropped because their sender was too fast.',
  resyncs: 'Times a client was asked for, or sent, a full difference instead of updates.',
  records_damaged: 'Stored records that failed their check and were set aside.',
  snapshots_damaged: 'Stored snapshots that failed their check and were set aside.',
  storage_errors: 'Writes and readings that failed.',
  closes: 'Connections closed by the server, by close code.',
  compactions: 'Logs folded into a snapshot.',
  rooms_opened: 'Documents of spaces taken into memory.',
  rooms_closed: 'Documents of spaces that left memory.',
}
/** The name of each counter's label; a counter that isn't here has none. */
const LABEL: Partial<Record<Counter, string>> = { updates_refused: 'reason', closes: 'code' }

/** How often the lateness of timers is looked at: each look wakes the process. Milliseconds. */
const LOOK = 40
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
/** From 16 KiB to 128 MiB. */
const BYTES = [14, 16, 18, 20, 22, 23, 24, 25, 26, 27].map((power) => 2 ** power)
const HISTOGRAMS: Readonly<Record<Histogram, { help: string; buckets: number[] }>> = {
  ack_seconds: { help: 'From an update’s arrival to its ack.', buckets: SECONDS },
  commit_seconds: { help: 'One group commit, fsync included.', buckets: SECONDS },
  load_seconds: { help: 'Opening a space from the disk.', buckets: SECONDS },
  commit_updates: { help: 'Updates in one group commit.', buckets: [1, 2, 5, 10, 25, 50, 100, 250, 1000] },
  space_bytes: { help: 'A space’s newest snapshot, at each load and when one is made.', buckets: BYTES },
  log_bytes: {
    help: 'Stored updates that no snapshot covers, at each load and before each snapshot.',
    buckets: BYTES,
  },
  log_records: {
    help: 'Stored records that no snapshot covers, at each load and before each snapshot.',
    buckets: [10, 100, 500, 1000, 2000, 5000, 10_000, 100_000],
  },
}

export interface Metrics extends Meter {
  /** Prometheus' text format. Figures only: no ids, no names. */
  text(): Promise<string>
  readonly contentType: string
  total(name: Counter): number
  close(): void
}

/** A registry of its own for each server, so that two in one process don't add up. */
export function createMetrics(live: { connections(): number; failing(): boolean }): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const labelled = new Map<Counter, PromCounter>()
  const totals = new Map<Counter, number>()
  const total = (name: Counter) => totals.get(name) ?? 0
  for (const [name, help] of Object.entries(HELP) as [Counter, string][]) {
    const label = LABEL[name]
    const described = { name: `weft_${name}_total`, help, registers }
    if (label !== undefined) labelled.set(name, new PromCounter({ ...described, labelNames: [label] }))
    else
      new PromCounter({
        ...described,
        // Counted for every message, looked at once in a while: so it is filled in when somebody looks.
        collect() {
          this.reset()
          this.inc(total(name))
        },
      })
  }
  const histograms = new Map<Histogram, PromHistogram>()
  for (const [name, { help, buckets }] of Object.entries(HISTOGRAMS) as [
    Histogram,
    (typeof HISTOGRAMS)[Histogram],
  ][])
    histograms.set(name, new PromHistogram({ name: `weft_${name}`, help, buckets, registers }))

  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `weft_${name}`,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  const lag = monitorEventLoopDelay({ resolution: LOOK })
  lag.enable()
  gauge('rooms', 'Spaces whose document is in memory.', () => total('rooms_opened') - total('rooms_closed'))
  gauge('connections', 'Open sockets that were let in.', live.connections)
  gauge('storage_failing', '1 while nothing can be stored, else 0.', () => (live.failing() ? 1 : 0))
  gauge('resident_bytes', 'Memory of the process.', () => process.memoryUsage.rss())
  gauge('heap_used_bytes', 'JavaScript heap in use.', () => process.memoryUsage().heapUsed)
  gauge('cpu_seconds_total', 'Processor time used.', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  gauge('event_loop_lag_p50_seconds', 'Lateness of timers since the last look, median.', () =>
    lateness(lag.percentile(50)),
  )
  gauge('event_loop_lag_p99_seconds', 'Lateness of timers since the last look, 99th percentile.', () =>
    lateness(lag.percentile(99)),
  )
  gauge('event_loop_lag_max_seconds', 'Lateness of timers since the last look, worst.', () => {
    const worst = lateness(lag.max)
    lag.reset()
    return worst
  })

  return {
    add(name, by = 1, value) {
      totals.set(name, total(name) + by)
      const label = LABEL[name]
      if (label !== undefined) labelled.get(name)?.inc({ [label]: value ?? 'other' }, by)
    },
    observe(name, value) {
      histograms.get(name)?.observe(value)
    },
    total,
    text: () => registry.metrics(),
    contentType: registry.contentType,
    close: () => void lag.disable(),
  }
}

/** Node tells how long the time between two timers was, not how much too long. Nanoseconds in, seconds out. */
const lateness = (between: number): number =>
  Number.isFinite(between) ? Math.max(0, between / 1e9 - LOOK / 1e3) : 0
