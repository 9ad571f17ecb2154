import type { EntryId, Reach, Timeline, Unread } from '@weft/space'
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { recall, remember } from '../../app/device.ts'
import { useLive } from '../../app/live.ts'
import { useAskForSpaces } from '../../app/queries.ts'
import { useDoc, useSpace } from '../../app/space.tsx'
import { systemRuntime } from '../../sync/system-runtime.ts'
import { firstNew, reachOf, readSeen, type Seen, seenText } from './seen.ts'
import { useTellSeen } from './use-tell-seen.ts'

export interface NewSince {
  /** The first message that is new to who looks. */
  readonly first: EntryId
  /** When they last looked, in ms since 1970. */
  readonly since: number
}

/** Whether the page can be seen: another tab may be in front of it. */
const useVisible = (): boolean =>
  useSyncExternalStore(
    useCallback((changed: () => void) => {
      document.addEventListener('visibilitychange', changed)
      return () => document.removeEventListener('visibilitychange', changed)
    }, []),
    () => document.visibilityState === 'visible',
  )

/**
 * What is new in the conversation since this person last looked at it: on this device, and, once the server has said so, on any. One
 * looks while it is on the screen and has all that the server has; whatever ends that (another pane, another tab, a cut) begins
 * what is new the next time. The server is told what was seen when it has said what was new.
 */
export function useNewSince(timeline: Timeline): {
  readonly news: NewSince | null
  /** They have read on: nothing is new any more. */
  readonly caughtUp: () => void
} {
  const { session, me, open } = useSpace()
  const doc = useDoc()
  const link = useLive(session.link)
  const visible = useVisible()
  const looking = visible && link.state === 'online' && link.synced
  const key = `seen.${me.id}.${session.space}`
  const [seen, setSeen] = useState(() => readSeen(recall(key)))
  const [until, setUntil] = useState<Reach | null>(null)
  const [unread, setUnread] = useState<Unread | null | undefined>(undefined)
  const askForSpaces = useAskForSpaces()
  useTellSeen(timeline, looking && unread !== undefined)
  const now = useCallback((): Seen => ({ at: systemRuntime.now(), reach: reachOf(doc) }), [doc])

  useEffect(() => {
    if (!looking) return
    setUntil(reachOf(doc))
    open.looking.set(true)
    let ended = false
    askForSpaces().then(
      (list) => !ended && setUnread(list.find(({ id }) => id === session.space)?.unread ?? null),
      console.error,
    )
    // A browser that is full or forbids it shows no line the next time, and loses no word.
    const keep = (): void => void remember(key, seenText(now()))
    addEventListener('pagehide', keep)
    return () => {
      removeEventListener('pagehide', keep)
      keep()
      ended = true
      open.looking.set(false)
      setSeen(now())
      setUntil(null)
      setUnread(undefined)
    }
  }, [looking, doc, key, now, open, session, askForSpaces])

  // Once one looks, the line stands where it stands: a long conversation isn't gone through for each new message.
  const coming = until === null ? timeline.items : null
  // biome-ignore lint/correctness/useExhaustiveDependencies: reason: `coming` changes with what is read from the timeline
  const first = useMemo(() => {
    if (seen === null) return null
    return firstNew(timeline.items, {
      seen: seen.reach,
      until: until ?? reachOf(doc),
      me: me.id,
      own: doc.clientID,
      unread,
    })
  }, [timeline, coming, seen, until, unread, doc, me.id])
  return {
    news: first === null || seen === null ? null : { first, since: seen.at },
    caughtUp: () => setSeen(now()),
  }
}
