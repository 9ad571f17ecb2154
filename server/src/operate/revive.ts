import type { Store } from '@weft/persistence'
import type { Runtime } from '@weft/space'
import type { Log } from './log.ts'

/** How often the store is looked at. Milliseconds. */
const LOOK = 1_000
/** From a failure to the first attempt to have the store again; doubled after each, up to the most. Milliseconds. */
const FIRST = 5_000
const MOST = 60_000
/** A store that fails again sooner than this after it came back is tried as seldom as before. Milliseconds. */
const STEADY = 5 * 60_000

export interface ReviveOptions {
  readonly store: Pick<Store, 'failure' | 'reopen'>
  readonly runtime: Pick<Runtime, 'timer' | 'elapsed'>
  readonly log: Log
  /** It takes writes again: what was left undone may be done. Must not reject. */
  revived(): Promise<void>
}

/**
 * Has a store again that failed, as soon as its disk takes writes: whoever frees some space needn't start the server anew.
 *
 *     well ──it has failed──▶ failing ──pause──▶ trying ──well again──▶ well
 *                                ▲                 │
 *                                └─────not yet─────┘  with a longer pause
 *
 * The result ends it; an attempt under way goes on.
 */
export function reviveStore({ store, runtime, log, revived }: ReviveOptions): () => void {
  let pause = FIRST
  /** When it was found to have failed, and is tried next; null while it is well. */
  let failing: { readonly since: number; readonly next: number } | null = null
  let wellSince = Number.NEGATIVE_INFINITY
  let said = ''
  let stop = (): void => {}
  let stopped = false

  const say = (event: string, error: unknown): void => {
    const text = error instanceof Error ? error.message : String(error)
    // Once, however often it is tried.
    if (text !== said) log.error(event, { error: text })
    said = text
  }
  const attempt = async (since: number): Promise<void> => {
    try {
      await store.reopen()
    } catch (error) {
      say('storage_failing', error)
      pause = Math.min(MOST, pause * 2)
      failing = { since, next: runtime.elapsed() + pause }
      return
    }
    wellSince = runtime.elapsed()
    failing = null
    said = ''
    log.warn('storage_well', { after_s: Math.round((wellSince - since) / 1000) })
    await revived()
  }
  const look = async (): Promise<void> => {
    const now = runtime.elapsed()
    if (store.failure === null) return
    if (failing === null) {
      pause = now - wellSince >= STEADY ? FIRST : Math.min(MOST, pause * 2)
      failing = { since: now, next: now + pause }
      say('storage_failed', store.failure)
    } else if (now >= failing.next) await attempt(failing.since)
  }
  const lookLater = (): void => {
    stop = runtime.timer(LOOK, () => {
      void look().then(() => {
        if (!stopped) lookLater()
      })
    })
  }
  lookLater()
  return () => {
    stopped = true
    stop()
  }
}
