import { type ChildProcess, fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { isPinned } from './contenders.ts'
import type { Ask, Order, Report } from './crowd.ts'

const PROCESSES = Math.max(1, Math.min(3, availableParallelism() - 1))

type Said = { say: 'connected' } | { say: 'report'; report: Report } | { say: 'trouble'; error: string }

/** All clients of one measurement, spread over the cores that the server doesn't have. */
export class Crowds {
  readonly #children: readonly ChildProcess[]
  readonly troubles: string[] = []

  private constructor(children: readonly ChildProcess[]) {
    this.#children = children
    for (const child of children)
      child.on('message', (said: Said) => said.say === 'trouble' && this.troubles.push(said.error))
  }

  static async gather(order: Order): Promise<Crowds> {
    const children = Array.from({ length: PROCESSES }, (_, i) =>
      fork(join(import.meta.dirname, 'crowd.js'), {
        ...(isPinned ? { execPath: 'taskset', execArgv: ['-c', String(i + 1), process.execPath] } : {}),
      }),
    )
    const crowds = new Crowds(children)
    await Promise.all(
      children.map((child, i) =>
        crowds.#ask(
          child,
          { ask: 'order', order: { ...order, seats: order.seats.filter((_, n) => n % PROCESSES === i) } },
          'connected',
        ),
      ),
    )
    return crowds
  }
  go(): void {
    for (const child of this.#children) child.send({ ask: 'go' } satisfies Ask)
  }
  count(): void {
    for (const child of this.#children) child.send({ ask: 'count' } satisfies Ask)
  }
  async report(): Promise<Report> {
    const said = await Promise.all(
      this.#children.map((child) => this.#ask(child, { ask: 'report' }, 'report')),
    )
    const reports = said.flatMap((one) => (one.say === 'report' ? [one.report] : []))
    const sum = (of: (report: Report) => number): number =>
      reports.reduce((total, report) => total + of(report), 0)
    const all = (of: (report: Report) => number[]): number[] => reports.flatMap(of).sort((a, b) => a - b)
    return {
      written: sum((r) => r.written),
      delivered: sum((r) => r.delivered),
      frames: sum((r) => r.frames),
      latencies: all((r) => r.latencies),
      acks: all((r) => r.acks),
    }
  }
  async end(): Promise<void> {
    await Promise.all(
      this.#children.map(
        (child) =>
          new Promise<void>((gone) => {
            child.once('exit', () => gone())
            child.kill('SIGKILL')
          }),
      ),
    )
  }

  #ask(child: ChildProcess, ask: Ask, until: Said['say']): Promise<Said> {
    return new Promise((answered, failed) => {
      const died = (): void => failed(new Error('a crowd died'))
      const hear = (said: Said): void => {
        if (said.say !== until) return
        child.off('message', hear)
        child.off('exit', died)
        answered(said)
      }
      child.on('message', hear)
      child.once('exit', died)
      child.send(ask)
    })
  }
}
