import type { Me } from '@weft/space/api'
import type { ReactNode } from 'react'
import { Suspense, useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import { lazyPart } from '../../ui/lazy-part.tsx'
import type { OpenSpaces } from '../open-spaces.ts'
import { DialogContext, type OpenDialog } from './open-dialog.ts'

export const Palette = lazyPart(() => import('../palette/Palette.tsx'))
const NewSpaceDialog = lazyPart(() => import('./NewSpaceDialog.tsx'))
const ShareDialog = lazyPart(() => import('./ShareDialog.tsx'))
const MembersDialog = lazyPart(() => import('../members/MembersDialog.tsx'))
const KeepingDialog = lazyPart(() => import('../keeping/KeepingDialog.tsx'))
const ProfileDialog = lazyPart(() => import('./ProfileDialog.tsx'))
const DevicesDialog = lazyPart(() => import('../devices/DevicesDialog.tsx'))
const SignOutDialog = lazyPart(() => import('./SignOutDialog.tsx'))
const IconDialog = lazyPart(() => import('./IconDialog.tsx'))

export function Dialogs({
  me,
  spaces,
  children,
}: {
  readonly me: Me
  readonly spaces: OpenSpaces
  readonly children: (dialog: ReactNode) => ReactNode
}) {
  const [open, setOpen] = useState<OpenDialog | null>(null)
  const shown = useMemo(
    () => (
      <Suspense fallback={null}>
        {open !== null && <Opened dialog={open} me={me} spaces={spaces} onClose={() => setOpen(null)} />}
      </Suspense>
    ),
    [open, me, spaces],
  )
  return <DialogContext value={setOpen}>{children(shown)}</DialogContext>
}

function Opened({
  dialog,
  me,
  spaces,
  onClose,
}: {
  readonly dialog: OpenDialog
  readonly me: Me
  readonly spaces: OpenSpaces
  readonly onClose: () => void
}) {
  const [, navigate] = useLocation()
  switch (dialog.kind) {
    case 'palette':
      return <Palette me={me.person} spaces={spaces} onClose={onClose} />
    case 'newSpace':
      return <NewSpaceDialog onClose={onClose} onMade={(space) => navigate(`/s/${space}`)} />
    case 'share':
      return <ShareDialog space={dialog.space} name={dialog.name} onClose={onClose} />
    case 'members': {
      const { space, name, role } = dialog
      return <MembersDialog space={space} name={name} me={me.person.id} role={role} onClose={onClose} />
    }
    case 'keeping':
      return <KeepingDialog of={dialog.of} onClose={onClose} onGo={(to) => navigate(to)} />
    case 'profile':
      return <ProfileDialog me={me.person} onClose={onClose} />
    case 'devices':
      return <DevicesDialog me={me.person} onClose={onClose} />
    case 'signOut':
      return <SignOutDialog me={me.person} open={spaces} onClose={onClose} />
    case 'icon':
      return <IconDialog of={dialog.of} value={dialog.value} onPick={dialog.onPick} onClose={onClose} />
  }
}
