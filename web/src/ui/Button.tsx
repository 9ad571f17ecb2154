import type { ComponentProps, ReactNode, Ref } from 'react'
import css from './Button.module.css'
import { cx } from './classes.ts'
import type { Icon } from './icon.ts'

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'ref'> {
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger'
  readonly size?: 'm' | 's' | 'l'
  readonly icon?: Icon
  /** Something is under way: the button keeps its width and takes no second press. */
  readonly busy?: boolean
  readonly ref?: Ref<HTMLButtonElement>
  readonly children: ReactNode
}

export function Button({
  look = 'plain',
  size = 'm',
  icon: Glyph,
  busy = false,
  className,
  disabled,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy || undefined}
      disabled={disabled === true || busy}
      className={cx(css.button, css[look], css[size], className)}
    >
      {Glyph !== undefined && <Glyph size={16} strokeWidth={1.75} aria-hidden />}
      <span className={css.label}>{children}</span>
    </button>
  )
}
