import { webcrypto } from 'node:crypto'
import type { Runtime } from '@weft/space'

/** The machine's own time and chance. Nothing else in the server touches them. */
export const systemRuntime: Runtime = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  timer(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  chance: () => Math.random(),
  random: (bytes) => void webcrypto.getRandomValues(bytes),
}
