import type { ComponentProps, Ref } from 'react'
import { cx } from './classes.ts'
import css from './IconButton.module.css'
import type { Icon } from './icon.ts'
import { keysText } from './keys.ts'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'ref'> {
  readonly icon: Icon
  /** What it does, in a few words: its accessible name and its tooltip. */
  readonly label: string
  /** As in `Mod+K`, shown in the tooltip. */
  readonly keys?: string
  readonly ref?: Ref<HTMLButtonElement>
}

export function IconButton({ icon: Glyph, label, keys, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      data-tip={label}
      data-tip-keys={keys === undefined ? undefined : keysText(keys)}
      {...rest}
      className={cx(css.button, className)}
    >
      <Glyph size={16} strokeWidth={1.75} aria-hidden />
    </button>
  )
}
