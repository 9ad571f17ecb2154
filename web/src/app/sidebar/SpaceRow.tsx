import { cleanName, countText, type Persona, setMeta } from '@weft/space'
import type { SpaceSummary } from '@weft/space/api'
import { Archive, Ellipsis, Pencil, Smile, Trash2 } from 'lucide-react'
import { useContext, useState } from 'react'
import { useLocation } from 'wouter'
import { useHere } from '../../presence/hooks.ts'
import { Face } from '../../ui/Face.tsx'
import { Menu } from '../../ui/Menu.tsx'
import type { MenuIcon, MenuItem } from '../../ui/menu-items.ts'
import { RenameField } from '../../ui/RenameField.tsx'
import { useDialog } from '../dialogs/open-dialog.ts'
import { useLive } from '../live.ts'
import { timelinePane } from '../panes.ts'
import { SpaceGlyph } from '../SpaceGlyph.tsx'
import { SpaceContext, useMeta, useReading, useSpace } from '../space.tsx'
import { keptPanes, PanesContext } from '../use-panes.ts'
import { Row } from './Row.tsx'
import css from './Sidebar.module.css'

interface SpaceRowProps {
  readonly space: SpaceSummary
  readonly on: boolean
  readonly me: Persona
}

export function SpaceRow(props: SpaceRowProps) {
  const open = useContext(SpaceContext)
  return open?.id === props.space.id ? <HereRow {...props} /> : <AwayRow {...props} />
}

/** A space that isn't on the screen, as the server's list tells of it. */
function AwayRow({ space, on, me }: SpaceRowProps) {
  const [, navigate] = useLocation()
  const href = `/s/${space.id}`
  return (
    <Row
      href={href}
      on={on}
      glyph={<SpaceGlyph name={space.name} icon={space.icon} />}
      name={space.name}
      fresh={space.unread !== undefined}
      tail={
        <>
          <Minis people={space.here.filter((one) => one.id !== me.id)} />
          <Badge unread={space.unread} />
        </>
      }
      onGo={() => navigate(`${href}?${keptPanes(space.id)}`)}
    />
  )
}

/** The space on the screen, as its own document tells of it. */
function HereRow({ space, me }: SpaceRowProps) {
  const { session, open } = useSpace()
  const panes = useContext(PanesContext)
  const meta = useMeta()
  const here = useHere()
  const reading = useReading()
  const dialog = useDialog()
  // What is before one's eyes isn't new, also in the moment before the server knows.
  const unread = useLive(open.looking) ? undefined : space.unread
  const [renaming, setRenaming] = useState(false)
  const name = meta.name || space.name
  const icon = meta.name === '' ? space.icon : meta.icon
  const change = (part: Parameters<typeof setMeta>[1]): void => setMeta(session.doc.get(), part)
  const owns = space.role === 'owner'
  const writing = (): readonly MenuItem[] => [
    { kind: 'action', label: 'Rename', icon: Pencil, keys: 'F2', run: () => setRenaming(true) },
    {
      kind: 'action',
      label: 'Change icon',
      icon: Smile,
      run: () => dialog({ kind: 'icon', of: name, value: icon, onPick: (next) => change({ icon: next }) }),
    },
    { kind: 'line' },
    {
      kind: 'action',
      label: 'Share',
      icon: 'link',
      run: () => dialog({ kind: 'share', space: space.id, name }),
    },
  ]
  const owning = (): readonly MenuItem[] => {
    const item = (
      what: 'archive' | 'delete' | 'record',
      label: string,
      icon: MenuIcon,
      danger = false,
    ): MenuItem => ({
      kind: 'action',
      label,
      icon,
      danger,
      run: () => dialog({ kind: 'keeping', of: { what, space: space.id, name } }),
    })
    return [
      item('record', 'Record', 'record'),
      { kind: 'line' },
      // An archived space says so above its panes, with the button that brings it back.
      ...(space.archived === undefined ? [item('archive', 'Archive', Archive)] : []),
      item('delete', 'Delete', Trash2, true),
    ]
  }
  return (
    <Row
      href={`/s/${space.id}`}
      on
      glyph={<SpaceGlyph name={name} icon={icon} />}
      name={name}
      fresh={unread !== undefined}
      tail={
        <>
          <Minis people={here.filter((one) => one.id !== me.id)} />
          <Badge unread={unread} />
        </>
      }
      onGo={() => panes?.open(timelinePane)}
      {...(reading === null ? { onRename: () => setRenaming(true) } : {})}
      {...(renaming && {
        field: (
          <RenameField
            label="Space name"
            value={name}
            maxLength={80}
            // A name of which nothing shows leaves the old one, as an empty one does.
            onRename={(text) => cleanName(text) !== '' && change({ name: text })}
            onDone={() => setRenaming(false)}
          />
        ),
      })}
      menu={
        (reading === null || owns) && (
          <Menu
            label={`Menu of ${name}`}
            icon={Ellipsis}
            className={css.more ?? ''}
            align="start"
            items={() => [
              ...(reading === null ? writing() : []),
              {
                kind: 'action',
                label: 'People',
                icon: 'people',
                run: () => dialog({ kind: 'members', space: space.id, name, role: space.role }),
              },
              ...(owns ? owning() : []),
            ]}
          />
        )
      }
    />
  )
}

/** How many messages are new. */
function Badge({ unread }: { readonly unread: SpaceSummary['unread'] }) {
  if (unread === undefined) return null
  const count = countText(unread)
  return (
    <span className={css.badge} role="img" aria-label={`${count} new`} data-testid="unread">
      {count}
    </span>
  )
}

function Minis({ people }: { readonly people: readonly Persona[] }) {
  if (people.length === 0) return null
  const names = people.map((one) => one.name).join(', ')
  return (
    <span className={css.minis} role="img" aria-label={`here: ${names}`} data-tip={names}>
      {people.slice(0, 3).map((one) => (
        <Face key={one.id} person={one} size={16} className={css.mini ?? ''} />
      ))}
    </span>
  )
}
