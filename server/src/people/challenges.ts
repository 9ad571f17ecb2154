import { type Runtime, token } from '@weft/space'

/** How long somebody may take over a passkey, in ms. */
export const CHALLENGE_MS = 5 * 60_000
/** So many wait for an answer; above it the oldest is forgotten, and whoever had that one begins again. */
export const MOST_CHALLENGES = 10_000

/**
 * What passkeys are asked to sign: random, each good once and not for long, so that a signature that was seen is worth
 * nothing. In memory only: a server that starts anew has asked nobody anything.
 */
export class Challenges {
  readonly #runtime: Runtime
  /** Oldest first, as a Map keeps them. */
  readonly #open = new Map<string, { readonly purpose: string; readonly until: number }>()

  constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  get size(): number {
    return this.#open.size
  }

  /** 256 random bits as base64url. `purpose`: what a signature of it may be used for. */
  create(purpose: string): string {
    const now = this.#runtime.elapsed()
    for (const [challenge, { until }] of this.#open) {
      if (now < until && this.#open.size < MOST_CHALLENGES) break
      this.#open.delete(challenge)
    }
    const challenge = token(32, (bytes) => this.#runtime.random(bytes))
    this.#open.set(challenge, { purpose, until: now + CHALLENGE_MS })
    return challenge
  }

  /** Whether it was asked for this purpose and still waits. From now on it doesn't, whatever comes of it. */
  take(challenge: string, purpose: string): boolean {
    const open = this.#open.get(challenge)
    this.#open.delete(challenge)
    return open !== undefined && open.purpose === purpose && this.#runtime.elapsed() < open.until
  }
}
