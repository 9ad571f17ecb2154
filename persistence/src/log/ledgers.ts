import type { LogSize, OrderedBytes, Seq, StoreError } from '../contract.ts'
import { spacePrefix } from '../keys.ts'
import { type Reading, read } from './load.ts'

/** What must be known of a space's log to append to it without reading. */
export interface Ledger {
  /** The last seq given out. */
  last: Seq
  /** The newest snapshot's seq; 0 for none. */
  snapshot: Seq
  /** Records after the newest snapshot, and their stored bytes. */
  size: LogSize
  /** Why appends are refused until the next load: one was, and what came after it must not overtake it. */
  refusal: StoreError | null
}

/** One small entry for each space used since the start. */
export class Ledgers {
  readonly #bytes: OrderedBytes
  readonly #open = new Map<string, Promise<Ledger>>()

  constructor(bytes: OrderedBytes) {
    this.#bytes = bytes
  }

  /** Reads the space if it wasn't loaded before. A reading that failed is told to all until the next load. */
  of(space: string): Promise<Ledger> {
    const known = this.#open.get(space)
    if (known !== undefined) return known
    const opened = read(this.#bytes, spacePrefix(space), space).then(ledger)
    this.#open.set(space, opened)
    return opened
  }

  /** Takes over what a load found. Seqs that were given out since stay so. */
  async update(space: string, reading: Reading): Promise<void> {
    const before = await this.#usable(space)
    const now = ledger(reading)
    if (before) Object.assign(before, now, { last: Math.max(before.last, now.last) })
    else this.#open.set(space, Promise.resolve(now))
  }

  /** Ends a refusal: the next append reads the space anew, unless a load did. */
  async forgive(space: string): Promise<void> {
    if ((await this.#usable(space)) === null) this.#open.delete(space)
  }

  /** The disk was opened again: what was given out and never stored is free again. */
  forgetAll(): void {
    this.#open.clear()
  }

  forget(space: string): void {
    this.#open.delete(space)
  }

  async #usable(space: string): Promise<Ledger | null> {
    try {
      const known = await this.#open.get(space)
      return known === undefined || known.refusal ? null : known
    } catch {
      // The reading failed; those who asked for it were told.
      return null
    }
  }
}

const ledger = ({ last, snapshot, records, stored }: Reading): Ledger => ({
  last,
  snapshot: snapshot?.seq ?? 0,
  size: { records: records.length, bytes: stored },
  refusal: null,
})
