import type { Me } from '@weft/space/api'
import { UserPen } from 'lucide-react'
import type { ReactNode } from 'react'
import { Menu } from '../../ui/Menu.tsx'
import { useDialog } from '../dialogs/open-dialog.ts'
import { chooseTheme, type ThemeChoice, themeChoice } from '../theme.ts'
import css from './Sidebar.module.css'

const THEMES: readonly { readonly value: ThemeChoice; readonly label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

/** Who is signed in, and what is theirs alone. */
export function MeRow({ me, children }: { readonly me: Me; readonly children: ReactNode }) {
  const dialog = useDialog()
  return (
    <div className={css.me}>
      <Menu
        label={`You, ${me.person.name}`}
        className={css.meButton ?? ''}
        align="start"
        side="top"
        data-tip=""
        items={() => [
          { kind: 'action', label: 'Name and colour', icon: UserPen, run: () => dialog({ kind: 'profile' }) },
          {
            kind: 'action',
            label: 'You and your devices',
            icon: 'devices',
            run: () => dialog({ kind: 'devices' }),
          },
          ...(me.owner
            ? [
                {
                  kind: 'action',
                  label: 'Record of this server',
                  icon: 'record',
                  run: () =>
                    dialog({ kind: 'keeping', of: { what: 'record', space: null, name: 'this server' } }),
                } as const,
              ]
            : []),
          { kind: 'line' },
          { kind: 'heading', label: 'Theme' },
          ...THEMES.map(
            ({ value, label }) =>
              ({
                kind: 'choice',
                label,
                checked: themeChoice() === value,
                run: () => chooseTheme(value),
              }) as const,
          ),
          { kind: 'line' },
          {
            kind: 'action',
            label: 'Sign out',
            icon: 'signOut',
            run: () => dialog({ kind: 'signOut' }),
          },
        ]}
      >
        {children}
        <span className={css.meName}>
          <b>{me.person.name}</b>
          <small>{me.owner ? 'Owner of this server' : 'Signed in'}</small>
        </span>
      </Menu>
    </div>
  )
}
