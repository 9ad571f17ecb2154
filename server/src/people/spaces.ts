import {
  cleanName,
  isPersonId,
  isSpaceId,
  type Persona,
  type PersonId,
  personId,
  type Role,
  type SpaceId,
} from '@weft/space'
import type { Change } from './book.ts'
import { roleKey } from './book.ts'
import type { Desk } from './desk.ts'
import { nextDye } from './dye.ts'
import { firstOwner } from './who.ts'

interface NewPerson {
  readonly name: string
  readonly dye?: Persona['dye'] | undefined
  readonly owner?: boolean
  readonly program?: boolean
  /** Where they come first. */
  readonly space?: SpaceId
}

/** A person's record that isn't written yet. */
export function newPerson(desk: Desk, made: NewPerson): { readonly id: PersonId; readonly change: Change } {
  const id = personId((bytes) => desk.runtime.random(bytes))
  const value = {
    name: made.name,
    dye: made.dye ?? nextDye(desk.book, made.space ?? null),
    at: desk.runtime.now(),
    owner: made.owner ?? false,
    program: made.program ?? false,
  }
  return { id, change: { kind: 'person', key: id, value } }
}

export const roleChange = (desk: Desk, space: SpaceId, person: PersonId, role: Role | null): Change => ({
  kind: 'role',
  key: roleKey(space, person),
  value: role === null ? undefined : { role, at: desk.runtime.now() },
})

/**
 * Records a space whose document already stands in the log. Made by a person, it is theirs; made by the operator, it is
 * the server owner's, or waits for whoever becomes that (`claimOwnerless`).
 */
export function addSpace(
  desk: Desk,
  space: { id: SpaceId; name: string; by: PersonId; owner: PersonId | null },
): Promise<void> {
  return desk.inTurn(async () => {
    const value = { name: space.name, icon: null, at: desk.runtime.now(), by: space.by }
    const changes: Change[] = [{ kind: 'space', key: space.id, value }]
    if (space.owner !== null) changes.push(roleChange(desk, space.id, space.owner, 'owner'))
    await desk.commit(changes)
    if (space.owner !== null) desk.events.roleChanged(space.id, space.owner, 'owner')
  })
}

/** The space was deleted while somebody waited for their turn: nothing may be written about it any more. */
export class NoSpace extends Error {
  override readonly name = 'NoSpace'
}

/** To be asked in turn, before something about a space is written. Throws NoSpace. */
export function mustBeThere({ book }: Desk, space: SpaceId): void {
  if (book.get('space', space) === undefined) throw new NoSpace(`There is no space ${space} here any more.`)
}

/** Every space that nobody owns, to be given to the server's new owner. */
export function ownerlessSpaces(desk: Desk): readonly SpaceId[] {
  return [...desk.book.all('space').keys()]
    .filter(isSpaceId)
    .filter((id) => ![...desk.book.rolesIn(id).values()].includes('owner'))
}

/**
 * Whom the server's own edits are by: a program of this server, made when first needed. It has a role nowhere, but its
 * name stands beside what it wrote.
 */
export function operatorPerson(desk: Desk): Promise<PersonId> {
  return desk.inTurn(async () => {
    const known = desk.book.get('setting', 'operator')?.value
    if (isPersonId(known) && desk.book.get('person', known) !== undefined) return known
    const { id, change } = newPerson(desk, { name: 'Import', program: true })
    await desk.commit([change, { kind: 'setting', key: 'operator', value: { value: id } }])
    return id
  })
}

/** Keeps the list's copy of a space's name and icon. The document is the truth; a long or odd name is mended for lists. */
export async function mirrorMeta(
  desk: Desk,
  space: SpaceId,
  meta: { readonly name: string; readonly icon: string | null },
): Promise<void> {
  await desk.inTurn(async () => {
    const known = desk.book.get('space', space)
    const name = cleanName(meta.name)
    const icon = meta.icon === null ? null : meta.icon.slice(0, 32)
    if (known === undefined || name === '' || (known.name === name && known.icon === icon)) return
    await desk.commit([{ kind: 'space', key: space, value: { ...known, name, icon } }])
  })
}

/** Who owns what the operator makes; null while the server has no owner. */
export const heir = (desk: Desk): PersonId | null => firstOwner(desk.book)
