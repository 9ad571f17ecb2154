import type { Timeline } from '@weft/space'
import { useEffect, useRef } from 'react'
import { getState } from 'yjs'
import { useDoc, useSpace } from '../app/space.tsx'
import { useTellServer, useUnread } from '../app/unread.ts'
import { systemRuntime } from '../sync/system-runtime.ts'
import { reachOf } from './seen.ts'
import { toTell } from './telling.ts'

/** Ms between two words about what was seen: at least; and for each screen that is here, as all of them say the like. */
const PACE = 1_000
const PACE_EACH = 50

/** As long as somebody `looking` has the conversation before them, the server is told what they see of it. */
export function useTellSeen(timeline: Timeline, looking: boolean): void {
  const { session, me, id } = useSpace()
  const doc = useDoc()
  const unread = useUnread(id)
  const tell = useTellServer(id)
  /** Looks again; null while nobody looks. */
  const look = useRef<(() => void) | null>(null)
  const known = useRef(unread)
  known.current = unread

  useEffect(() => {
    if (!looking) return
    // What was here before stands in the list, if it is new.
    const told = new Map(reachOf(doc))
    let ended = false
    let resting: (() => void) | null = null
    const now = (): void => {
      if (resting !== null || ended) return
      const reach = toTell({
        items: timeline.items,
        me: me.id,
        clock: (client) => getState(doc.store, client),
        told,
        unread: known.current,
      })
      if (reach.length === 0) return
      const pace = Math.max(PACE, PACE_EACH * session.awareness.get().getStates().size)
      resting = systemRuntime.timer(pace, () => {
        resting = null
        now()
      })
      tell(reach).then((heard) => {
        if (heard) for (const [client, clock] of reach) told.set(client, clock)
      }, console.error)
    }
    look.current = now
    now()
    const stop = timeline.subscribe(now)
    return () => {
      ended = true
      look.current = null
      resting?.()
      stop()
    }
  }, [timeline, doc, session, me.id, looking, tell])

  // biome-ignore lint/correctness/useExhaustiveDependencies: reason: looked at again when the list says that something is new
  useEffect(() => look.current?.(), [unread])
}
