import type { NoteId } from '@weft/space'
import { useEffect, useState } from 'react'
import { useLive } from '../app/live.ts'
import { noteById, titleText, useNotes, useSpace } from '../app/space.tsx'
import { cx } from '../ui/classes.ts'
import { Face } from '../ui/Face.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import { NARROW, useMedia } from '../ui/media.ts'
import { Popover } from '../ui/Popover.tsx'
import css from './Faces.module.css'
import { useHere } from './hooks.ts'
import type { Here } from './who.ts'
import { whereText } from './words.ts'

const PeoplePanel = lazyPart(() => import('./PeoplePanel.tsx'))

/** Who is here, each once; a press tells where, and who else belongs to the space. */
export function Faces() {
  const { session, me } = useSpace()
  const here = useHere()
  const online = useLive(session.link).state === 'online'
  const notes = useNotes()
  const narrow = useMedia(NARROW)
  const room = narrow ? 2 : 5
  const lastSeen = useLastSeen(here, online)
  const title = (id: NoteId): string | null => {
    const note = noteById(notes, id)
    return note === null ? null : titleText(note)
  }
  const shown = here.length > room ? here.slice(0, room - 1) : here
  const more = here.length - shown.length
  const label = !online
    ? 'People in this space. Nobody’s presence is known while you’re offline.'
    : here.length === 0
      ? 'People in this space. Only you are here.'
      : `People in this space. Here now: ${here.map((one) => `${one.name}, ${whereText(one, title)}`).join('; ')}.`
  return (
    <Popover
      className={css.faces}
      aria-label={label}
      data-testid="presence-faces"
      data-tip={tip(here, online, title)}
      panel="People in this space"
      onNear={PeoplePanel.preload}
      content={(close) => (
        <PeoplePanel here={here} online={online} lastSeen={lastSeen} title={title} onClose={close} />
      )}
    >
      {shown.map((one) => (
        <span key={one.id} className={css.one} data-person={one.id} data-idle={one.idle || undefined}>
          <Face person={one} idle={one.idle} label={`${one.name}, ${whereText(one, title)}`} />
        </span>
      ))}
      {more > 0 && <span className={cx(css.one, css.more)}>+{more}</span>}
      {(!narrow || here.length === 0) && (
        <span className={cx(css.one, !online && css.off)} data-me>
          <Face person={me} label={online ? 'You' : 'You, offline'} />
        </span>
      )}
    </Popover>
  )
}

function tip(here: readonly Here[], online: boolean, title: (id: NoteId) => string | null): string {
  if (!online) return 'Offline: who is here isn’t known'
  const [one] = here
  if (one === undefined) return 'Only you are here'
  return here.length === 1
    ? `${one.name} is ${whereText(one, title)}`
    : `You and ${here.length} others are here`
}

/** Who was here when the line was lost, and when that was. */
function useLastSeen(
  here: readonly Here[],
  online: boolean,
): { readonly at: number; readonly here: readonly Here[] } | null {
  const [seen, setSeen] = useState<{ readonly at: number; readonly here: readonly Here[] } | null>(null)
  useEffect(() => {
    if (online && here.length > 0) setSeen({ at: Date.now(), here })
    if (online && here.length === 0) setSeen(null)
  }, [online, here])
  return seen
}
