import { Skeleton } from '../ui/Skeleton.tsx'
import css from './TimelineSkeleton.module.css'

const LINES: readonly (readonly number[])[] = [
  [18, 72],
  [14, 54, 66],
  [20, 38],
  [16, 80, 44],
  [18, 60],
]

/** A conversation that is being opened. */
export const TimelineSkeleton = () => (
  <div className={css.list} role="status" aria-label="Opening the conversation">
    {LINES.map((widths) => (
      <div key={widths.join()} className={css.row}>
        <Skeleton className={css.face ?? ''} />
        <div className={css.lines}>
          {widths.map((width) => (
            <Skeleton key={width} width={width} />
          ))}
        </div>
      </div>
    ))}
  </div>
)
