import type { NoteId } from '@weft/space'
import { useEffect, useState } from 'react'
import { useLive } from '../app/live.ts'
import { notePane, timelinePane } from '../app/panes.ts'
import { noteById, titleText, useNotes, useSpace } from '../app/space.tsx'
import { usePanes } from '../app/use-panes.ts'
import { sinceText } from '../timeline/days.ts'
import { cx } from '../ui/classes.ts'
import { Face } from '../ui/Face.tsx'
import { NARROW, useMedia } from '../ui/media.ts'
import { Popover } from '../ui/Popover.tsx'
import css from './Faces.module.css'
import { useHere } from './hooks.ts'
import type { Here } from './who.ts'
import { whereText } from './words.ts'

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

interface PeoplePanelProps {
  readonly here: readonly Here[]
  readonly online: boolean
  readonly lastSeen: { readonly at: number; readonly here: readonly Here[] } | null
  readonly title: (id: NoteId) => string | null
  readonly onClose: () => void
}

function PeoplePanel({ here, online, lastSeen, title, onClose }: PeoplePanelProps) {
  const { session, me } = useSpace()
  const people = useLive(session.people)
  const panes = usePanes()
  const ids = new Set<string>([me.id, ...here.map((one) => one.id)])
  const away = [...people.values()]
    .filter((one) => !ids.has(one.id) && one.gone !== true)
    .toSorted((a, b) => a.name.localeCompare(b.name))
  const go = (one: Here): void => {
    const [note] = one.notes
    panes.open(one.timeline || note === undefined ? timelinePane : notePane(note))
    onClose()
  }
  return (
    <div className={css.panel}>
      <h3 className={css.heading}>{online ? 'Here now' : 'Offline'}</h3>
      {!online && (
        <p className={css.said}>
          Who is here can’t be known without a connection.
          {lastSeen !== null &&
            ` At ${sinceText(lastSeen.at, Date.now())}: ${lastSeen.here.map((one) => one.name).join(', ')}.`}
        </p>
      )}
      <ul>
        {online && (
          <li className={css.person}>
            <Face person={me} size={24} />
            <span className={css.name}>{me.name}</span>
            <span className={css.where}>you</span>
          </li>
        )}
        {here.map((one) => (
          <li key={one.id}>
            <button type="button" className={css.person} onClick={() => go(one)}>
              <Face person={one} size={24} idle={one.idle} />
              <span className={css.name}>{one.name}</span>
              <span className={css.where}>
                {whereText(one, title)}
                {one.role === 'viewer' && ', reads'}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {away.length > 0 && (
        <>
          <h3 className={css.heading}>{online ? 'Not here' : 'In this space'}</h3>
          <ul>
            {away.map((one) => (
              <li key={one.id} className={css.person}>
                <Face person={one} size={24} idle />
                <span className={css.name}>{one.name}</span>
                <span className={css.where}>{one.role}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
