import { type NoteView, renameNote, setNoteIcon } from '@weft/space'
import {
  Archive,
  ArchiveRestore,
  ChevronRight,
  Ellipsis,
  FileText,
  MessageSquare,
  Pencil,
  Plus,
  Smile,
} from 'lucide-react'
import { useState } from 'react'
import { cx } from '../../ui/classes.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { RenameField } from '../../ui/RenameField.tsx'
import { useNoteActions } from '../actions.ts'
import { useDialog } from '../dialogs/open-dialog.ts'
import { NotePane } from '../note-pane.ts'
import { arrangementText, notePane, paneText, sideOf, timelinePane } from '../panes.ts'
import { titleText, useNotes, useReading, useShut, useSpace } from '../space.tsx'
import { usePanes } from '../use-panes.ts'
import { Row } from './Row.tsx'
import css from './Sidebar.module.css'

/** What is in the space on the screen; nothing when it isn't this person's to see. */
export function SpaceContents() {
  return useShut(useSpace()) === null ? <NoteList /> : null
}

/** Its conversation and its notes. */
function NoteList() {
  const { id } = useSpace()
  const notes = useNotes()
  const reading = useReading()
  const panes = usePanes()
  const actions = useNoteActions()
  const [unfolded, setUnfolded] = useState(false)
  const current = notes.filter((note) => !note.archived)
  const archived = notes.filter((note) => note.archived)
  return (
    <section aria-label="In this space">
      <header className={css.head}>
        <h2>In this space</h2>
        {reading === null && (
          <IconButton
            icon={Plus}
            label="New note"
            onPointerEnter={NotePane.preload}
            onFocus={NotePane.preload}
            onClick={() => actions.create()}
          />
        )}
      </header>
      <ul data-testid="note-list">
        <Row
          href={`/s/${id}?left=${paneText(timelinePane)}`}
          on={sideOf(panes.now, timelinePane) !== null}
          glyph={<MessageSquare size={15} strokeWidth={1.75} />}
          name="Conversation"
          onGo={() => panes.open(timelinePane)}
        />
        {current.map((note) => (
          <NoteRow key={note.id} note={note} mayWrite={reading === null} />
        ))}
      </ul>
      {current.length === 0 && reading === null && (
        <button
          type="button"
          className={css.first}
          onPointerEnter={NotePane.preload}
          onFocus={NotePane.preload}
          onClick={() => actions.create()}
        >
          <Plus size={15} strokeWidth={1.75} aria-hidden />
          Write the first note
        </button>
      )}
      {archived.length > 0 && (
        <>
          <button
            type="button"
            className={css.unfold}
            aria-expanded={unfolded}
            onClick={() => setUnfolded(!unfolded)}
          >
            <ChevronRight
              size={14}
              strokeWidth={1.75}
              className={cx(css.chevron, unfolded && css.turned)}
              aria-hidden
            />
            Archived
            <span className={css.count}>{archived.length}</span>
          </button>
          {unfolded && (
            <ul data-testid="archived-list">
              {archived.map((note) => (
                <Row
                  key={note.id}
                  href={`/s/${id}?left=${paneText(notePane(note.id))}`}
                  on={sideOf(panes.now, notePane(note.id)) !== null}
                  glyph={<NoteGlyph note={note} />}
                  name={<NoteName note={note} />}
                  onGo={() => panes.open(notePane(note.id))}
                  menu={
                    reading === null && (
                      <IconButton
                        icon={ArchiveRestore}
                        label={`Restore ${titleText(note)}`}
                        className={css.more ?? ''}
                        onClick={() => actions.restore(note.id)}
                      />
                    )
                  }
                />
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  )
}

const NoteGlyph = ({ note }: { readonly note: NoteView }) =>
  note.icon === null ? (
    <FileText size={15} strokeWidth={1.75} />
  ) : (
    <span className={css.emoji}>{note.icon}</span>
  )

/** A note without a name is called so, in the way of a placeholder: it isn't a name. */
const NoteName = ({ note }: { readonly note: NoteView }) =>
  note.title.trim() === '' ? <span className={css.unnamed}>{titleText(note)}</span> : note.title

function NoteRow({ note, mayWrite }: { readonly note: NoteView; readonly mayWrite: boolean }) {
  const { id, session } = useSpace()
  const panes = usePanes()
  const actions = useNoteActions()
  const dialog = useDialog()
  const [renaming, setRenaming] = useState(false)
  const title = titleText(note)
  const pane = notePane(note.id)
  return (
    <Row
      href={`/s/${id}?${arrangementText({ left: pane, right: null, shown: 'left' })}`}
      on={sideOf(panes.now, pane) !== null}
      glyph={<NoteGlyph note={note} />}
      name={<NoteName note={note} />}
      onGo={() => panes.open(pane)}
      onNear={NotePane.preload}
      {...(mayWrite ? { onRename: () => setRenaming(true) } : {})}
      {...(renaming && {
        field: (
          <RenameField
            label="Note title"
            value={note.title}
            maxLength={200}
            onRename={(text) => renameNote(session.doc.get(), note.id, text)}
            onDone={() => setRenaming(false)}
          />
        ),
      })}
      menu={
        <Menu
          label={`Menu of ${title}`}
          icon={Ellipsis}
          className={css.more ?? ''}
          align="start"
          items={() => [
            { kind: 'action', label: 'Open beside', icon: 'beside', run: () => panes.beside(pane) },
            ...(mayWrite
              ? ([
                  { kind: 'line' },
                  { kind: 'action', label: 'Rename', icon: Pencil, keys: 'F2', run: () => setRenaming(true) },
                  {
                    kind: 'action',
                    label: 'Change icon',
                    icon: Smile,
                    run: () =>
                      dialog({
                        kind: 'icon',
                        of: title,
                        value: note.icon,
                        onPick: (icon) => setNoteIcon(session.doc.get(), note.id, icon),
                      }),
                  },
                  {
                    kind: 'action',
                    label: 'Archive',
                    icon: Archive,
                    run: () => actions.archive(note.id, title),
                  },
                ] as const)
              : []),
          ]}
        />
      }
    />
  )
}
