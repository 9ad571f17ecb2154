import type { Me } from '@weft/space/api'
import { PanelLeftOpen } from 'lucide-react'
import { Suspense, useContext, useEffect } from 'react'
import { Redirect } from 'wouter'
import { EmptyState } from '../ui/EmptyState.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { lazyPart, Rethrow } from '../ui/lazy-part.tsx'
import { recall } from './device.ts'
import { FoldContext } from './fold.ts'
import css from './Home.module.css'
import { troubleText } from './http.ts'
import { useSpaces } from './queries.ts'
import { keptPanes } from './use-panes.ts'

/** Once for each person: then they have a space. */
const Welcome = lazyPart(() => import('./Welcome.tsx'), Rethrow)

/** `/`: goes on where this device was, or begins. */
export function Home({ me }: { readonly me: Me }) {
  const { spaces, error } = useSpaces()
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
      <Suspense fallback={null}>
        <Welcome name={me.person.name} />
      </Suspense>
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
