import { DoorClosed, MapPinOff } from 'lucide-react'
import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { RefusedList } from '../status/StatusPanel.tsx'
import { LeftDraft } from '../timeline/composer/LeftDraft.tsx'
import { Button } from '../ui/Button.tsx'
import { cx } from '../ui/classes.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import css from './Home.module.css'
import { Unfold } from './Home.tsx'
import { useSpace } from './space.tsx'
import { forgetPanes } from './use-panes.ts'

/** In the place of a space that isn't this person's to see. `code`: with which the server closed the line. */
export function Shut({ code }: { readonly code: number }) {
  const [, navigate] = useLocation()
  const { id, me } = useSpace()
  const gone = code === 4410
  useEffect(() => {
    if (!gone) return
    forgetPanes(id)
    // The address still says what it showed, until it is left.
    return () => forgetPanes(id)
  }, [gone, id])
  return (
    <div className={cx(css.home, css.shut)}>
      <Unfold />
      <EmptyState
        page
        icon={DoorClosed}
        title={gone ? 'This space isn’t there for you any more' : 'You can’t open this space'}
        actions={
          <Button look="primary" onClick={() => navigate('/')}>
            Go to your spaces
          </Button>
        }
      >
        {gone
          ? 'It was deleted, or you were removed from it. The copy on this device is gone too.'
          : 'It doesn’t exist, or you don’t belong to it. If somebody sent you here, ask them for an invitation link (Share, in the space).'}
      </EmptyState>
      <div className={css.kept}>
        <RefusedList now={Date.now()} gone={gone} />
        {gone && <LeftDraft person={me.id} space={id} />}
      </div>
    </div>
  )
}

export function NoSuchPage() {
  const [, navigate] = useLocation()
  useEffect(() => {
    document.title = 'Not found · Weft'
  }, [])
  return (
    <div className={css.home}>
      <Unfold />
      <EmptyState
        page
        icon={MapPinOff}
        title="There is nothing at this address"
        actions={<Button onClick={() => navigate('/')}>Go to your spaces</Button>}
      >
        The link may have been cut off when it was copied.
      </EmptyState>
    </div>
  )
}
