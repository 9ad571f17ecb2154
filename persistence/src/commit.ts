import { type Op, type OrderedBytes, StoreError } from './contract.ts'

/** Bytes of one synced batch: more waits for the next, so that a small write isn't held up by megabytes before it. */
const BATCH_BYTES = 4 * 1024 * 1024

interface Write {
  readonly ops: readonly Op[]
  readonly bytes: number
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

/**
 * One synced batch at a time for the whole process. What arrives while it is in flight is gathered into the next: an fsync
 * costs the same for one write and for a thousand. Writes reach the disk in the order of the calls, each one whole.
 *
 *   open ──batch fails──▶ failed: this and every later write reject with the batch's error
 *    │ ▲──────renew()────────┘
 *    └────close()──────▶ closed: later writes reject, earlier ones are still written
 */
export class GroupCommit {
  readonly #bytes: OrderedBytes
  readonly #limit: number
  #waiting: Write[] = []
  #queued = 0
  #running: boolean = false
  #latest: Promise<void> = Promise.resolve()
  #refusal: StoreError | null = null
  /** Goes with the first batch that succeeds. */
  #first: readonly Op[]
  #unsure: readonly Op[] = []

  /** `limit`: bytes that may be queued before `full` says so. `first`: written beside what is written first. */
  constructor(bytes: OrderedBytes, limit: number, first: readonly Op[] = []) {
    this.#bytes = bytes
    this.#limit = limit
    this.#first = first
  }

  /** Why writes are refused; null while they aren't. */
  get refusal(): StoreError | null {
    return this.#refusal
  }

  /** True if `more` bytes would overfill the queue. One write alone always fits, however large. */
  full(more: number): boolean {
    return this.#limit > 0 && this.#queued > 0 && this.#queued + more > this.#limit
  }

  /** Resolves once all of `ops` are on disk. */
  write(ops: readonly Op[]): Promise<void> {
    if (this.#refusal) return Promise.reject(this.#refusal)
    if (ops.length === 0) return this.settled()
    const bytes = ops.reduce((sum, op) => sum + size(op), 0)
    this.#queued += bytes
    const written = new Promise<void>((done, failed) => {
      this.#waiting.push({ ops, bytes, done, failed })
    })
    this.#latest = written
    if (!this.#running) void this.#run()
    return written
  }

  /** Resolves when everything written so far is settled, one way or the other. */
  settled(): Promise<void> {
    const settled = (): void => undefined
    return this.#latest.then(settled, settled)
  }

  /** Takes no more, and resolves when everything taken is settled. */
  close(): Promise<void> {
    this.#refusal ??= new StoreError('CLOSED', 'The store was closed')
    return this.settled()
  }

  /** What the batch held that failed: nobody knows whether it is on the disk. */
  get unsure(): readonly Op[] {
    return this.#unsure
  }

  /** The disk has been opened again, and holds nothing that is unsure. */
  renew(): void {
    this.#refusal = null
    this.#unsure = []
  }

  async #run(): Promise<void> {
    this.#running = true
    // A turn of the microtask queue: what arrives together is written together.
    await null
    while (this.#waiting.length > 0) {
      const group = this.#next()
      const ops = [...group.flatMap((write) => write.ops), ...this.#first]
      try {
        await this.#bytes.batch(ops, { sync: true })
      } catch (error) {
        this.#unsure = ops
        this.#fail(group, error)
        break
      }
      this.#first = []
      for (const write of group) {
        this.#queued -= write.bytes
        write.done()
      }
    }
    this.#running = false
  }

  #next(): readonly Write[] {
    let bytes = 0
    const over = this.#waiting.findIndex((write, i) => {
      bytes += write.bytes
      return i > 0 && bytes > BATCH_BYTES
    })
    return this.#waiting.splice(0, over === -1 ? this.#waiting.length : over)
  }

  #fail(group: readonly Write[], error: unknown): void {
    const failure =
      error instanceof StoreError ? error : new StoreError('IO', 'The disk failed', { cause: error })
    // A failure during the last writes of a closing store must not be hidden behind CLOSED.
    this.#refusal = failure
    const all = [...group, ...this.#waiting]
    this.#waiting = []
    this.#queued = 0
    for (const write of all) write.failed(failure)
  }
}

const size = (op: Op): number => ('put' in op ? op.put.length + op.value.length : op.del.length)
