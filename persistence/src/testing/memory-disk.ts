import { type Op, type OrderedBytes, StoreError } from '../contract.ts'
import { Sorted } from './sorted.ts'

export interface MemoryDiskOptions {
  /** Runs `step` later, in an order and at a time of its own; by default in a microtask. Steps belong to one disk call each. */
  readonly schedule?: (step: () => void, call: Call) => void
}
export type Call = 'get' | 'range' | 'batch' | 'probe'

/**
 * A disk in memory, to be cruel to. What is written goes through the states of a real one:
 *
 *   batch() ──▶ in flight ──step──▶ visible, unsynced ──a synced batch's step──▶ durable ──▶ its promise resolves
 *                   │                      │
 *                 crash(): gone, unless kept                          crash(): always there
 *
 * A failed batch is neither visible nor gone: it may turn up at the next `open`, as with a real disk. No timers: everything
 * happens in microtasks, or when `schedule` or `flush` says so. It outlives its handles, as a disk outlives processes.
 */
export class MemoryDisk {
  readonly #schedule: (step: () => void, call: Call) => void
  #durable = new Sorted()
  #live = new Sorted()
  /** Batches that a crash may take, oldest first: in flight, visible but unsynced, or failed. */
  #unsure: (readonly Op[])[] = []
  #handle: Handle | null = null
  #held: (() => void)[] | null = null
  #broken: StoreError | null = null
  readonly #failures: { call: Call | null; after: number; error: StoreError }[] = []
  /** Calls of all kinds so far: what `failCall` counts. */
  calls = 0
  /** Synced batches that have become durable. */
  syncs = 0

  constructor({ schedule = queueMicrotask }: MemoryDiskOptions = {}) {
    this.#schedule = schedule
  }

  /** The disk as one process sees it. Throws StoreError `LOCKED` while another handle is open. */
  open(): OrderedBytes {
    if (this.#handle) throw new StoreError('LOCKED', 'Another process has this memory disk open')
    this.#live = new Sorted(this.#durable)
    for (const ops of this.#unsure) apply(this.#live, ops)
    this.#handle = new Handle({
      read: (call, alive, run) => this.#read(call, alive, () => run(this.#live)),
      batch: (ops, sync, alive) => this.#batch(ops, sync, alive),
      closed: () => {
        this.#handle = null
      },
    })
    return this.#handle
  }

  /**
   * The process dies, and the power with it: what isn't durable is lost, except the oldest `keep` unsure batches, which had
   * reached the disk without anybody knowing, and of the one after them the first `tear` writes, and of the write after those
   * the first `torn` part of its value: more than 0, below 1. Calls of the open handle that haven't been answered never will be.
   * @returns whether there was a value to be torn.
   */
  crash({ keep = 0, tear = 0, torn = 0 } = {}): boolean {
    for (const ops of this.#unsure.slice(0, keep)) apply(this.#durable, ops)
    const last = this.#unsure[keep]?.slice(0, tear + 1) ?? []
    apply(this.#durable, last.slice(0, tear))
    const op = last[tear]
    const isTorn = torn > 0 && op !== undefined && 'put' in op
    if (isTorn) this.#durable.put(op.put, op.value.slice(0, Math.floor(op.value.length * torn)))
    this.#unsure = []
    this.#live = new Sorted(this.#durable)
    this.#held &&= []
    this.#handle?.kill()
    this.#handle = null
    return isTorn
  }

  /** How many batches a crash could take now. */
  get unsure(): number {
    return this.#unsure.length
  }

  /** From now on batches wait for `flush`. Reading goes on. */
  hold(): void {
    this.#held ??= []
  }
  /** Lets the oldest `count` held batches go on. */
  flush(count = Number.POSITIVE_INFINITY): void {
    for (const step of this.#held?.splice(0, count) ?? []) this.#schedule(step, 'batch')
  }
  /** Lets all held batches go on, and holds no more. */
  release(): void {
    this.flush()
    this.#held = null
  }
  get held(): number {
    return this.#held?.length ?? 0
  }

  /** The next call of this kind fails. */
  failNext(call: Call, error = new StoreError('IO', 'The memory disk failed, as asked')): void {
    this.#failures.push({ call, after: 0, error })
  }
  /** The n-th call of any kind from now on fails (1: the next). */
  failCall(n: number, error = new StoreError('IO', 'The memory disk failed, as asked')): void {
    this.#failures.push({ call: null, after: n - 1, error })
  }
  /** From now on every write fails, and every probe. */
  break(error = new StoreError('IO', 'The memory disk is broken, as asked')): void {
    this.#broken = error
  }
  /** Forgets failures that were asked for and haven't come, and takes writes again. */
  heal(): void {
    this.#failures.length = 0
    this.#broken = null
  }
  /** Whether a write would succeed. */
  probe(): Promise<void> {
    return this.#read(
      'probe',
      () => true,
      () => undefined,
    )
  }

  /** All that is visible now, in key order. */
  entries(): [key: Uint8Array, value: Uint8Array][] {
    return this.#live.all().map(([key, value]) => [key, value.slice()])
  }
  /** Puts bytes where they are, as bad hardware would: no call, no sync. null takes the entry away. */
  corrupt(key: Uint8Array, value: Uint8Array | null): void {
    for (const bytes of [this.#live, this.#durable])
      if (value === null) bytes.delete(key)
      else bytes.put(key, value.slice())
  }

  #failure(call: Call): StoreError | null {
    this.calls++
    const due = this.#failures.find((wish) => (wish.call === null || wish.call === call) && wish.after-- <= 0)
    if (!due) return call === 'batch' || call === 'probe' ? this.#broken : null
    this.#failures.splice(this.#failures.indexOf(due), 1)
    return due.error
  }

  #read<T>(call: Call, alive: () => boolean, run: () => T): Promise<T> {
    const failure = this.#failure(call)
    return new Promise((resolve, reject) => {
      this.#schedule(() => {
        if (!alive()) return
        if (failure) reject(failure)
        else resolve(run())
      }, call)
    })
  }

  #batch(ops: readonly Op[], sync: boolean, alive: () => boolean): Promise<void> {
    const failure = this.#failure('batch')
    const own = ops.map((op) => ('put' in op ? { put: op.put.slice(), value: op.value.slice() } : op))
    this.#unsure.push(own)
    return new Promise((resolve, reject) => {
      const step = (): void => {
        if (!alive()) return
        if (failure) {
          reject(failure)
          return
        }
        apply(this.#live, own)
        if (sync) this.#sync(own)
        resolve()
      }
      if (this.#held) this.#held.push(step)
      else this.#schedule(step, 'batch')
    })
  }

  /** This batch and all before it are durable now: they are one file, synced up to here. */
  #sync(through: readonly Op[]): void {
    this.syncs++
    const upTo = this.#unsure.indexOf(through) + 1
    for (const ops of this.#unsure.splice(0, upTo)) apply(this.#durable, ops)
  }
}

interface Ports {
  readonly read: <T>(call: Call, alive: () => boolean, run: (live: Sorted) => T) => Promise<T>
  readonly batch: (ops: readonly Op[], sync: boolean, alive: () => boolean) => Promise<void>
  readonly closed: () => void
}

class Handle implements OrderedBytes {
  readonly #ports: Ports
  #state: 'open' | 'closed' | 'dead' = 'open'
  readonly #alive = (): boolean => this.#state !== 'dead'

  constructor(ports: Ports) {
    this.#ports = ports
  }

  kill(): void {
    this.#state = 'dead'
  }

  get(key: Uint8Array): Promise<Uint8Array | null> {
    return this.#ask(() => this.#ports.read('get', this.#alive, (live) => live.get(key)?.slice() ?? null))
  }

  async *range(
    from: Uint8Array,
    to: Uint8Array,
    { reverse = false, limit = Number.POSITIVE_INFINITY } = {},
  ): AsyncIterable<[Uint8Array, Uint8Array]> {
    const found = await this.#ask(() =>
      this.#ports.read('range', this.#alive, (live) => {
        const slice = live.slice(from, to)
        return (reverse ? slice.reverse() : slice).slice(0, limit)
      }),
    )
    for (const [key, value] of found) yield [key, value.slice()]
  }

  async *keys(
    from: Uint8Array,
    to: Uint8Array,
    options?: { reverse?: boolean; limit?: number },
  ): AsyncIterable<Uint8Array> {
    for await (const [key] of this.range(from, to, options)) yield key
  }

  batch(ops: readonly Op[], { sync }: { readonly sync: boolean }): Promise<void> {
    return this.#ask(() => this.#ports.batch(ops, sync, this.#alive))
  }

  close(): Promise<void> {
    return this.#ask(async () => {
      this.#state = 'closed'
      this.#ports.closed()
    })
  }

  #ask<T>(run: () => Promise<T>): Promise<T> {
    switch (this.#state) {
      case 'open':
        return run()
      case 'closed':
        return Promise.reject(new StoreError('CLOSED', 'The memory disk was closed'))
      case 'dead':
        // A dead process gets no answers.
        return new Promise(() => undefined)
    }
  }
}

function apply(bytes: Sorted, ops: readonly Op[]): void {
  for (const op of ops)
    if ('put' in op) bytes.put(op.put, op.value)
    else bytes.delete(op.del)
}
