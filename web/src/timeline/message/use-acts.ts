import {
  deleteMessage,
  type EntryId,
  editMessage,
  type MessageView,
  pin,
  react,
  type Timeline,
  unpin,
  unreact,
} from '@weft/space'
import { useMemo, useRef, useState } from 'react'
import { messagePath } from '../../app/go-to.ts'
import { useSpace } from '../../app/space.tsx'
import { systemRuntime } from '../../sync/system-runtime.ts'
import { useCopy } from '../../ui/copy.ts'
import { isFocusLost } from '../../ui/focus.ts'
import { useReadable } from '../mentions/names.ts'
import type { Act, MessageActs } from './acts.ts'
import type { Opened } from './MessagePanel.tsx'

/** Ms in which the press that closed something, outside of it, comes to the button that opened it. */
const SAME_PRESS = 300

interface Doing {
  readonly timeline: Timeline
  /** Edits where it stands; null ends that. */
  readonly onEdit: (id: EntryId | null) => void
  readonly onReply: (id: EntryId) => void
}

interface Done {
  readonly acts: MessageActs
  /** What is open beside the page for a message. */
  readonly opened: Opened | null
  readonly close: () => void
  readonly remove: (message: MessageView, owns: boolean) => void
}

/** What a person does to messages, by whatever button or key. `onEdit` and `onReply` must stay the same functions. */
export function useActs({ timeline, onEdit, onReply }: Doing): Done {
  const { session, me, open } = useSpace()
  const copy = useCopy()
  const readable = useReadable()
  const [opened, setOpened] = useState<Opened | null>(null)
  const closed = useRef<{ readonly act: Act; readonly id: EntryId; readonly at: number } | null>(null)

  const done = useMemo(() => {
    const word = (of: EntryId) => ({ by: me.id, at: systemRuntime.now(), of })
    /** As the document has it now, which may be more than the screen shows: two quick presses go there and back. */
    const now = (id: EntryId): MessageView | null => {
      const item = timeline.items[timeline.indexOf(id)]
      return item?.type === 'message' ? item : null
    }
    const show = (act: Act, message: MessageView, button: HTMLElement | null): void => {
      const at = systemRuntime.now()
      const { id } = message
      const last = closed.current
      if (button !== null && last?.act === act && last.id === id && at - last.at < SAME_PRESS) return
      const anchor = button ?? document.querySelector<HTMLElement>(`[data-entry-id="${id}"]`)
      const byKey = button === null || button.matches(':focus-visible')
      if (anchor !== null) setOpened({ act, message, anchor, byKey, key: at })
    }
    const acts: MessageActs = {
      run: (act, message, button) => {
        const { id } = message
        if (act === 'edit') onEdit(id)
        else if (act === 'reply') onReply(id)
        else if (act === 'copy') copy(readable(message.text))
        else if (act === 'link') copy(location.origin + messagePath(session.space, id))
        else if (act === 'pin') (now(id)?.pinned === true ? unpin : pin)(session.doc.get(), word(id))
        else show(act, message, button)
      },
      toggle: ({ id }, emoji) => {
        const mine = now(id)?.reactions.some((one) => one.emoji === emoji && one.by.includes(me.id))
        if (mine === undefined) return
        const row = document.activeElement?.closest<HTMLElement>('[data-entry-id]')
        ;(mine ? unreact : react)(session.doc.get(), { ...word(id), emoji })
        // The last one of its kind takes its button along, and the focus.
        requestAnimationFrame(() => isFocusLost() && row?.focus({ preventScroll: true }))
      },
      edited: ({ id }, text) => {
        onEdit(null)
        if (text !== null) editMessage(session.doc.get(), { ...word(id), text })
      },
      goTo: (id) => open.wanted.set(id),
    }
    const remove = ({ id }: MessageView, owns: boolean): void =>
      void deleteMessage(session.doc.get(), { ...word(id), owns })
    return { acts, remove }
  }, [timeline, session, me, open, copy, readable, onEdit, onReply])

  return {
    ...done,
    opened,
    close: () => {
      if (opened !== null)
        closed.current = { act: opened.act, id: opened.message.id, at: systemRuntime.now() }
      // What a menu led to is open by now, and stays.
      setOpened((latest) => (latest === opened ? null : latest))
    },
  }
}
