import type { Runtime } from '@weft/space'
import type { Dial, Surroundings } from '../contract.ts'

/** What a tab touches of the world, so that it can end as a browser's tab does when it is killed: in mid-air, without a word. */
export interface Mortal {
  readonly runtime: Runtime
  readonly dial: Dial
  readonly surroundings: Surroundings
  /** No timer, message or event reaches it any more, and its lines break. */
  kill(): void
}

export function mortal(runtime: Runtime, dial: Dial, surroundings: Surroundings): Mortal {
  let alive = true
  const lines = new Set<() => void>()
  return {
    runtime: { ...runtime, timer: (ms, run) => runtime.timer(ms, () => alive && run()) },
    dial(space, events) {
      const socket = dial(space, {
        open: () => alive && events.open(),
        message: (bytes) => alive && events.message(bytes),
        close: (code, reason) => alive && events.close(code, reason),
      })
      lines.add(() => socket.close(1006, ''))
      return socket
    },
    surroundings: {
      online: () => surroundings.online(),
      subscribe: (handle) => surroundings.subscribe((what) => alive && handle(what)),
    },
    kill() {
      alive = false
      for (const hangUp of lines) hangUp()
    },
  }
}
