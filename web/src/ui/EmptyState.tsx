import type { ReactNode } from 'react'
import css from './EmptyState.module.css'
import type { Icon } from './icon.ts'

interface EmptyStateProps {
  readonly icon?: Icon
  readonly title: string
  readonly children?: ReactNode
  readonly actions?: ReactNode
  /** The heading is the page's own where nothing else is on it. */
  readonly page?: boolean
}

/** What stands where nothing is yet, or where something went wrong: what it is, and what to do. */
export function EmptyState({ icon: Glyph, title, children, actions, page = false }: EmptyStateProps) {
  const Heading = page ? 'h1' : 'h2'
  return (
    <div className={css.empty}>
      {Glyph !== undefined && (
        <span className={css.glyph}>
          <Glyph size={22} strokeWidth={1.5} aria-hidden />
        </span>
      )}
      <Heading className={css.title}>{title}</Heading>
      {children !== undefined && <div className={css.text}>{children}</div>}
      {actions !== undefined && <div className={css.actions}>{actions}</div>}
    </div>
  )
}
