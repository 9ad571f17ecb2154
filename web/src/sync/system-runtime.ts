import type { Runtime } from '@weft/space'

/** The browser's time and chance: the only place of the app that touches the real ones. */
export const systemRuntime: Runtime = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  timer(ms, run) {
    const handle = setTimeout(run, ms)
    return () => clearTimeout(handle)
  },
  chance: () => Math.random(),
  random(bytes) {
    // Shared memory can't be filled, and nobody hands any in.
    crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>)
  },
}
