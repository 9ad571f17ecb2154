import {
  deleteMessage,
  type EntryId,
  editMessage,
  type MessageView,
  type Persona,
  type PersonId,
  sendMessage,
} from '@weft/space'
import { CloudOff, MessageSquare } from 'lucide-react'
import { Suspense, useCallback, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { useLive, usePaced, whole } from '../app/live.ts'
import { useDoc, useMeta, useReading, useSpace } from '../app/space.tsx'
import { useTyping } from '../presence/hooks.ts'
import { OfflineBanner } from '../status/OfflineBanner.tsx'
import { useStatus } from '../status/use-status.ts'
import { systemRuntime } from '../sync/system-runtime.ts'
import { useCopy } from '../ui/copy.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import { useNow } from '../ui/now.ts'
import { PopoverPopup } from '../ui/Popover.tsx'
import { Announcer } from './Announcer.tsx'
import { Composer, type ComposerHandle } from './Composer.tsx'
import { marked } from './delivery.ts'
import { Draft } from './drafts.ts'
import type { MessageActs } from './Message.tsx'
import { MessageList, type MessageListHandle } from './MessageList.tsx'
import { readingText } from './reading-text.ts'
import css from './TimelinePane.module.css'
import { TimelineSkeleton } from './TimelineSkeleton.tsx'
import { Typing } from './Typing.tsx'
import { useNewSince } from './use-new-since.ts'
import { useWanted } from './use-wanted.ts'

const ConfirmDialog = lazyPart(() => import('../ui/ConfirmDialog.tsx'))
const WrittenBy = lazyPart(() => import('../authors/WrittenBy.tsx'))
const HOUR = 3_600_000

/** The conversation of the space on the screen. */
export function TimelinePane() {
  const { open, session, me } = useSpace()
  const doc = useDoc()
  const timeline = open.timeline(doc)
  const items = useSyncExternalStore(timeline.subscribe, () => timeline.items)
  const people = useLive(session.people)
  const keeping = usePaced(session.keeping, whole)
  const content = useLive(session.content)
  const reading = useReading()
  const owns = useLive(session.role) === 'owner'
  const status = useStatus()
  const { name } = useMeta()
  const today = useNow(HOUR)
  const copy = useCopy()
  const typing = useTyping()
  const { news, caughtUp } = useNewSince(timeline)
  const [editing, setEditing] = useState<EntryId | null>(null)
  const [removing, setRemoving] = useState<MessageView | null>(null)
  const [asked, setAsked] = useState<MessageView | null>(null)
  /** The row of the message that is asked about. */
  const row = useRef<HTMLElement | null>(null)
  const list = useRef<MessageListHandle | null>(null)
  const composer = useRef<ComposerHandle | null>(null)
  const draft = useMemo(() => new Draft(localStorage, me.id, session.space), [me.id, session])

  const authorOf = useCallback(
    (id: PersonId): Persona | null => people.get(id) ?? (id === me.id ? me : null),
    [people, me],
  )
  const word = useCallback(() => ({ by: me.id, at: systemRuntime.now() }), [me.id])
  const acts = useMemo<MessageActs>(
    () => ({
      edit: (message) => setEditing(message.id),
      edited: (message, text) => {
        setEditing(null)
        if (text !== null) editMessage(session.doc.get(), { ...word(), of: message.id, text })
        composer.current?.focus()
      },
      remove: (message) => {
        ConfirmDialog.preload()
        setRemoving(message)
      },
      copy: (message) => copy(message.text),
      who: (message) => {
        row.current = document.querySelector<HTMLElement>(`[data-entry-id="${message.id}"]`)
        setAsked(message)
      },
    }),
    [session, copy, word],
  )
  useWanted(timeline, items, list)
  const editLast = (): void => {
    const mine = items.findLast((item): item is MessageView => item.type === 'message' && item.by === me.id)
    if (mine === undefined) return
    list.current?.reveal(mine.id)
    setEditing(mine.id)
  }
  const marks = useMemo(() => marked(items, me.id, keeping), [items, me.id, keeping])
  const opening = content === 'loading' || (content === 'empty' && items.length === 0)

  return (
    <div className={css.pane}>
      {items.length === 0 && opening ? (
        content === 'empty' && status.kind === 'offline' ? (
          <EmptyState icon={CloudOff} title="Not on this device yet">
            This space hasn’t been opened here before. It comes as soon as there is a connection.
          </EmptyState>
        ) : (
          <TimelineSkeleton />
        )
      ) : items.length === 0 ? (
        <EmptyState icon={MessageSquare} title={`This is the beginning of ${name || 'this space'}`}>
          {reading === null
            ? 'Write the first message. It is kept on this device at once, and saved as soon as there is a connection.'
            : 'Nothing has been written yet.'}
        </EmptyState>
      ) : (
        <MessageList
          // A refusal brings another document, and with it another conversation.
          key={doc.clientID}
          ref={list}
          timeline={timeline}
          items={items}
          me={me.id}
          mayWrite={reading === null}
          owns={owns}
          today={today}
          offline={status.kind === 'offline'}
          editing={editing}
          marks={marks}
          news={news}
          acts={acts}
          authorOf={authorOf}
          beginning={<p className={css.beginning}>The beginning of {name || 'this space'}</p>}
          onLeave={() => composer.current?.focus()}
        />
      )}
      <Announcer items={items} me={me.id} authorOf={authorOf} />
      <footer className={css.foot}>
        <Typing />
        <OfflineBanner />
        {reading === null ? (
          <Composer
            key={session.space}
            ref={composer}
            spaceName={name}
            draft={draft}
            onTyping={typing}
            onEditLast={editLast}
            onSend={(text) => {
              sendMessage(session.doc.get(), { ...word(), text })
              caughtUp()
              list.current?.toEnd()
            }}
          />
        ) : (
          <div className={opening ? css.box : css.reading}>{opening ? null : readingText(reading)}</div>
        )}
      </footer>
      <Suspense fallback={null}>
        {asked !== null && (
          <PopoverPopup anchor={row} label="Who wrote this" align="end" onClose={() => setAsked(null)}>
            <WrittenBy what={asked.id} editedAt={asked.editedAt} />
          </PopoverPopup>
        )}
        {removing !== null && (
          <ConfirmDialog
            title={
              removing.by === me.id
                ? 'Delete this message?'
                : `Delete what ${authorOf(removing.by)?.name ?? 'somebody'} wrote?`
            }
            confirm="Delete"
            onClose={() => setRemoving(null)}
            onConfirm={() => {
              deleteMessage(session.doc.get(), { ...word(), of: removing.id, owns })
            }}
          >
            Its words are taken out of the conversation for everybody. This can’t be undone.
          </ConfirmDialog>
        )}
      </Suspense>
    </div>
  )
}
