/**
 * Time and chance, passed in wherever a decision depends on them, so that the simulation can own both.
 * `systemRuntime` of the server and of the web app are the only places that touch the real ones.
 */
export interface Runtime {
  /** Milliseconds since 1970, by this machine's wall clock; it may jump. */
  now(): number
  /** Milliseconds from an arbitrary start; it never goes back. Use it for durations. */
  elapsed(): number
  /** Calls `run` once after at least `ms` milliseconds; the result cancels it. */
  timer(ms: number, run: () => void): () => void
  /** A number in [0, 1). */
  chance(): number
  /** Fills `bytes` with random bytes that nobody can guess. */
  random(bytes: Uint8Array): void
}
