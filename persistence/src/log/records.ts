import type { Damage, LogRecord, Op, OrderedBytes, Seq } from '../contract.ts'
import { unframe } from '../frame.ts'
import { logKey, recordKey, seqs } from '../keys.ts'
import { setAside } from './aside.ts'
import { isUnreadable, untilUnreadable } from './unreadable.ts'

/**
 * How far into a hole of the log anything is looked for, and how far from a good record a damaged one is believed, in seqs.
 * A block of LevelDB's files holds some hundred records; one that is damaged can show keys that never were, out of order.
 */
const HORIZON = 16_384

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
 * Reads and checks the records after `base`. A part of the files that can't be read, or a damaged key, ends a range too early
 * or leaves records out; so every hole is gone through seq by seq, and reading goes on behind it.
 */
export async function readRecords(bytes: OrderedBytes, space: Uint8Array, base: Seq): Promise<Records> {
  const reader = new Reader(bytes, space)
  const end = await reader.end()
  await reader.forward(base + 1)
  let misses = 0
  for (let seq = base + 1; ; seq++) {
    if (reader.has(seq)) {
      misses = 0
      continue
    }
    const last = Math.max(base, reader.lastGood, end ?? 0)
    if (seq > last && (end !== null || misses >= HORIZON)) break
    if (misses >= HORIZON) {
      const next = reader.nextGood(seq) ?? (await reader.fromTheEnd(seq))
      if (next === null) break
      seq = next
      misses = 0
    } else if (await reader.one(seq)) await reader.forward(seq + 1)
    else misses++
  }
  return reader.result(base)
}

class Reader {
  readonly #bytes: OrderedBytes
  readonly #space: Uint8Array
  readonly #good = new Map<Seq, Uint8Array>()
  readonly #bad = new Map<Seq, { problem: Damage['problem']; value: Uint8Array | null }>()
  #stored = 0
  #lastGood = 0

  constructor(bytes: OrderedBytes, space: Uint8Array) {
    this.#bytes = bytes
    this.#space = space
  }

  get lastGood(): Seq {
    return this.#lastGood
  }

  has(seq: Seq): boolean {
    return this.#good.has(seq) || this.#bad.has(seq)
  }

  nextGood(after: Seq): Seq | null {
    let next: Seq | null = null
    for (const seq of this.#good.keys()) if (seq > after && (next === null || seq < next)) next = seq
    return next
  }

  /** Reads on from `from` as far as it goes. */
  async forward(from: Seq): Promise<void> {
    await this.#read(from, {})
  }

  async #read(from: Seq, how: { readonly reverse?: boolean }): Promise<void> {
    const values = this.#bytes.range(...seqs(this.#space, 'record', from), how)
    for await (const [key, value] of untilUnreadable(values, () => undefined)) {
      const seq = logKey(this.#space, key)?.seq
      if (seq !== undefined) this.#check(key, seq, value)
    }
  }

  /** Reads backwards from the end of the log, down to what can't be read. @returns the first good one from `from` on. */
  async fromTheEnd(from: Seq): Promise<Seq | null> {
    await this.#read(from, { reverse: true })
    return this.nextGood(from - 1)
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

  /** The seq of the last record, if it is good: otherwise nobody knows where the log ends. 0 if there is none. */
  async end(): Promise<Seq | null> {
    let readable = true
    const last = this.#bytes.range(...seqs(this.#space, 'record', 0), { reverse: true, limit: 1 })
    for await (const [key, value] of untilUnreadable(last, () => {
      readable = false
    })) {
      const seq = logKey(this.#space, key)?.seq ?? 0
      return typeof unframe(key, seq, value) === 'string' ? null : seq
    }
    return readable ? 0 : null
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

  #check(key: Uint8Array, seq: Seq, value: Uint8Array): void {
    if (this.#good.has(seq)) return
    const payload = unframe(key, seq, value)
    if (typeof payload === 'string') {
      this.#bad.set(seq, { problem: payload, value })
      return
    }
    this.#good.set(seq, payload)
    this.#stored += value.length
    this.#lastGood = Math.max(this.#lastGood, seq)
  }
}

/** The highest of `seqs` that no gap wider than the horizon parts from `last`. */
export function believable(seqs: readonly Seq[], last: Seq): Seq {
  let highest = last
  for (const seq of [...seqs].sort((a, b) => a - b))
    if (seq <= highest + HORIZON) highest = Math.max(highest, seq)
  return highest
}
