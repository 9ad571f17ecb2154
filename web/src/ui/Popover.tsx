import { type ComponentProps, lazy, type ReactNode, Suspense, useRef, useState } from 'react'

const load = () => import('./PopoverPopup.tsx')
const PopoverPopup = lazy(load)

export interface PopoverProps extends Omit<ComponentProps<'button'>, 'children' | 'content'> {
  /** What stands on the button. */
  readonly children: ReactNode
  /** Names the panel that opens. */
  readonly panel: string
  readonly content: (close: () => void) => ReactNode
  readonly align?: 'start' | 'center' | 'end'
  /** Called when a pointer or the keyboard comes near: the time to fetch what the panel needs. */
  readonly onNear?: () => void
}

/** A button that opens a small panel beside it. The panel's code comes when a pointer or the keyboard comes near. */
export function Popover({ children, panel, content, align = 'end', onNear, ...rest }: PopoverProps) {
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement | null>(null)
  const near = (): void => {
    void load()
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
      {open && (
        <Suspense fallback={null}>
          <PopoverPopup anchor={button} label={panel} align={align} onClose={close}>
            {content(close)}
          </PopoverPopup>
        </Suspense>
      )}
    </>
  )
}
