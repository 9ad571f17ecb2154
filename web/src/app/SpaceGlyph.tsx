import { initials } from '../ui/initials.ts'
import css from './SpaceGlyph.module.css'

/** A space's icon, or the first letter of its name. */
export const SpaceGlyph = ({ name, icon }: { readonly name: string; readonly icon: string | null }) =>
  icon === null ? (
    <span className={css.letter}>{[...initials(name)][0] ?? '?'}</span>
  ) : (
    <span className={css.icon}>{icon}</span>
  )
