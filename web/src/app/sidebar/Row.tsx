import { type MouseEvent, type ReactNode, useRef } from 'react'
import { cx } from '../../ui/classes.ts'
import { useFocusAfter } from '../../ui/focus.ts'
import css from './Sidebar.module.css'

interface RowProps {
  readonly href: string
  readonly on: boolean
  /** Something in it hasn't been seen. */
  readonly fresh?: boolean
  readonly glyph: ReactNode
  readonly name: ReactNode
  /** Behind the name: faces, counts. */
  readonly tail?: ReactNode
  /** Shown when the row is pointed at or in focus. */
  readonly menu?: ReactNode
  readonly onGo: () => void
  readonly onRename?: () => void
  readonly onNear?: () => void
  /** In the name's place while it is being written. */
  readonly field?: ReactNode
}

/** A line of the sidebar: a link, so that it can be opened in a tab, with a menu behind it. */
export function Row({
  href,
  on,
  fresh = false,
  glyph,
  name,
  tail,
  menu,
  onGo,
  onRename,
  onNear,
  field,
}: RowProps) {
  const link = useRef<HTMLAnchorElement | null>(null)
  useFocusAfter(field !== undefined, link)
  const go = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    onGo()
  }
  const shown = (
    <span className={css.glyph} aria-hidden>
      {glyph}
    </span>
  )
  if (field !== undefined)
    return (
      <li className={cx(css.row, css.on, css.edited)}>
        {shown}
        {field}
      </li>
    )
  return (
    <li className={cx(css.row, on && css.on, fresh && css.fresh)}>
      <a
        ref={link}
        href={href}
        className={css.link}
        aria-current={on ? 'page' : undefined}
        draggable={false}
        onClick={go}
        onDoubleClick={onRename}
        onPointerEnter={onNear}
        onKeyDown={(event) => {
          if (event.key !== 'F2' || onRename === undefined) return
          event.preventDefault()
          onRename()
        }}
      >
        {shown}
        <span className={css.name}>{name}</span>
        {tail}
      </a>
      {menu}
    </li>
  )
}
