import type { NoteId } from '@weft/space'
import { Users } from 'lucide-react'
import { useDialog } from '../app/dialogs/open-dialog.ts'
import { useLive } from '../app/live.ts'
import { notePane, timelinePane } from '../app/panes.ts'
import { useMeta, useSpace } from '../app/space.tsx'
import { usePanes } from '../app/use-panes.ts'
import { sinceText } from '../timeline/list/days.ts'
import { Button } from '../ui/Button.tsx'
import { Face } from '../ui/Face.tsx'
import css from './PeoplePanel.module.css'
import type { Here } from './who.ts'
import { whereText } from './words.ts'

export interface PeoplePanelProps {
  readonly here: readonly Here[]
  readonly online: boolean
  readonly lastSeen: { readonly at: number; readonly here: readonly Here[] } | null
  readonly title: (id: NoteId) => string | null
  readonly onClose: () => void
}

/** Everybody in this space: who is here and where, and who isn't. */
export default function PeoplePanel({ here, online, lastSeen, title, onClose }: PeoplePanelProps) {
  const { session, me, id } = useSpace()
  const { name } = useMeta()
  const role = useLive(session.role)
  const dialog = useDialog()
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
              <span className={css.both}>
                <span className={css.name}>{one.name}</span>
                <span className={css.where}>
                  {whereText(one, title)}
                  {one.role === 'viewer' && ', reads'}
                </span>
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
      {role !== null && (
        <Button
          className={css.manage}
          size="s"
          look="quiet"
          icon={Users}
          onClick={() => {
            onClose()
            dialog({ kind: 'members', space: id, name, role })
          }}
        >
          {role === 'owner' ? 'Manage people' : 'Who belongs to this space'}
        </Button>
      )}
    </div>
  )
}
