import { useSpace } from '../app/space.tsx'
import { useNow } from '../ui/now.ts'
import css from './OfflineBanner.module.css'
import { useStatus } from './use-status.ts'
import { retryText } from './words.ts'

/** Above the box while there is no line: what happens to what one writes, and when it goes out. */
export function OfflineBanner() {
  const status = useStatus()
  const now = useNow(status.kind === 'offline' && status.retryAt !== null ? 1000 : null)
  const { session } = useSpace()
  if (status.kind !== 'offline') return null
  const count = status.kept > 0 ? ` (${status.kept.toLocaleString('en')})` : ''
  return (
    <div className={css.banner} role="status">
      {navigator.onLine ? 'The server can’t be reached.' : 'You’re offline.'} What you write is kept on this
      device{count} and goes out by itself
      {status.retryAt === null ? ' when the network is back.' : `. ${retryText(status.retryAt, now)}`}{' '}
      <button type="button" className={css.now} onClick={() => session.retry()}>
        Try now
      </button>
    </div>
  )
}
