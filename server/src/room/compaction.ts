import { type Seq, StoreError, type UpdateLog } from '@weft/persistence'
import type { SpaceId } from '@weft/space'
import type { Meter } from './contract.ts'

/** What has gathered after a space's newest snapshot. Bytes as encoded. */
export interface Tail {
  readonly records: number
  readonly bytes: number
  /** Of the newest snapshot; 0 without one. */
  readonly snapshot: number
}

/** A load reads the snapshot and the tail: so the tail may be about as long as the snapshot, but not endless. */
export const isDue = ({ records, bytes, snapshot }: Tail): boolean =>
  records >= 2_000 || bytes >= Math.max(1024 * 1024, snapshot / 2)

/** Before a room leaves memory a shorter tail is worth a snapshot: the next opening is quicker. */
export const isWorthwhile = ({ records, bytes, snapshot }: Tail): boolean =>
  records >= 200 || bytes >= Math.max(256 * 1024, snapshot / 4)

/** Between two of one space, and after one that failed: milliseconds. */
const PAUSE = 10_000
const PAUSE_AFTER_FAILURE = 60_000

export interface CompactionOptions {
  readonly space: SpaceId
  readonly log: UpdateLog
  readonly meter: Meter
  /** Milliseconds of `Runtime.elapsed`. */
  now(): number
  /** The space as of the record `through`, encoded. */
  snapshot(): Promise<{ readonly bytes: Uint8Array; readonly through: Seq }>
  /**
   * There is no new snapshot. The records are all there, so the space goes on without, and tries again in a while. (A
   * log that takes nothing any more says so to the next append.)
   */
  warn(error: unknown): void
}

/** Puts a snapshot in the place of a space's records, one at a time; appends go on meanwhile. */
export class Compaction {
  readonly #options: CompactionOptions
  #records: number
  #bytes: number
  #snapshot: number
  #running: Promise<void> | null = null
  #notBefore = Number.NEGATIVE_INFINITY

  constructor(options: CompactionOptions, tail: Tail) {
    this.#options = options
    this.#records = tail.records
    this.#bytes = tail.bytes
    this.#snapshot = tail.snapshot
  }

  get tail(): Tail {
    return { records: this.#records, bytes: this.#bytes, snapshot: this.#snapshot }
  }

  /** Resolves when the one under way is over; null when none is. */
  get running(): Promise<void> | null {
    return this.#running
  }

  appended(bytes: number): void {
    this.#records++
    this.#bytes += bytes
  }

  /** @returns false when one is under way, or was not long ago. */
  start(): boolean {
    if (this.#running !== null || this.#options.now() < this.#notBefore) return false
    this.#running = this.#run().finally(() => {
      this.#running = null
    })
    return true
  }

  /** The process ends: what was due and put off is made now, since everybody comes back at once after it. */
  async makeUp(): Promise<void> {
    await this.#running
    if (isDue(this.tail)) await this.#run()
  }

  async #run(): Promise<void> {
    const { space, log, meter, now, snapshot, warn } = this.#options
    const { records, bytes } = this.tail
    meter.observe('log_records', records)
    meter.observe('log_bytes', bytes)
    try {
      const made = await snapshot()
      await log.compact(space, made.through, made.bytes)
      this.#records -= records
      this.#bytes -= bytes
      this.#snapshot = made.bytes.length
      this.#notBefore = now() + PAUSE
      meter.observe('space_bytes', made.bytes.length)
      meter.add('compactions')
    } catch (error) {
      if (error instanceof StoreError) meter.add('storage_errors')
      this.#notBefore = now() + PAUSE_AFTER_FAILURE
      warn(error)
    }
  }
}
