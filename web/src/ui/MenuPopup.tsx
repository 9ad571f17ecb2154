import { Check } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { cx } from './classes.ts'
import { giveFocusBack } from './focus.ts'
import { Kbd } from './Kbd.tsx'
import { menuIcons } from './MenuIcons.ts'
import css from './MenuPopup.module.css'
import type { MenuItem } from './menu-items.ts'

export interface MenuPopupProps {
  readonly anchor: RefObject<HTMLElement | null>
  readonly label: string
  /** Opened by the keyboard: the first item has the focus. */
  readonly byKey: boolean
  readonly items: readonly MenuItem[]
  readonly align: 'start' | 'end'
  readonly side: 'bottom' | 'top'
  readonly onClose: () => void
}

export default function MenuPopup({ anchor, byKey, label, items, align, side, onClose }: MenuPopupProps) {
  // Radix hangs a menu on a trigger of its own; this one lies invisibly over the button that is already on the page.
  const [at] = useState(() => anchor.current?.getBoundingClientRect())
  const menu = useRef<HTMLDivElement | null>(null)
  useEffect(() => {
    if (!byKey) return
    // Radix puts it on the menu as a whole, a moment after it is there.
    const frame = requestAnimationFrame(() =>
      menu.current?.querySelector<HTMLElement>('[role^="menuitem"]')?.focus(),
    )
    return () => cancelAnimationFrame(frame)
  }, [byKey])
  // The button has the focus again before anything is done: an action may move it on (to a field that it opens), and a
  // dialog that it opens gives it back there.
  const acted = useRef<boolean>(false)
  const act = (run: () => void) => () => {
    acted.current = true
    anchor.current?.focus()
    run()
  }
  return (
    <DropdownMenu.Root open modal={false} onOpenChange={(open) => !open && onClose()}>
      <DropdownMenu.Trigger asChild>
        <span
          className={css.anchor}
          style={{ left: at?.left ?? 0, top: at?.top ?? 0, width: at?.width ?? 0, height: at?.height ?? 0 }}
        />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          ref={menu}
          className={css.menu}
          aria-label={label}
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          loop
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            if (!acted.current) giveFocusBack(anchor.current)
          }}
        >
          {items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: reason: a menu never changes its order while it is open
            <Entry key={index} item={item} act={act} />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function Entry({ item, act }: { readonly item: MenuItem; readonly act: (run: () => void) => () => void }) {
  switch (item.kind) {
    case 'line':
      return <DropdownMenu.Separator className={css.line} />
    case 'heading':
      return <DropdownMenu.Label className={css.heading}>{item.label}</DropdownMenu.Label>
    case 'choice':
      return (
        <DropdownMenu.CheckboxItem className={css.item} checked={item.checked} onSelect={act(item.run)}>
          <span className={css.glyph}>
            <DropdownMenu.ItemIndicator>
              <Check size={15} strokeWidth={2} aria-hidden />
            </DropdownMenu.ItemIndicator>
          </span>
          {item.label}
        </DropdownMenu.CheckboxItem>
      )
    case 'action': {
      const Glyph = typeof item.icon === 'string' ? menuIcons[item.icon] : item.icon
      return (
        <DropdownMenu.Item
          className={cx(css.item, item.danger === true && css.danger)}
          disabled={item.disabled === true}
          onSelect={act(item.run)}
        >
          <span className={css.glyph}>
            {Glyph !== undefined && <Glyph size={16} strokeWidth={1.75} aria-hidden />}
          </span>
          <span className={css.label}>{item.label}</span>
          {item.keys !== undefined && <Kbd keys={item.keys} />}
        </DropdownMenu.Item>
      )
    }
  }
}
