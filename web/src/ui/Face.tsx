import type { Dye } from '@weft/space'
import { cx } from './classes.ts'
import css from './Face.module.css'
import { initials } from './initials.ts'

export interface FaceProps {
  readonly person: { readonly name: string; readonly dye: Dye }
  /** Edge in pixels. */
  readonly size?: 16 | 20 | 24 | 28 | 30 | 40
  readonly idle?: boolean
  /** Read out in place of the picture; without it the face is decoration beside a name. */
  readonly label?: string
  readonly className?: string
}

/** A person as a coloured disc with their initials. */
export function Face({ person, size = 28, idle = false, label, className }: FaceProps) {
  return (
    <span
      className={cx(css.face, css[`size${size}`], css[person.dye], idle && css.idle, className)}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {size > 16 && initials(person.name)}
    </span>
  )
}
