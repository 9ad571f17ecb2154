import { isSpaceId, type PersonId, type SpaceId } from '@weft/space'
import type { Me } from '@weft/space/api'
import {
  lazy,
  type ReactNode,
  Suspense,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useLocation, useRoute } from 'wouter'
import { StatusPanel } from '../status/StatusPill.tsx'
import { MentionList } from '../timeline/mentions/Mentions.tsx'
import { MessagePanel } from '../timeline/TimelinePane.tsx'
import { cx } from '../ui/classes.ts'
import { enter, isFocusLost } from '../ui/focus.ts'
import { isPress } from '../ui/keys.ts'
import { MenuPopup } from '../ui/Menu.tsx'
import { NARROW, useMedia } from '../ui/media.ts'
import { useNotices } from '../ui/notices.ts'
import { PopoverPopup } from '../ui/Popover.tsx'
import { Crash } from './Crash.tsx'
import { recall, remember } from './device.ts'
import { Dialogs, Palette } from './dialogs/dialogs.tsx'
import { useDialog } from './dialogs/open-dialog.ts'
import { FoldContext } from './fold.ts'
import { LinkedMessage } from './go-to.ts'
import { Home } from './Home.tsx'
import type { OpenSpace, OpenSpaces } from './open-spaces.ts'
import { useGone } from './queries.ts'
import { SpaceScreen } from './SpaceScreen.tsx'
import { Sidebar } from './sidebar/Sidebar.tsx'
import { SpaceContext } from './space.tsx'
import { PanesContext, usePanesOf } from './use-panes.ts'
import css from './Workspace.module.css'
import { warmUp } from './warm-up.ts'

const NoSuchPage = lazy(async () => ({ default: (await import('./NotHere.tsx')).NoSuchPage }))

interface WorkspaceProps {
  readonly me: Me
  readonly spaces: OpenSpaces
}

/** Everything that a person who is signed in sees. */
export function Workspace({ me, spaces }: WorkspaceProps) {
  const [, params] = useRoute('/s/:space')
  const [home] = useRoute('/')
  const id = isSpaceId(params?.space) ? params.space : null
  const open = useOpenSpace(id, spaces)
  useLettingGo(me.person.id, spaces, id)
  useEffect(() => warmUp([MenuPopup, PopoverPopup, StatusPanel, Palette, MessagePanel, MentionList]), [])
  const panes = usePanesOf(id)
  const space = open === null || id === null ? null : { id, open, session: open.session, me: me.person }
  return (
    <SpaceContext value={space}>
      <PanesContext value={panes}>
        <Dialogs me={me} spaces={spaces}>
          {(dialog) => (
            <>
              <Frame me={me} here={id}>
                <Suspense fallback={null}>
                  {id !== null ? <SpaceScreen key={id} id={id} /> : home ? <Home me={me} /> : <NoSuchPage />}
                </Suspense>
              </Frame>
              {space !== null && <LinkedMessage />}
              {dialog}
            </>
          )}
        </Dialogs>
      </PanesContext>
    </SpaceContext>
  )
}

/** Takes off this device what it keeps of spaces that this person doesn't belong to any more, also those never opened again. */
function useLettingGo(me: PersonId, spaces: OpenSpaces, here: SpaceId | null): void {
  const gone = useGone()
  const board = useNotices()
  const [, navigate] = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: reason: done once for each list; the one on the screen sees to itself
  useEffect(() => {
    if (gone.length === 0) return
    import('./keeping/let-go.ts')
      .then(({ letGo }) => letGo({ me, gone, spaces, here, board, navigate }))
      .catch(console.error)
  }, [me, gone])
}

/** Opens the space in the address; it lingers for a while when another one is gone to. */
function useOpenSpace(id: SpaceId | null, spaces: OpenSpaces): OpenSpace | null {
  const [open, setOpen] = useState<OpenSpace | null>(null)
  // Before the paint: a space that is on this device is there with the first frame.
  useLayoutEffect(() => {
    if (id === null) return
    const taken = spaces.take(id)
    setOpen(taken.open)
    return () => {
      setOpen(null)
      taken.leave()
    }
  }, [id, spaces])
  return open !== null && open.session.space === id ? open : null
}

/** The sidebar and what stands beside it. Where there is room for one, the address says which. */
function Frame({
  me,
  here,
  children,
}: {
  readonly me: Me
  readonly here: SpaceId | null
  readonly children: ReactNode
}) {
  const narrow = useMedia(NARROW)
  const panes = useContext(PanesContext)
  const [folded, setFolded] = useState(() => recall('sidebar') === 'folded')
  const pressed = useRef(false)
  const fold = (next: boolean): void => {
    pressed.current = true
    setFolded(next)
    remember('sidebar', next ? 'folded' : null)
  }
  useKeys(() => fold(!folded))
  // The button that was pressed has gone with the sidebar, or come with it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: reason: looked at whenever it was folded or unfolded
  useEffect(() => {
    if (pressed.current && isFocusLost()) document.querySelector<HTMLElement>('[data-fold]')?.focus()
    pressed.current = false
  }, [folded])
  const list = narrow && here !== null && panes?.now.shown === 'list'
  const side = narrow ? list || here === null : !folded
  const main = !narrow || !list
  return (
    <div className={cx(css.frame, side && main && css.both, narrow && here === null && css.stacked)}>
      {side && (
        <div className={css.side}>
          <Sidebar me={me} here={here} onFold={narrow ? null : () => fold(true)} />
        </div>
      )}
      {main && (
        <FoldContext value={!narrow && folded ? () => fold(false) : null}>
          <main className={css.main}>
            <Crash what="This page" retryOn={here}>
              {children}
            </Crash>
          </main>
        </FoldContext>
      )}
    </div>
  )
}

/** Keys that work everywhere. */
function useKeys(onFold: () => void): void {
  const dialog = useDialog()
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (isPress(event, 'Mod+K')) dialog({ kind: 'palette' })
      else if (isPress(event, 'Mod+\\')) onFold()
      else if (event.key === 'F6') nextPane(event.shiftKey ? -1 : 1)
      else return
      event.preventDefault()
      event.stopPropagation()
    }
    // In the capture phase: an editor that has the focus would take Ctrl+K for a link of its own.
    addEventListener('keydown', press, { capture: true })
    return () => removeEventListener('keydown', press, { capture: true })
  }, [dialog, onFold])
}

/** F6 goes round: the sidebar, the left pane, the right one. */
function nextPane(step: 1 | -1): void {
  const stops = [...document.querySelectorAll<HTMLElement>('nav, [data-pane="left"], [data-pane="right"]')]
  if (stops.length === 0) return
  const now = stops.findIndex((stop) => stop.contains(document.activeElement))
  enter(stops[(now + step + stops.length) % stops.length])
}
