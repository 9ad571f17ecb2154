import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { cx } from './classes.ts'
import css from './Dialog.module.css'
import { giveFocusBack, isFocusLost } from './focus.ts'
import { IconButton } from './IconButton.tsx'

export interface DialogProps {
  readonly title: string
  readonly description?: ReactNode
  readonly onClose: () => void
  readonly children?: ReactNode
  readonly footer?: ReactNode
  /** `alert` asks a question that must be answered: it takes the place of a close button. */
  readonly kind?: 'form' | 'alert'
}

/**
 * A dialog over the page: focus stays in it, Escape closes it, and then it goes back to where it was. Import it only from what is loaded lazily. The veil is
 * our own: Radix's locks scrolling with an injected style sheet, which the pages' policy forbids and this layout never needs.
 */
export function Dialog({ title, description, onClose, children, footer, kind = 'form' }: DialogProps) {
  const [before] = useState(() => document.activeElement)
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <div className={css.veil} />
        <Radix.Content
          className={cx(css.dialog, css[kind])}
          role={kind === 'alert' ? 'alertdialog' : 'dialog'}
          onOpenAutoFocus={(event) => {
            // The first thing to press is the cross, which nobody came for: the keyboard starts before it.
            if (kind === 'alert') return
            event.preventDefault()
            if (event.target instanceof HTMLElement && !event.target.contains(document.activeElement))
              event.target.focus()
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            // What was done here may have put it somewhere already: a new space begins in its box.
            if (isFocusLost()) giveFocusBack(before)
          }}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header className={css.head}>
            <Radix.Title className={css.title}>{title}</Radix.Title>
            {kind === 'form' && (
              <Radix.Close asChild>
                <IconButton icon={X} label="Close" />
              </Radix.Close>
            )}
          </header>
          {description !== undefined && (
            <Radix.Description asChild>
              <div className={css.description}>{description}</div>
            </Radix.Description>
          )}
          {children}
          {footer !== undefined && <footer className={css.footer}>{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
