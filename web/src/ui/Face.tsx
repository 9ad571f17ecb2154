import { type Dye, type PersonId, picturePath } from '@weft/space'
import { useState } from 'react'
import { cx } from './classes.ts'
import css from './Face.module.css'
import { initials } from './initials.ts'

export interface FaceProps {
  readonly person: {
    readonly id?: PersonId
    readonly name: string
    readonly dye: Dye
    readonly picture?: string
  }
  /** In place of the one that the server has: the address of one that isn't saved yet, or null for none. */
  readonly instead?: string | null
  /** Edge in pixels. */
  readonly size?: 16 | 20 | 24 | 28 | 30 | 40
  readonly idle?: boolean
  /** Read out in place of the picture; without it the face is decoration beside a name. */
  readonly label?: string
  readonly className?: string
}

/** A person as their picture, or as a coloured disc with their initials, which also stands in for a picture that doesn't come. */
export function Face({ person, instead, size = 28, idle = false, label, className }: FaceProps) {
  const { id, picture } = person
  const stored = id === undefined || picture === undefined ? null : picturePath(id, picture)
  const shown = instead === undefined ? stored : instead
  const [missing, setMissing] = useState<string | null>(null)
  return (
    <span
      className={cx(css.face, css[`size${size}`], css[person.dye], idle && css.idle, className)}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {shown !== null && shown !== missing ? (
        <img className={css.picture} src={shown} alt="" draggable={false} onError={() => setMissing(shown)} />
      ) : (
        size > 16 && initials(person.name)
      )}
    </span>
  )
}
