import { type ComponentProps, type ReactNode, Suspense, useRef, useState } from 'react'
import { cx } from './classes.ts'
import css from './IconButton.module.css'
import type { Icon } from './icon.ts'
import { lazyPart } from './lazy-part.tsx'
import type { MenuItem } from './menu-items.ts'

export const MenuPopup = lazyPart(() => import('./MenuPopup.tsx'))

export interface MenuProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** Its accessible name and its tooltip. */
  readonly label: string
  /** Asked for when the menu opens. */
  readonly items: () => readonly MenuItem[]
  readonly icon?: Icon
  readonly children?: ReactNode
  readonly align?: 'start' | 'end'
  readonly side?: 'bottom' | 'top'
  readonly onOpenChange?: (open: boolean) => void
}

/** A button that opens a menu. The menu's code comes when a pointer or the keyboard comes near. */
export function Menu({
  label,
  items,
  icon: Glyph,
  children,
  align = 'end',
  side = 'bottom',
  onOpenChange,
  className,
  ...rest
}: MenuProps) {
  const [open, setOpen] = useState(false)
  const byKey = useRef(false)
  const button = useRef<HTMLButtonElement | null>(null)
  /** A press outside closes an open menu before the click comes; that click must not open it again. */
  const openAtPress = useRef(false)
  const change = (next: boolean): void => {
    setOpen(next)
    onOpenChange?.(next)
  }
  return (
    <>
      <button
        type="button"
        aria-label={label}
        data-tip={label}
        {...rest}
        ref={button}
        aria-haspopup="menu"
        aria-expanded={open}
        className={cx(Glyph !== undefined && css.button, className)}
        onPointerEnter={() => MenuPopup.preload()}
        onFocus={() => MenuPopup.preload()}
        onPointerDown={() => {
          openAtPress.current = open
        }}
        onClick={(event) => {
          event.stopPropagation()
          const again = event.detail > 0 && openAtPress.current
          openAtPress.current = false
          byKey.current = event.detail === 0
          change(!again)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          byKey.current = true
          change(true)
        }}
      >
        {Glyph === undefined ? children : <Glyph size={16} strokeWidth={1.75} aria-hidden />}
      </button>
      <Suspense fallback={null}>
        {open && (
          <MenuPopup
            anchor={button}
            byKey={byKey.current}
            label={label}
            items={items()}
            align={align}
            side={side}
            onClose={() => change(false)}
          />
        )}
      </Suspense>
    </>
  )
}
