import { cx } from './classes.ts'
import css from './Skeleton.module.css'

/** A bar where text will stand. `width` in percent of the line. */
export const Skeleton = ({ width = 100, className }: { width?: number; className?: string }) => (
  <span className={cx(css.bar, className)} style={{ width: `${width}%` }} aria-hidden />
)
