import { cx } from '../ui/classes.ts'
import { lazyPart } from '../ui/lazy-part.tsx'
import { useNow } from '../ui/now.ts'
import { Popover } from '../ui/Popover.tsx'
import css from './StatusPill.module.css'
import { useCalm, useStatus } from './use-status.ts'
import { pillWords } from './words.ts'

export const StatusPanel = lazyPart(() => import('./StatusPanel.tsx'))
const MINUTE = 60_000

/** One pill that tells how safe one's words are; it opens a panel that tells all of it. */
export function StatusPill() {
  const status = useStatus()
  const calm = useCalm(status)
  const now = useNow(MINUTE)
  const words = pillWords(calm, now)
  return (
    <Popover
      className={cx(css.pill, css[words.tone])}
      data-testid="status"
      data-kind={status.kind}
      aria-label={`Save status: ${words.text}`}
      panel="Save status"
      onNear={StatusPanel.preload}
      content={() => <StatusPanel />}
    >
      <span className={css.dot} aria-hidden />
      <span className={css.long}>
        {words.text}
        {/* As wide as it mostly is: what stands beside it mustn't move with each key. */}
        <span className={css.usual} aria-hidden>
          {pillWords({ kind: 'saved', at: now }, now).text}
        </span>
      </span>
      <span className={css.short}>{words.short}</span>
    </Popover>
  )
}
