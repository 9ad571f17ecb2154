import { Histogram } from './histogram.ts'
import type { Ask, Order, Report, Said } from './order.ts'
import { type Counted, Seat } from './seat.ts'

/**
 * A process that plays many clients; the bench forks it so that clients and server never share a core. It takes
 * one `Order`, says `connected`, starts at `go`, and answers `report` with what it counted since `count`.
 */
const counted: Counted = {
  written: 0,
  delivered: 0,
  frames: 0,
  latencies: new Histogram(),
  acks: new Histogram(),
}
const seats: { readonly seat: Seat; readonly writes: boolean }[] = []

const say = (said: Said): void => void process.send?.(said)
const trouble = (error: string): void => say({ say: 'trouble', error })

async function take({ seats: places, sample, padding }: Order): Promise<void> {
  for (const { door, client, writes } of places) {
    const place = { door, client, measures: seats.length % sample === 0, padding }
    const seat = new Seat(place, counted, trouble)
    seats.push({ seat, writes })
    // One after the other: a thundering herd is not what is measured here.
    await seat.ready
  }
  say({ say: 'connected' })
}

/** Every writer at its own phase, so that the load is a stream and not a pulse. */
function go({ rate, kind }: Order): void {
  const period = 1000 / rate
  for (const { seat, writes } of seats) {
    if (!writes) continue
    const act = kind === 'presence' ? () => seat.move() : () => seat.write()
    setTimeout(() => setInterval(act, period), Math.random() * period)
  }
}

function count(): void {
  counted.written = counted.delivered = counted.frames = 0
  counted.latencies.clear()
  counted.acks.clear()
}

function report(): Report {
  const { written, delivered, frames, latencies, acks } = counted
  return { written, delivered, frames, latencies: latencies.counts(), acks: acks.counts() }
}

let order: Order | null = null
// A bench that dies takes its crowds with it.
process.on('disconnect', () => process.exit())
process.on('message', (asked: Ask) => {
  switch (asked.ask) {
    case 'order':
      order = asked.order
      void take(order)
      break
    case 'go':
      if (order) go(order)
      break
    case 'count':
      count()
      break
    case 'report':
      say({ say: 'report', report: report() })
      break
  }
})
