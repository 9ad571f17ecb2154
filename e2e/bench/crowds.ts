import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Histogram } from './histogram.ts'
import { within } from './late.ts'
import { PLAYERS, playerCore } from './machine.ts'
import type { Ask, Order, Report, Said } from './order.ts'

export interface Told {
  readonly written: number
  readonly delivered: number
  readonly frames: number
  readonly latencies: Histogram
  readonly acks: Histogram
}

/** Seconds: for all to be let in one after another, and for one answer. */
const GATHER = 180
const ANSWER = 30

/** All clients of one measurement, spread over the cores that the server doesn't have. */
export class Crowds {
  readonly #children: readonly ChildProcess[]
  readonly #troubles: string[] = []

  private constructor(children: readonly ChildProcess[]) {
    this.#children = children
    for (const child of children)
      child.on('message', (said: Said) => said.say === 'trouble' && this.#troubles.push(said.error))
  }

  /** Calls `use` with all of them connected, and ends them after it, whatever came of it. @throws {Late} */
  static async with<T>(order: Order, use: (crowds: Crowds) => Promise<T>): Promise<T> {
    const players = Array.from({ length: PLAYERS }, (_, i) => i)
    const children = players.map((i) => fork(join(import.meta.dirname, 'crowd.js'), playerCore(i)))
    const crowds = new Crowds(children)
    try {
      const orders = players.map((i) => ({
        ...order,
        seats: order.seats.filter((_, n) => n % PLAYERS === i),
      }))
      const connected = children.map((child, i) =>
        crowds.#ask(child, { ask: 'order', order: orders[i] ?? order }, 'connected'),
      )
      await within(`${order.seats.length} clients to be let in`, Promise.all(connected), GATHER)
      return await use(crowds)
    } finally {
      await Promise.all(children.map(end))
    }
  }

  go(): void {
    for (const child of this.#children) child.send({ ask: 'go' } satisfies Ask)
  }
  count(): void {
    for (const child of this.#children) child.send({ ask: 'count' } satisfies Ask)
  }
  /** What they counted since `count`. @throws {Late}, or an Error when a client lost its connection: nothing it counted is true. */
  async report(): Promise<Told> {
    const asked = this.#children.map((child) => this.#ask(child, { ask: 'report' }, 'report'))
    const said = await within('what the clients counted', Promise.all(asked), ANSWER)
    this.check()
    const reports = said.flatMap((one) => (one.say === 'report' ? [one.report] : []))
    const sum = (of: (report: Report) => number): number =>
      reports.reduce((total, report) => total + of(report), 0)
    const [latencies, acks] = [new Histogram(), new Histogram()]
    for (const report of reports) {
      latencies.take(report.latencies)
      acks.take(report.acks)
    }
    return {
      written: sum((r) => r.written),
      delivered: sum((r) => r.delivered),
      frames: sum((r) => r.frames),
      latencies,
      acks,
    }
  }
  /** @throws when a client lost its connection. */
  check(): void {
    if (this.#troubles.length > 0)
      throw new Error(`${this.#troubles.length} of its clients had trouble: ${this.#troubles[0]}`)
  }

  #ask(child: ChildProcess, ask: Ask, until: Said['say']): Promise<Said> {
    return new Promise((answered, failed) => {
      const settle = (): void => {
        child.off('message', hear)
        child.off('exit', died)
      }
      const died = (): void => failed(new Error('a process that plays clients died'))
      const hear = (said: Said): void => {
        if (said.say !== until && said.say !== 'trouble') return
        settle()
        if (said.say === 'trouble') failed(new Error(`a client had trouble: ${said.error}`))
        else answered(said)
      }
      child.on('message', hear)
      child.once('exit', died)
      child.send(ask)
    })
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
