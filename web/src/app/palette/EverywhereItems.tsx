import { countText, type SpaceId } from '@weft/space'
import { Command } from 'cmdk'
import { Archive, LogOut, MonitorSmartphone, Moon, Plus, Sun, SunMoon, UserPen } from 'lucide-react'
import { useLocation } from 'wouter'
import { useDialog } from '../dialogs/open-dialog.ts'
import { useSpaces } from '../queries.ts'
import { SpaceGlyph } from '../SpaceGlyph.tsx'
import { chooseTheme } from '../theme.ts'
import { keptPanes } from '../use-panes.ts'
import { Do, Item, type Run } from './items.tsx'
import css from './Palette.module.css'

/** What there is wherever one is: the other spaces, and what concerns oneself. */
export function EverywhereItems({ here, run }: { readonly here: SpaceId | null; readonly run: Run }) {
  const dialog = useDialog()
  const [, navigate] = useLocation()
  const { spaces } = useSpaces()
  return (
    <>
      <Command.Group heading="Spaces" className={css.group}>
        {spaces
          ?.filter((space) => space.id !== here && space.archived === undefined)
          .map((space) => (
            <Item
              key={space.id}
              value={`space ${space.id}`}
              glyph={<SpaceGlyph name={space.name} icon={space.icon} />}
              onSelect={run(() => navigate(`/s/${space.id}?${keptPanes(space.id)}`))}
              label={space.name}
              {...(space.unread === undefined ? {} : { hint: `${countText(space.unread)} new` })}
            />
          ))}
        {spaces?.some((space) => space.archived !== undefined) && (
          <Do
            icon={Archive}
            label="Archived spaces"
            onSelect={run(() => dialog({ kind: 'keeping', of: null }))}
          />
        )}
        <Do icon={Plus} label="New space" onSelect={run(() => dialog({ kind: 'newSpace' }))} />
      </Command.Group>
      <Command.Group heading="You" className={css.group}>
        <Do icon={UserPen} label="Name and colour" onSelect={run(() => dialog({ kind: 'profile' }))} />
        <Do
          icon={MonitorSmartphone}
          label="You and your devices"
          onSelect={run(() => dialog({ kind: 'devices' }))}
        />
        <Do icon={Sun} label="Theme: light" onSelect={run(() => chooseTheme('light'))} />
        <Do icon={Moon} label="Theme: dark" onSelect={run(() => chooseTheme('dark'))} />
        <Do icon={SunMoon} label="Theme: as the system" onSelect={run(() => chooseTheme('system'))} />
        <Do icon={LogOut} label="Sign out" onSelect={run(() => dialog({ kind: 'signOut' }))} />
      </Command.Group>
    </>
  )
}
