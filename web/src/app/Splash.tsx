import { Mark } from './Mark.tsx'
import css from './Splash.module.css'

/** While it isn't known who is here; nothing for the first moment, since mostly it is known at once. */
export const Splash = () => (
  <div className={css.splash} role="status" aria-label="Opening Weft">
    <Mark />
  </div>
)
