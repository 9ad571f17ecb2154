import { type EntryId, type MessageView, type Persona, type PersonId, sendMessage } from '@weft/space'
import { CloudOff, MessageSquare, X } from 'lucide-react'
import { Suspense, useCallback, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { useLive, usePaced, whole } from '../app/live.ts'
import { useDoc, useMeta, useReading, useSpace } from '../app/space.tsx'
import { useTyping } from '../presence/hooks.ts'
import { OfflineBanner } from '../status/OfflineBanner.tsx'
import { useStatus } from '../status/use-status.ts'
import { systemRuntime } from '../sync/system-runtime.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import { useNow } from '../ui/now.ts'
import { Announcer } from './Announcer.tsx'
import { Composer, type ComposerHandle } from './composer/Composer.tsx'
import { Draft } from './composer/drafts.ts'
import { MessageList, type MessageListHandle } from './list/MessageList.tsx'
import { marked } from './message/delivery.ts'
import { Quote } from './message/Quote.tsx'
import { useActs } from './message/use-acts.ts'
import { useNewSince } from './seen/use-new-since.ts'
import css from './TimelinePane.module.css'
import { TimelineSkeleton } from './TimelineSkeleton.tsx'
import { Typing } from './Typing.tsx'
import { useWanted } from './use-wanted.ts'

export const MessagePanel = lazyPart(() => import('./message/MessagePanel.tsx'))
const ReadingOnly = lazyPart(
  () => import('./ReadingOnly.tsx'),
  () => 'You can’t write here now.',
)
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
  const typing = useTyping()
  const { news, caughtUp } = useNewSince(timeline)
  const [editing, setEditing] = useState<EntryId | null>(null)
  const list = useRef<MessageListHandle | null>(null)
  const composer = useRef<ComposerHandle | null>(null)
  const draft = useMemo(() => new Draft(localStorage, me.id, session.space), [me.id, session])
  /** The message that the one in the box answers. */
  const [re, setRe] = useState(draft.re)

  const authorOf = useCallback(
    (id: PersonId): Persona | null => people.get(id) ?? (id === me.id ? me : null),
    [people, me],
  )
  const nameOf = (id: PersonId | null | undefined): string => (id && authorOf(id)?.name) || 'Somebody'
  const answer = useCallback(
    (id: EntryId | null) => {
      setRe(id)
      try {
        draft.answer(id)
      } catch {
        // The browser's storage is full or forbidden: the box says so at the next letter.
      }
      composer.current?.focus()
    },
    [draft],
  )
  const edit = useCallback((id: EntryId | null) => {
    setEditing(id)
    if (id === null) composer.current?.focus()
  }, [])
  const { acts, opened, close, remove } = useActs({ timeline, onEdit: edit, onReply: answer })
  const answered = re === null ? undefined : items[timeline.indexOf(re)]
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
          opened={opened}
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
            above={
              re !== null && (
                <div className={css.answer} data-testid="replying">
                  <span>Replying to</span>
                  <Quote
                    of={answered?.type === 'message' ? answered : null}
                    name={nameOf(answered?.by)}
                    onGo={({ id }) => acts.goTo(id)}
                  />
                  <IconButton icon={X} label="Cancel reply" keys="Esc" onClick={() => answer(null)} />
                </div>
              )
            }
            onLeave={re === null ? null : () => answer(null)}
            onSend={(text) => {
              const word = { by: me.id, at: systemRuntime.now(), text }
              sendMessage(session.doc.get(), re === null ? word : { ...word, re })
              if (re !== null) answer(null)
              caughtUp()
              list.current?.toEnd()
            }}
          />
        ) : (
          <div className={opening ? css.box : css.reading}>
            <Suspense fallback={null}>{!opening && <ReadingOnly key={reading} why={reading} />}</Suspense>
          </div>
        )}
      </footer>
      <Suspense fallback={null}>
        {opened !== null && (
          <MessagePanel
            key={opened.key}
            opened={opened}
            me={me.id}
            standing={{ writes: reading === null, mine: opened.message.by === me.id, owns }}
            authorOf={authorOf}
            onRun={(act, message) => acts.run(act, message, null)}
            onToggle={acts.toggle}
            onRemove={(message) => remove(message, owns)}
            onClose={close}
          />
        )}
      </Suspense>
    </div>
  )
}
