/** Buckets grow by so much: what is read from one is at most half a percent off. */
const GROWTH = 1.01
/** Below a microsecond no clock tells two moments apart. Milliseconds. */
const LEAST = 0.001
/** Above an hour it is the last bucket's. Milliseconds. */
const MOST = 3_600_000
const BUCKETS = Math.ceil(Math.log(MOST / LEAST) / Math.log(GROWTH))

/** `[bucket, count]` of each bucket that holds something: how a histogram travels between processes. */
export type Counts = readonly (readonly [number, number])[]

/** Any number of times in a few kilobytes, so that a long run measures its end as well as its beginning. */
export class Histogram {
  readonly #buckets = new Float64Array(BUCKETS)
  #size = 0

  /** How many times it was told. */
  get size(): number {
    return this.#size
  }
  add(milliseconds: number): void {
    this.#count(bucketOf(milliseconds), 1)
  }
  /** The time that `share` (0 to 1) of all are no longer than; NaN of none. Milliseconds. */
  quantile(share: number): number {
    let left = Math.max(1, Math.ceil(this.#size * share))
    for (let i = 0; i < BUCKETS; i++) {
      left -= this.#buckets[i] ?? 0
      if (left <= 0) return LEAST * GROWTH ** (i + 0.5)
    }
    return Number.NaN
  }
  clear(): void {
    this.#buckets.fill(0)
    this.#size = 0
  }

  counts(): Counts {
    return [...this.#buckets].flatMap((count, i) => (count > 0 ? [[i, count] as const] : []))
  }
  take(counts: Counts): void {
    for (const [bucket, count] of counts) this.#count(bucket, count)
  }

  #count(bucket: number, count: number): void {
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + count
    this.#size += count
  }
}

function bucketOf(milliseconds: number): number {
  const bucket = Math.floor(Math.log(Math.max(milliseconds, LEAST) / LEAST) / Math.log(GROWTH))
  return Math.min(bucket, BUCKETS - 1)
}
