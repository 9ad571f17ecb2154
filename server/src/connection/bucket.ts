/**
 * A token bucket: `rate` tokens a second, at most `burst` saved up. A rate of 0 (or Infinity) means no limit.
 * Times are milliseconds of `Runtime.elapsed`.
 */
export class Bucket {
  readonly #unlimited: boolean
  readonly #rate: number
  readonly #burst: number
  #tokens: number
  #at: number

  constructor(rate: number, burst: number, now: number) {
    this.#unlimited = rate === 0 || rate === Number.POSITIVE_INFINITY
    this.#rate = rate
    this.#burst = Math.max(1, burst)
    this.#tokens = this.#burst
    this.#at = now
  }

  take(now: number): boolean {
    if (this.#unlimited) return true
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) * this.#rate) / 1000)
    this.#at = now
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }

  /** Takes one that can't be refused, on credit if there is none. @returns whether there was one. */
  spend(now: number): boolean {
    if (this.take(now)) return true
    this.#tokens = Math.max(-this.#burst, this.#tokens - 1)
    return false
  }

  /** Milliseconds until `take` succeeds. */
  wait(now: number): number {
    if (this.#unlimited) return 0
    const tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) * this.#rate) / 1000)
    return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 1000) / this.#rate)
  }
}
