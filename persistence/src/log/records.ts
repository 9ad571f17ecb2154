import type { Damage, LogRecord, Op, OrderedBytes, Seq } from '../contract.ts'
import { unframe } from '../frame.ts'
import { logKey, recordKey, seqs } from '../keys.ts'
import { setAside } from './aside.ts'
import { isUnreadable, untilUnreadable } from './unreadable.ts'

/**
 * How far behind damage anything is looked for or believed, in seqs. A damaged block of LevelDB can show keys that never were,
 * and one of its files of 2 MiB that can't be read hides no more records than this.
 */
export const HORIZON = 65_536

export interface Records {
  /** In order. */
  readonly good: readonly LogRecord[]
  /** Stored bytes of `good`. */
  readonly stored: number
  /** What is there and failed its check, or can't be read. */
  readonly bad: ReadonlyMap<Seq, Damage['problem']>
  readonly moves: readonly Op[]
  /** The seq of the last record that is there, good or bad; `base` if none is. */
  readonly last: Seq
}

/**
 * Reads and checks the records after `base`. Where the files can't be read, or a damaged key ends the reading too early, it goes
 * on seq by seq until there is something again.
 */
export async function readRecords(bytes: OrderedBytes, space: Uint8Array, base: Seq): Promise<Records> {
  const reader = new Reader(bytes, space)
  const end = await reader.highest()
  let next = await reader.forward(base + 1)
  let empty = 0
  while ((next <= end || reader.unreadable) && empty < HORIZON) {
    const found = await reader.one(next)
    empty = found ? 0 : empty + 1
    next = found ? await reader.forward(next + 1) : next + 1
  }
  return reader.result(base)
}

class Reader {
  readonly #bytes: OrderedBytes
  readonly #space: Uint8Array
  readonly #good = new Map<Seq, Uint8Array>()
  readonly #bad = new Map<Seq, { problem: Damage['problem']; value: Uint8Array | null }>()
  #stored = 0
  /** Whether some part couldn't be read at all: then nobody knows what comes after. */
  unreadable: boolean = false

  constructor(bytes: OrderedBytes, space: Uint8Array) {
    this.#bytes = bytes
    this.#space = space
  }

  /** Reads on from `from`, and gives the seq after the last good record. */
  async forward(from: Seq): Promise<Seq> {
    let next = from
    for await (const [key, value] of this.#readable(
      this.#bytes.range(...seqs(this.#space, 'record', from)),
    )) {
      const seq = logKey(this.#space, key)?.seq
      if (seq !== undefined && this.#check(key, seq, value)) next = seq + 1
    }
    return next
  }

  /** The record at `seq`, if anything is there. */
  async one(seq: Seq): Promise<boolean> {
    const key = recordKey(this.#space, seq)
    try {
      const value = await this.#bytes.get(key)
      if (value !== null) this.#check(key, seq, value)
      return value !== null
    } catch (error) {
      if (!isUnreadable(error)) throw error
      this.#bad.set(seq, { problem: 'unreadable', value: null })
      return false
    }
  }

  async highest(): Promise<Seq> {
    const span = seqs(this.#space, 'record', 0)
    for await (const key of this.#readable(this.#bytes.keys(...span, { reverse: true, limit: 1 })))
      return logKey(this.#space, key)?.seq ?? 0
    return 0
  }

  result(base: Seq): Records {
    const good = [...this.#good].map(([seq, bytes]) => ({ seq, bytes })).sort((a, b) => a.seq - b.seq)
    const seen = [...this.#bad].filter(([, { value }]) => value !== null).map(([seq]) => seq)
    const last = believable(seen, good.at(-1)?.seq ?? base)
    const bad = [...this.#bad].filter(([seq]) => seq <= last + 1 && !this.#good.has(seq))
    return {
      good,
      stored: this.#stored,
      bad: new Map(bad.map(([seq, { problem }]) => [seq, problem])),
      moves: bad.flatMap(([seq, { problem, value }]) =>
        value === null ? [] : setAside(this.#space, recordKey(this.#space, seq), value, problem),
      ),
      last,
    }
  }

  #check(key: Uint8Array, seq: Seq, value: Uint8Array): boolean {
    const payload = unframe(key, seq, value)
    if (typeof payload === 'string') {
      this.#bad.set(seq, { problem: payload, value })
      return false
    }
    if (!this.#good.has(seq)) this.#stored += value.length
    this.#good.set(seq, payload)
    return true
  }

  #readable<T>(items: AsyncIterable<T>): AsyncIterable<T> {
    return untilUnreadable(items, () => {
      this.unreadable = true
    })
  }
}

/** The highest of `seqs` that no gap wider than the horizon parts from `last`. */
export function believable(seqs: readonly Seq[], last: Seq): Seq {
  let highest = last
  for (const seq of [...seqs].sort((a, b) => a - b))
    if (seq <= highest + HORIZON) highest = Math.max(highest, seq)
  return highest
}
