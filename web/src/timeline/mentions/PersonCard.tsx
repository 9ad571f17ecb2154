import type { Persona } from '@weft/space'
import { ROLE_WORDS } from '../../app/members/words.ts'
import { useSpace } from '../../app/space.tsx'
import { useHere } from '../../presence/hooks.ts'
import type { SpacePerson } from '../../sync/contract.ts'
import { Face } from '../../ui/Face.tsx'
import css from './PersonCard.module.css'

interface PersonCardProps {
  readonly person: Persona
  /** What the space knows of them. */
  readonly known: SpacePerson | undefined
}

/** Who somebody is that was named. */
export default function PersonCard({ person, known }: PersonCardProps) {
  const { me } = useSpace()
  const here = useHere().some(({ id }) => id === person.id)
  const role = known === undefined ? null : known.gone ? 'No longer in this space' : ROLE_WORDS[known.role]
  const said = [role, person.id === me.id ? 'you' : here ? 'here now' : null].filter((word) => word !== null)
  return (
    <div className={css.card} data-testid="person-card">
      <Face person={person} size={40} />
      <div>
        <div className={css.name} dir="auto">
          {person.name}
        </div>
        <div className={css.said}>{said.join(' · ')}</div>
      </div>
    </div>
  )
}
