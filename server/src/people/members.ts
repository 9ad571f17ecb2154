import type { PersonId, Role, SpaceId } from '@weft/space'
import { authorize } from './authorize.ts'
import type { Change } from './book.ts'
import type { Desk } from './desk.ts'
import { mustBeThere, roleChange } from './spaces.ts'
import type { Who } from './who.ts'

/** The operator's word: nobody is asked. Null takes the role away; open connections follow at once. Rejects with NoSpace. */
export function setRole(desk: Desk, space: SpaceId, person: PersonId, role: Role | null): Promise<void> {
  return desk.inTurn(() => {
    mustBeThere(desk, space)
    return change(desk, space, person, role)
  })
}

export type MemberProblem = 'not_found' | 'last_owner'

/**
 * An owner gives somebody another role or, with null, takes it away; everybody may leave. A space keeps an owner.
 * @returns why not, or null when it is done.
 */
export function changeMember(
  desk: Desk,
  by: Who,
  space: SpaceId,
  person: PersonId,
  role: Role | null,
): Promise<MemberProblem | null> {
  return desk.inTurn(async () => {
    const roles = desk.book.rolesIn(space)
    const leaves = role === null && person === by.persona.id && authorize(by, space, 'leave')
    if (!leaves && !authorize(by, space, 'manage')) return 'not_found'
    const before = roles.get(person)
    if (before === undefined) return 'not_found'
    const owners = [...roles.values()].filter((one) => one === 'owner').length
    if (before === 'owner' && role !== 'owner' && owners === 1) return 'last_owner'
    // A token can't be given more than it was made for.
    if (role === 'owner' && desk.book.get('person', person)?.program === true) return 'not_found'
    if (before !== role) await change(desk, space, person, role)
    return null
  })
}

async function change(desk: Desk, space: SpaceId, person: PersonId, role: Role | null): Promise<void> {
  await desk.commit([
    roleChange(desk, space, person, role),
    ...(role === 'owner' || role === 'member' ? [] : linksOf(desk, space, person)),
  ])
  desk.events.roleChanged(space, person, role)
}

/** Who may invite no more must not leave open doors behind: nor a way back in for themselves. */
function linksOf({ book, runtime }: Desk, space: SpaceId, person: PersonId): Change[] {
  const ended = runtime.now()
  return [...book.all('invitation')]
    .filter(([, link]) => link.kind === 'space' && link.space === space && link.by === person)
    .map(([key, link]) => ({ kind: 'invitation', key, value: { ended, ...link } }))
}
