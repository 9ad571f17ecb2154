/**
 * How large a space is, encoded. What is added is counted as it comes, which overstates it: most of it merges away. Only
 * when that count reaches the limit is the document measured, and again only after a good deal more was added.
 */
export class SpaceSize {
  readonly #limit: number
  readonly #measure: () => number
  #known: number
  #added: number

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

  measured(bytes: number): void {
    this.#known = bytes
    this.#added = 0
  }

  /** Whether `bytes` more would be too much. */
  isFull(bytes: number): boolean {
    if (this.#limit === 0 || this.#known + this.#added + bytes <= this.#limit) return false
    if (this.#added > this.#limit / 64) this.measured(this.#measure())
    return this.#known + this.#added + bytes > this.#limit
  }
}
