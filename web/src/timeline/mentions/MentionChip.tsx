import type { Mention, NoteId, PersonId } from '@weft/space'
import { useLive } from '../../app/live.ts'
import { NotePane } from '../../app/note-pane.ts'
import { notePane } from '../../app/panes.ts'
import { titleText, useNote, useSpace } from '../../app/space.tsx'
import { usePanes } from '../../app/use-panes.ts'
import { cx } from '../../ui/classes.ts'
import { lazyPart } from '../../ui/lazy-part.tsx'
import { Popover } from '../../ui/Popover.tsx'
import css from './MentionChip.module.css'

const PersonCard = lazyPart(() => import('./PersonCard.tsx'))

/** Somebody, or a note, named in a message. What the message says of it is only words; its id was read as one. */
export const MentionChip = ({ mention: { sign, id, name } }: { readonly mention: Mention }) =>
  sign === '@' ? <PersonChip id={id} name={name} /> : <NoteChip id={id} name={name} />

function PersonChip({ id, name }: { readonly id: PersonId; readonly name: string }) {
  const { session, me } = useSpace()
  const known = useLive(session.people).get(id)
  const person = id === me.id ? me : known
  if (person === undefined) return <Gone id={id}>@{name}</Gone>
  return (
    <Popover
      className={cx(css.chip, person === me && css.me)}
      data-mention={id}
      panel={person.name}
      align="start"
      onNear={PersonCard.preload}
      content={() => <PersonCard person={person} known={known} />}
    >
      <span>@{person.name}</span>
    </Popover>
  )
}

function NoteChip({ id, name }: { readonly id: NoteId; readonly name: string }) {
  const note = useNote(id)
  const panes = usePanes()
  if (note === null)
    return (
      <Gone id={id}>
        #{name} <small>deleted</small>
      </Gone>
    )
  return (
    <button
      type="button"
      className={css.chip}
      data-mention={id}
      onPointerEnter={NotePane.preload}
      onFocus={NotePane.preload}
      onClick={() => panes.open(notePane(id))}
    >
      <span>#{titleText(note)}</span>
      {note.archived && <small> archived</small>}
    </button>
  )
}

const Gone = ({ id, children }: { readonly id: string; readonly children: React.ReactNode }) => (
  <span className={css.gone} data-mention={id}>
    {children}
  </span>
)
