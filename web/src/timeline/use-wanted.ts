import { type EntryId, entryClient, type Timeline, type TimelineItem } from '@weft/space'
import { type RefObject, useEffect } from 'react'
import { getState } from 'yjs'
import { useLive } from '../app/live.ts'
import { useDoc, useSpace } from '../app/space.tsx'
import { useNotices } from '../ui/notices.ts'
import type { MessageListHandle } from './list/MessageList.tsx'
import { clockOf } from './seen/seen.ts'

/** Goes to the message that somebody wants; says so when there is none. One that may be on its way here is waited for. */
export function useWanted(
  timeline: Timeline,
  items: readonly TimelineItem[],
  list: RefObject<MessageListHandle | null>,
): void {
  const { open, session } = useSpace()
  const doc = useDoc()
  const board = useNotices()
  const wanted = useLive(open.wanted)
  const content = useLive(session.content)
  const link = useLive(session.link)
  // biome-ignore lint/correctness/useExhaustiveDependencies: reason: looked for again when something came in
  useEffect(() => {
    if (wanted === null) return
    if (timeline.indexOf(wanted) === -1) {
      const text = missing(wanted)
      if (text === null) return
      board.say({ text })
    } else {
      if (list.current === null) return
      list.current.goTo(wanted)
    }
    open.wanted.set(null)
  }, [wanted, open, timeline, items, content, link, list, board])

  const missing = (id: EntryId): string | null => {
    if (content === 'loading') return null
    if (getState(doc.store, entryClient(id)) > clockOf(id)) return 'That message was deleted.'
    if (link.state === 'connecting' || (link.state === 'online' && !link.synced)) return null
    return link.state === 'online'
      ? 'There is no such message in this space.'
      : 'That message isn’t on this device yet.'
  }
}
