import { useQueryClient } from '@tanstack/react-query'
import type { Timeline } from '@weft/space'
import { useEffect, useRef } from 'react'
import { useDoc, useSpace } from '../../app/space.tsx'
import { useUnread } from '../../app/unread.ts'
import type { SpaceSession } from '../../sync/contract.ts'

/** Calls `run` when the line comes back. @returns what takes that back. */
function onceBack({ link }: Pick<SpaceSession, 'link'>, run: () => void): () => void {
  const leave = link.subscribe(() => {
    if (link.get().state !== 'online') return
    leave()
    run()
  })
  return leave
}

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
    const begin = (): void => {
      import('./teller.ts').then(
        ({ tellSeen }) => {
          if (ended) return
          const teller = tellSeen({ client, session, doc, timeline, me: me.id, unread: () => known.current })
          stop = teller.stop
          again.current = teller.again
        },
        () => {
          // The line was cut before it was here; without one there is nobody to tell.
          if (!ended) stop = onceBack(session, begin)
        },
      )
    }
    begin()
    return () => {
      ended = true
      again.current = null
      stop()
    }
  }, [timeline, doc, session, me.id, looking, client])

  // biome-ignore lint/correctness/useExhaustiveDependencies: reason: looked at again when the list says that something is new
  useEffect(() => again.current?.(), [unread])
}
