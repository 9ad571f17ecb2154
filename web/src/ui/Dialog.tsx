import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './classes.ts'
import css from './Dialog.module.css'
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
 * A dialog over the page: focus stays in it, Escape closes it. Import it only from what is loaded lazily. The veil is
 * our own: Radix's locks scrolling with an injected style sheet, which the pages' policy forbids and this layout never needs.
 */
export function Dialog({ title, description, onClose, children, footer, kind = 'form' }: DialogProps) {
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <div className={css.veil} />
        <Radix.Content
          className={cx(css.dialog, css[kind])}
          role={kind === 'alert' ? 'alertdialog' : 'dialog'}
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
