import { hashOf } from '../people/secret.ts'
import type { Who } from '../people/who.ts'

/** A sign-in that went off to the provider and may come back: what its answer is checked against. */
export interface Flow {
  /** The page's own origin, to which the browser comes back. */
  readonly origin: string
  /** The path to show then. */
  readonly next: string
  readonly state: string
  readonly nonce: string
  /** PKCE: without it the provider gives nothing for the code. */
  readonly verifier: string
  /** Who was signed in here when it began: the provider's account becomes one more way in for them. */
  readonly who: Who | null
}

/** As long as somebody may take over the provider's pages. Milliseconds. */
export const FLOW_MS = 10 * 60_000
/** Above it the oldest is forgotten: its person is told to begin again. */
const MOST = 10_000

/**
 * The sign-ins under way, in memory: a restart ends them. Each belongs to the browser that began it, by a cookie's secret,
 * of which only the hash is kept; each can be finished once.
 */
export class Flows {
  readonly #flows = new Map<string, { readonly flow: Flow; readonly until: number }>()

  begin(secret: string, flow: Flow, now: number): void {
    for (const [key, { until }] of this.#flows) {
      if (until > now && this.#flows.size < MOST) break
      this.#flows.delete(key)
    }
    this.#flows.set(hashOf(secret), { flow, until: now + FLOW_MS })
  }

  take(secret: string, now: number): Flow | null {
    const key = hashOf(secret)
    const found = this.#flows.get(key)
    this.#flows.delete(key)
    return found === undefined || found.until <= now ? null : found.flow
  }

  get size(): number {
    return this.#flows.size
  }
}
