import type { SpaceId } from '@weft/space'
import type { Me } from '@weft/space/api'
import { Archive, PanelLeftClose, Plus, Search } from 'lucide-react'
import { useContext } from 'react'
import { Face } from '../../ui/Face.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useDialog } from '../dialogs/open-dialog.ts'
import { Mark } from '../Mark.tsx'
import { useSpaces } from '../queries.ts'
import { SpaceContext } from '../space.tsx'
import { MeRow } from './MeRow.tsx'
import { SpaceContents } from './NoteList.tsx'
import css from './Sidebar.module.css'
import { SpaceRow } from './SpaceRow.tsx'

interface SidebarProps {
  readonly me: Me
  readonly here: SpaceId | null
  /** Folds it away; null where it is a screen of its own. */
  readonly onFold: (() => void) | null
}

export function Sidebar({ me, here, onFold }: SidebarProps) {
  const { spaces, error } = useSpaces()
  const open = useContext(SpaceContext)
  const dialog = useDialog()
  const archived = spaces?.filter((space) => space.archived !== undefined).length ?? 0
  return (
    <nav className={css.side} aria-label="Spaces and notes">
      <div className={css.brand}>
        <Mark />
        <span>Weft</span>
        {onFold !== null && (
          <IconButton
            icon={PanelLeftClose}
            label="Hide sidebar"
            keys="Mod+\"
            data-fold
            className={css.fold ?? ''}
            onClick={onFold}
          />
        )}
      </div>
      <button type="button" className={css.find} onClick={() => dialog({ kind: 'palette' })}>
        <Search size={14} strokeWidth={1.75} aria-hidden />
        <span>Search or jump to…</span>
        <Kbd keys="Mod+K" />
      </button>
      <div className={css.lists}>
        <section aria-label="Spaces">
          <header className={css.head}>
            <h2>Spaces</h2>
            <IconButton icon={Plus} label="New space" onClick={() => dialog({ kind: 'newSpace' })} />
          </header>
          <ul data-testid="space-list">
            {spaces
              ?.filter((space) => space.archived === undefined || space.id === here)
              .map((space) => (
                <SpaceRow key={space.id} space={space} on={space.id === here} me={me.person} />
              ))}
          </ul>
          {archived > 0 && (
            <button
              type="button"
              className={css.unfold}
              onClick={() => dialog({ kind: 'keeping', of: null })}
            >
              <Archive size={14} strokeWidth={1.75} aria-hidden />
              Archived <span className={css.count}>{archived}</span>
            </button>
          )}
          {spaces === undefined && error === null && <Waiting />}
          {spaces === undefined && error !== null && (
            <p className={css.said}>The list can’t be fetched now.</p>
          )}
        </section>
        {open !== null && <SpaceContents />}
      </div>
      <MeRow me={me}>
        <Face person={me.person} size={28} />
      </MeRow>
    </nav>
  )
}

const Waiting = () => (
  <div className={css.waiting}>
    <Skeleton width={70} />
    <Skeleton width={52} />
    <Skeleton width={62} />
  </div>
)
