import { DYES, type Dye } from '@weft/space'
import { useId } from 'react'
import { Face } from '../ui/Face.tsx'
import css from './DyePicker.module.css'

/** The twelve dyes to choose one's colour from; each shows the face as it would be. */
export function DyePicker({
  name,
  value,
  onPick,
}: {
  readonly name: string
  readonly value: Dye
  readonly onPick: (dye: Dye) => void
}) {
  const group = useId()
  return (
    <fieldset className={css.set}>
      <legend className={css.legend}>Colour</legend>
      {DYES.map((dye) => (
        <label key={dye} className={css.dye} data-tip={dye[0]?.toUpperCase() + dye.slice(1)}>
          <input
            type="radio"
            name={group}
            value={dye}
            checked={dye === value}
            onChange={() => onPick(dye)}
            aria-label={dye}
          />
          <Face person={{ name: name.trim() === '' ? 'You' : name, dye }} size={24} />
        </label>
      ))}
    </fieldset>
  )
}
