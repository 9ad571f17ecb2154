import { type QueryClient, QueryClientProvider, useQueryClient } from '@tanstack/react-query'
import type { SpaceId } from '@weft/space'
import type { Me } from '@weft/space/api'
import { WifiOff } from 'lucide-react'
import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { Route, Switch } from 'wouter'
import { openBrowserSession } from '../sync/browser.ts'
import type { SpaceSession } from '../sync/contract.ts'
import { systemRuntime } from '../sync/system-runtime.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Notices } from '../ui/Notices.tsx'
import { type NoticeBoard, NoticeContext, useNotices } from '../ui/notices.ts'
import { Crash } from './Crash.tsx'
import { OpenSpaces } from './open-spaces.ts'
import page from './Page.module.css'
import { useWho } from './queries.ts'
import { ReloadContext } from './reload.ts'
import { Splash } from './Splash.tsx'
import { setUnread } from './unread.ts'
import { Workspace } from './Workspace.tsx'

// Without it, all the rest is there.
const Tips = lazy(() =>
  import('../ui/Tips.tsx').then(
    ({ Tips }) => ({ default: Tips }),
    () => ({ default: () => null }),
  ),
)
const JoinScreen = lazy(() => import('./JoinScreen.tsx'))
const SignedOut = lazy(() => import('./SignedOut.tsx'))

interface AppProps {
  readonly queries: QueryClient
  readonly board: NoticeBoard
  /** From the fragment of the address, which is clean again, or kept while its person signed in elsewhere. */
  readonly secret: string | null
  /** Loads the newest build of this page. */
  readonly onReload: () => void
}

export function App({ queries, board, secret, onReload }: AppProps) {
  return (
    <QueryClientProvider client={queries}>
      <ReloadContext value={onReload}>
        <NoticeContext value={board}>
          <Crash what="Weft">
            <Suspense fallback={null}>
              <Switch>
                <Route path="/join">
                  <JoinScreen secret={secret} />
                </Route>
                <Route>
                  <SignedIn />
                </Route>
              </Switch>
            </Suspense>
          </Crash>
          <Notices />
          <Suspense>
            <Tips />
          </Suspense>
        </NoticeContext>
      </ReloadContext>
    </QueryClientProvider>
  )
}

function SignedIn() {
  const who = useWho()
  switch (who.state) {
    case 'asking':
      return <Splash />
    case 'unknown':
      return <SignedOut ended={who.ended} strip={who.strip} />
    case 'unreachable':
      return (
        <main className={page.page}>
          <EmptyState
            page
            icon={WifiOff}
            title="Weft can’t be reached"
            actions={
              <Button look="primary" onClick={who.again}>
                Try again
              </Button>
            }
          >
            {who.error.message} Nothing of yours is on this device yet, so there is nothing to show.
          </EmptyState>
        </main>
      )
    case 'known':
      return <Known key={who.me.person.id} me={who.me} />
  }
}

function Known({ me }: { readonly me: Me }) {
  const { id } = me.person
  const client = useQueryClient()
  const spaces = useMemo(() => {
    const open = (space: SpaceId): SpaceSession => {
      const session = openBrowserSession(space, id)
      // Whichever space is open tells of all.
      session.onNotice((notice) => {
        if (notice.kind === 'unread') setUnread(client, notice.space, notice.unread)
      })
      return session
    }
    return new OpenSpaces(open, systemRuntime, console.error)
  }, [id, client])
  useEffect(() => () => void spaces.close(), [spaces])
  useTrouble()
  return <Workspace me={me} spaces={spaces} />
}

/** Says why an account that somebody who is signed in wanted to link wasn't. The words are loaded only then. */
function useTrouble(): void {
  const board = useNotices()
  // At first, before a screen below has moved on to an address of its own.
  const [search] = useState(() => location.search)
  useEffect(() => {
    if (!search.includes('signin=')) return
    import('./signin/words.ts')
      .then(({ takeTrouble }) => {
        const text = takeTrouble({ search, pathname: location.pathname, hash: location.hash }, history)
        if (text !== null) board.say({ text, trouble: true })
      })
      .catch(console.error)
  }, [search, board])
}
