import type { SpaceId } from '@weft/space'
import type { SpaceSummary } from '@weft/space/api'
import { TriangleAlert } from 'lucide-react'
import { lazy, Suspense, useContext, useEffect, useRef } from 'react'
import { stoppedText } from '../status/words.ts'
import { Button } from '../ui/Button.tsx'
import { NARROW, useMedia } from '../ui/media.ts'
import { useNotices } from '../ui/notices.ts'
import { remember } from './device.ts'
import { FoldContext } from './fold.ts'
import { useLive, usePaced } from './live.ts'
import { PaneArea } from './PaneArea.tsx'
import { useArchived, useAskAgain, useAskForSpaces, useMirrorName, useSpaces } from './queries.ts'
import { useReload } from './reload.ts'
import css from './SpaceScreen.module.css'
import { type Space, SpaceContext, unsavedIn, useMeta, useShut } from './space.tsx'
import { TopBar } from './TopBar.tsx'

const ArchivedBar = lazy(() => import('./keeping/ArchivedBar.tsx'))
const Shut = lazy(async () => ({ default: (await import('./NotHere.tsx')).Shut }))

/** A space: the bar above and its panes; or why it can't be shown. */
export function SpaceScreen({ id }: { readonly id: SpaceId }) {
  const space = useContext(SpaceContext)
  const narrow = useMedia(NARROW)
  const unfold = useContext(FoldContext)
  const { spaces } = useSpaces()
  const listed = spaces?.find((one) => one.id === id)
  if (space === null) return null
  return <Opened space={space} listed={listed} narrow={narrow} onUnfold={unfold} />
}

interface OpenedProps {
  readonly space: Space
  readonly listed: SpaceSummary | undefined
  readonly narrow: boolean
  readonly onUnfold: (() => void) | null
}

function Opened({ space, listed, narrow, onUnfold }: OpenedProps) {
  const { session, id } = space
  const link = useLive(session.link)
  const unsaved = usePaced(session.keeping, unsavedIn)
  const meta = useMeta()
  const mirror = useMirrorName()
  const reload = useReload()
  const name = meta.name || (listed?.name ?? '')
  const shut = useShut(space)
  const archived = useArchived(id)
  useStopped(space)
  useEffect(() => {
    document.title = name === '' ? 'Weft' : `${name} · Weft`
  }, [name])
  // biome-ignore lint/correctness/useExhaustiveDependencies: reason: a list that was asked for before the server had the new name says the old one again
  useEffect(() => {
    if (meta.name !== '') mirror(id, meta.name, meta.icon)
  }, [id, meta, mirror, listed])
  useEffect(() => {
    remember('space', shut === null ? id : null)
  }, [id, shut])
  if (shut !== null)
    return (
      <Suspense fallback={null}>
        <Shut code={shut} />
      </Suspense>
    )
  return (
    <>
      <TopBar listed={listed?.name ?? ''} narrow={narrow} onUnfold={onUnfold} />
      {link.state === 'stopped' && (
        <div className={css.bar} role="alert">
          <TriangleAlert size={16} strokeWidth={1.75} aria-hidden />
          <span>
            {stoppedText(link.code)}
            {unsaved > 0 &&
              ` ${unsaved === 1 ? 'One edit' : `${unsaved} edits`} of yours ${unsaved === 1 ? 'is' : 'are'} kept here and not on the server.`}
          </span>
          <Button size="s" onClick={() => (link.code === 4426 ? reload() : session.retry())}>
            {link.code === 4426 ? 'Reload' : 'Try again'}
          </Button>
        </div>
      )}
      {archived && (
        <Suspense fallback={null}>
          <ArchivedBar space={id} />
        </Suspense>
      )}
      <PaneArea />
    </>
  )
}

/** What a final close or a notice of the server asks of the page. */
function useStopped({ id, session }: Space): void {
  const link = useLive(session.link)
  const askAgain = useAskAgain()
  const board = useNotices()
  const reload = useReload()
  const askForSpaces = useAskForSpaces()
  // Asked of the list once it is there, and from then on each time that a role is told.
  const archived = useArchived(id)
  const listed = useSpaces().spaces !== undefined
  const wasArchived = useRef<{ id: SpaceId; archived: boolean } | null>(null)
  useEffect(() => {
    if (listed && wasArchived.current?.id !== id) wasArchived.current = { id, archived }
  }, [id, listed, archived])
  const code = link.state === 'stopped' ? link.code : null
  // biome-ignore lint/correctness/useExhaustiveDependencies: reason: asked once for each time that it stops
  useEffect(() => {
    if (code === 4401) askAgain()
    if (code === 4410) void askForSpaces()
  }, [code])
  useEffect(
    () =>
      session.onNotice((notice) => {
        if (notice.kind === 'unread') return
        const world = { space: id, board, reload, askForSpaces, wasArchived }
        import('./told.ts').then(({ tell }) => tell(notice, world)).catch(console.error)
      }),
    [id, session, board, reload, askForSpaces],
  )
}
