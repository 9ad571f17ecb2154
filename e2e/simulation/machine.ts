import type { Runtime } from '@weft/space'
import { mulberry32, type VirtualRuntime } from '@weft/space/testing'

/** One process in the simulated world: its timers end with it, and its chance is its own. */
export interface Machine extends Runtime {
  /** As kill -9 does: no timer of it runs any more. */
  end(): void
  readonly running: boolean
}

/** `skew`: how far its wall clock is off now, in milliseconds. */
export function machine(world: VirtualRuntime, seed: number, skew: () => number): Machine {
  const chance = mulberry32(seed)
  const cancels = new Set<() => void>()
  let running = true
  return {
    now: () => world.now() + skew(),
    elapsed: () => world.elapsed(),
    timer(ms, run) {
      if (!running) return () => undefined
      const cancel = world.timer(ms, () => {
        cancels.delete(cancel)
        run()
      })
      cancels.add(cancel)
      return () => {
        cancels.delete(cancel)
        cancel()
      }
    },
    chance,
    random(bytes) {
      for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(chance() * 256)
    },
    end() {
      running = false
      for (const cancel of cancels) cancel()
      cancels.clear()
    },
    get running() {
      return running
    },
  }
}
