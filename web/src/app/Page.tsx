import type { ReactNode } from 'react'
import { Mark } from './Mark.tsx'
import css from './Page.module.css'

/** A page that stands alone, outside of any space: a small column under the mark. */
export const Page = ({
  children,
  wide = false,
}: {
  readonly children: ReactNode
  readonly wide?: boolean
}) => (
  <main className={css.page}>
    <div className={wide ? css.wide : css.column}>
      <div className={css.brand}>
        <Mark />
        Weft
      </div>
      {children}
    </div>
  </main>
)
