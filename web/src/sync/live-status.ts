import type { Runtime } from '@weft/space'
import type { Live, SpaceSession, Status } from './contract.ts'
import { cell, sameFields } from './live.ts'
import { statusOf, statusTurnsAt } from './status.ts'

/** The save status of a session as it changes, by events and by time. It costs nothing while nobody subscribes. */
export function liveStatus(session: SpaceSession, runtime: Runtime): Live<Status> {
  const sources = [session.link, session.keeping, session.content, session.refused]
  const read = () =>
    statusOf(
      session.link.get(),
      session.keeping.get(),
      session.content.get(),
      session.refused.get(),
      runtime.now(),
    )
  const status = cell<Status>(read(), sameFields)
  let subscribers = 0
  let cancel = () => {}
  let leave: readonly (() => void)[] = []

  const look = () => {
    cancel()
    cancel = () => {}
    status.set(read())
    const turn = statusTurnsAt(session.link.get(), session.keeping.get(), runtime.now())
    if (subscribers > 0 && turn !== null) cancel = runtime.timer(turn - runtime.now(), look)
  }
  return {
    get() {
      // Without a subscriber nobody keeps it fresh.
      if (subscribers === 0) status.set(read())
      return status.get()
    },
    subscribe(changed) {
      const unsubscribe = status.subscribe(changed)
      if (subscribers++ === 0) {
        leave = sources.map((source) => source.subscribe(look))
        look()
      }
      let left = false
      return () => {
        if (left) return
        left = true
        unsubscribe()
        if (--subscribers > 0) return
        for (const each of leave) each()
        cancel()
      }
    },
  }
}
