import type { Me } from '@weft/space/api'
import { MessagesSquare, PanelLeftOpen } from 'lucide-react'
import { useContext, useEffect } from 'react'
import { Redirect } from 'wouter'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { recall } from './device.ts'
import { useDialog } from './dialogs/open-dialog.ts'
import { FoldContext } from './fold.ts'
import css from './Home.module.css'
import { troubleText } from './http.ts'
import { useSpaces } from './queries.ts'
import { keptPanes } from './use-panes.ts'

/** `/`: goes on where this device was, or begins. */
export function Home({ me }: { readonly me: Me }) {
  const { spaces, error } = useSpaces()
  const dialog = useDialog()
  useEffect(() => {
    document.title = 'Weft'
  }, [])
  if (spaces === undefined)
    return (
      <div className={css.home}>
        <Unfold />
        {error !== null && <EmptyState title="Your spaces can’t be fetched">{troubleText(error)}</EmptyState>}
      </div>
    )
  const last = recall('space')
  const used = spaces.filter((space) => space.archived === undefined)
  const next = used.find((space) => space.id === last) ?? used[0] ?? spaces[0]
  if (next !== undefined) return <Redirect to={`/s/${next.id}?${keptPanes(next.id)}`} replace />
  return (
    <div className={css.home}>
      <Unfold />
      <EmptyState
        page
        icon={MessagesSquare}
        title={`Welcome, ${me.person.name}`}
        actions={
          <Button look="primary" onClick={() => dialog({ kind: 'newSpace' })}>
            Create a space
          </Button>
        }
      >
        A space is a conversation with notes beside it, for the people you invite. Create the first one, or
        open an invitation link to join one.
      </EmptyState>
    </div>
  )
}

/** Brings the sidebar back where no bar of a space has a button for it. */
export function Unfold() {
  const unfold = useContext(FoldContext)
  return unfold === null ? null : (
    <IconButton
      icon={PanelLeftOpen}
      label="Show sidebar"
      keys="Mod+\"
      data-fold
      className={css.unfold ?? ''}
      onClick={unfold}
    />
  )
}
