import { Popover } from 'radix-ui'
import { type ReactNode, type RefObject, useMemo } from 'react'
import { giveFocusBack } from './focus.ts'
import css from './PopoverPopup.module.css'

export interface PopoverPopupProps {
  readonly anchor: RefObject<HTMLElement | null>
  /** What has the focus when it is closed: the anchor, if nothing is given. */
  readonly back?: RefObject<HTMLElement | null>
  readonly label: string
  readonly align: 'start' | 'center' | 'end'
  readonly onClose: () => void
  readonly children: ReactNode
}

export default function PopoverPopup({
  anchor,
  back = anchor,
  label,
  align,
  onClose,
  children,
}: PopoverPopupProps) {
  const place = useMemo(
    () => ({
      current: { getBoundingClientRect: () => anchor.current?.getBoundingClientRect() ?? new DOMRect() },
    }),
    [anchor],
  )
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={place} />
      <Popover.Portal>
        <Popover.Content
          className={css.panel}
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          onInteractOutside={(event) => {
            // The button closes it itself; closing here too would let its click open it again.
            if (event.target instanceof Node && anchor.current?.contains(event.target) === true)
              event.preventDefault()
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            giveFocusBack(back.current)
          }}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
