/** A measurement walks the whole document; so not more often than this, however hard somebody knocks. Milliseconds. */
const PAUSE = 10_000

/**
 * How large a space is, encoded. What is added is counted as it comes, which overstates it: most of it merges away, and
 * deletions make room. Only when that count reaches the limit is the document measured.
 */
export class SpaceSize {
  readonly #limit: number
  readonly #measure: () => number
  #known: number
  #added: number
  #measuredAt = Number.NEGATIVE_INFINITY

  /** `limit` in bytes, 0 for none. `known` bytes of state, and `added` since. */
  constructor(limit: number, known: number, added: number, measure: () => number) {
    this.#limit = limit
    this.#known = known
    this.#added = added
    this.#measure = measure
  }

  add(bytes: number): void {
    this.#added += bytes
  }

  /** It may soon be full, or seem so for what was only added: time to know better. */
  get isNear(): boolean {
    const near = this.#known + this.#added > this.#limit * 0.875 && this.#added > this.#limit / 16
    return this.#limit > 0 && near
  }

  /** It was encoded for another purpose. */
  measured(bytes: number): void {
    this.#known = bytes
    this.#added = 0
  }

  /** Whether `bytes` more would be too much. `now`: milliseconds of `Runtime.elapsed`. */
  isFull(bytes: number, now: number): boolean {
    const fits = () => this.#limit === 0 || this.#known + this.#added + bytes <= this.#limit
    if (fits()) return false
    if (this.#added > 0 && now - this.#measuredAt >= PAUSE) {
      this.measured(this.#measure())
      this.#measuredAt = now
    }
    return !fits()
  }
}
