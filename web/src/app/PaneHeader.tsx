import { type NoteView, renameNote } from '@weft/space'
import { Archive, Ellipsis, MessageSquare, Pencil, X } from 'lucide-react'
import { Suspense, useState, useSyncExternalStore } from 'react'
import { cx } from '../ui/classes.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import { Menu } from '../ui/Menu.tsx'
import { NARROW, useMedia } from '../ui/media.ts'
import type { MenuItem } from '../ui/menu-items.ts'
import { RenameField } from '../ui/RenameField.tsx'
import { useNoteActions } from './actions.ts'
import { useDialog } from './dialogs/open-dialog.ts'
import css from './PaneHeader.module.css'
import { type PaneContent, type Side, timelinePane } from './panes.ts'
import { noteById, titleText, useDoc, useMeta, useNotes, useReading, useSpace } from './space.tsx'
import { usePanes } from './use-panes.ts'

// Without it the messages are there, with their marks.
const Pinned = lazyPart(
  () => import('../timeline/message/Pinned.tsx'),
  () => null,
)

/** Above a pane: what it shows, and what can be done with it. */
export function PaneHeader({
  content,
  side,
  single,
}: {
  readonly content: PaneContent
  readonly side: Side
  /** There is room for one pane: the other one is a press away. */
  readonly single: boolean
}) {
  const { id, session, open } = useSpace()
  const timeline = open.timeline(useDoc())
  const pins = useSyncExternalStore(timeline.subscribe, () => timeline.pinned.length > 0)
  const meta = useMeta()
  const dialog = useDialog()
  const panes = usePanes()
  const notes = useNotes()
  const reading = useReading()
  const actions = useNoteActions()
  const [renaming, setRenaming] = useState(false)
  const note = content.kind === 'note' ? noteById(notes, content.note) : null
  const two = panes.now.right !== null
  const narrow = useMedia(NARROW)

  const items = (): readonly MenuItem[] => [
    ...(note !== null && reading === null
      ? ([
          { kind: 'action', label: 'Rename', icon: Pencil, run: () => setRenaming(true) },
          {
            kind: 'action',
            label: 'Archive',
            icon: Archive,
            run: () => actions.archive(note.id, titleText(note)),
          },
          { kind: 'line' },
        ] as const)
      : []),
    ...(content.kind === 'note' && !two
      ? ([
          {
            kind: 'action',
            label: 'Conversation beside',
            icon: 'beside',
            run: () => panes.beside(timelinePane),
          },
        ] as const)
      : []),
    ...(content.kind === 'timeline' && !two && reading === null
      ? ([
          {
            kind: 'action',
            label: 'New note beside',
            icon: 'beside',
            run: () => actions.create('beside'),
          },
        ] as const)
      : []),
    ...(two ? ([{ kind: 'action', label: 'Swap panes', icon: 'swap', run: panes.swap }] as const) : []),
    ...(narrow && reading === null
      ? ([
          {
            kind: 'action',
            label: 'Share this space',
            icon: 'link',
            run: () => dialog({ kind: 'share', space: id, name: meta.name }),
          },
        ] as const)
      : []),
    ...(two || content.kind === 'note'
      ? ([{ kind: 'action', label: 'Close pane', icon: X, run: () => panes.close(side) }] as const)
      : []),
  ]
  const list = items()
  return (
    <header className={css.head}>
      {single && two ? (
        <Switcher notes={notes} />
      ) : content.kind === 'timeline' ? (
        <h2 className={css.title}>Conversation</h2>
      ) : (
        <div className={css.crumbs}>
          <span className={css.crumb}>Notes</span>
          <span className={css.slash} aria-hidden>
            /
          </span>
          {renaming && note !== null ? (
            <RenameField
              label="Note title"
              value={note.title}
              maxLength={200}
              onRename={(title) => renameNote(session.doc.get(), note.id, title)}
              onDone={() => setRenaming(false)}
            />
          ) : (
            <h2 className={css.title}>{note === null ? 'Note' : titleText(note)}</h2>
          )}
        </div>
      )}
      <div className={css.acts}>
        {content.kind === 'timeline' && pins && (
          <Suspense fallback={null}>
            <Pinned />
          </Suspense>
        )}
        {list.length > 0 && <Menu label="Pane menu" icon={Ellipsis} items={items} />}
        {two && !single && <IconButton icon={X} label="Close pane" onClick={() => panes.close(side)} />}
      </div>
    </header>
  )
}

/** Where there is room for one pane: which of the two. */
function Switcher({ notes }: { readonly notes: readonly NoteView[] }) {
  const panes = usePanes()
  const { left, right, shown } = panes.now
  const name = (content: PaneContent): string => {
    if (content.kind === 'timeline') return 'Conversation'
    const note = noteById(notes, content.note)
    return note === null ? 'Note' : titleText(note)
  }
  return (
    <fieldset className={css.switcher} aria-label="Panes">
      {(
        [
          ['left', left],
          ['right', right],
        ] as const
      ).map(([side, content]) =>
        content === null ? null : (
          <button
            key={side}
            type="button"
            aria-pressed={shown === side}
            className={cx(css.tab, shown === side && css.on)}
            onClick={() => panes.show(side)}
          >
            {content.kind === 'timeline' && <MessageSquare size={14} strokeWidth={1.75} aria-hidden />}
            <span>{name(content)}</span>
          </button>
        ),
      )}
    </fieldset>
  )
}
