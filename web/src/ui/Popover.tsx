import { type ComponentProps, type ReactNode, type RefObject, Suspense, useRef, useState } from 'react'
import { lazyPart } from './lazy-part.tsx'

export const PopoverPopup = lazyPart(() => import('./PopoverPopup.tsx'))

export interface PopoverProps extends Omit<ComponentProps<'button'>, 'children' | 'content'> {
  /** What stands on the button. */
  readonly children: ReactNode
  /** Names the panel that opens. */
  readonly panel: string
  /** May suspend: it is shown together with the panel around it. */
  readonly content: (close: () => void) => ReactNode
  readonly align?: 'start' | 'center' | 'end'
  /** What has the focus when it is closed: the button, if nothing is given. */
  readonly back?: RefObject<HTMLElement | null>
  /** Called when a pointer or the keyboard comes near: the time to fetch what the panel needs. */
  readonly onNear?: () => void
}

/** A button that opens a small panel beside it. The panel's code comes when a pointer or the keyboard comes near. */
export function Popover({ children, panel, content, align = 'end', back, onNear, ...rest }: PopoverProps) {
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement | null>(null)
  const near = (): void => {
    PopoverPopup.preload()
    onNear?.()
  }
  const close = (): void => setOpen(false)
  return (
    <>
      <button
        type="button"
        {...rest}
        ref={button}
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerEnter={near}
        onFocus={near}
        onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      <Suspense fallback={null}>
        {open && (
          <PopoverPopup anchor={button} back={back ?? button} label={panel} align={align} onClose={close}>
            {content(close)}
          </PopoverPopup>
        )}
      </Suspense>
    </>
  )
}
