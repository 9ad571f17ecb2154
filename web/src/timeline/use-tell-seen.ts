import { useQueryClient } from '@tanstack/react-query'
import type { Timeline } from '@weft/space'
import { useEffect, useRef } from 'react'
import { useDoc, useSpace } from '../app/space.tsx'
import { useUnread } from '../app/unread.ts'

/** As long as somebody is `looking` at the conversation, the server is told what they see of it. */
export function useTellSeen(timeline: Timeline, looking: boolean): void {
  const { session, me, id } = useSpace()
  const doc = useDoc()
  const client = useQueryClient()
  const unread = useUnread(id)
  const again = useRef<(() => void) | null>(null)
  const known = useRef(unread)
  known.current = unread

  useEffect(() => {
    if (!looking) return
    let stop = (): void => undefined
    let ended = false
    import('./teller.ts').then(({ tellSeen }) => {
      if (ended) return
      const teller = tellSeen({ client, session, doc, timeline, me: me.id, unread: () => known.current })
      stop = teller.stop
      again.current = teller.again
    }, console.error)
    return () => {
      ended = true
      again.current = null
      stop()
    }
  }, [timeline, doc, session, me.id, looking, client])

  // biome-ignore lint/correctness/useExhaustiveDependencies: reason: looked at again when the list says that something is new
  useEffect(() => again.current?.(), [unread])
}
