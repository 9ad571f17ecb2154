import { isPersonId, type Member, type Persona, type PersonId, type Role, type SpaceId } from '@weft/space'
import { authorize, effectiveRole, type Grants, roleNow } from './authorize.ts'
import type { Book } from './book.ts'
import type { RecordOf } from './schema.ts'
import { hashOf, type SecretHash } from './secret.ts'

/** Somebody whose device cookie or token this server knows, with what they may reach. */
export interface Who extends Grants {
  readonly persona: Persona
  /** An owner of this server. */
  readonly owner: boolean
  readonly credential: { readonly kind: 'device' | 'token'; readonly hash: SecretHash }
  /** Whether the credential still opens; asked anew each time, like `roles`. */
  readonly current: boolean
}

const NO_ROLES: ReadonlyMap<SpaceId, Role> = new Map()

const personaIn = (id: PersonId, { name, dye, picture }: RecordOf<'person'>): Persona =>
  picture === undefined ? { id, name, dye } : { id, name, dye, picture }

export function personaOf(book: Book, id: PersonId): Persona | null {
  const person = book.get('person', id)
  return person === undefined ? null : personaIn(id, person)
}

/** Who this device cookie belongs to. Their roles are always today's. */
export function whoOfDevice(book: Book, secret: string): Who | null {
  const hash = hashOf(secret)
  const device = book.get('device', hash)
  return device === undefined ? null : who(book, device.person, { kind: 'device', hash }, null)
}

export function whoOfToken(book: Book, secret: string): Who | null {
  const hash = hashOf(secret)
  const token = book.get('token', hash)
  if (token === undefined) return null
  return who(book, token.person, { kind: 'token', hash }, { space: token.space, role: token.role })
}

/** Of somebody who was here, as much as it takes to ask after them again. */
export type Past = Pick<Who, 'persona' | 'credential' | 'scope'>

/** The same person by the same credential, or null when that has ended. */
export function currentWho(book: Book, past: Past): Who | null {
  const { kind, hash } = past.credential
  if (book.get(kind, hash) === undefined) return null
  return who(book, past.persona.id, past.credential, past.scope)
}

function who(
  book: Book,
  id: PersonId,
  credential: Who['credential'],
  scope: { space: SpaceId; role: Role } | null,
): Who | null {
  const person = book.get('person', id)
  if (person === undefined) return null
  return {
    persona: personaIn(id, person),
    owner: person.owner,
    credential,
    scope,
    get current() {
      return book.get(credential.kind, credential.hash) !== undefined
    },
    // Asked anew each time: whoever waited for a body or for their turn must not act on a role they had before, nor on a
    // device that was signed out meanwhile.
    get roles() {
      return this.current ? book.rolesOf(id) : NO_ROLES
    },
    archived: (space) => book.archived(space),
  }
}

/** This person as the others in the space see them; null when they may not read it, or it doesn't exist. */
export function memberOf(who: Who | null, space: SpaceId): Member | null {
  const role = effectiveRole(who, space)
  return who === null || role === null || !authorize(who, space, 'read')
    ? null
    : memberIn(who.persona, roleNow(role, who.archived(space)))
}

/** Spelled out, for one is kept for each connection: V8 gives each that is spread a shape of its own, 230 bytes. */
const memberIn = ({ id, name, dye, picture }: Persona, role: Role): Member =>
  picture === undefined ? { id, name, dye, role } : { id, name, dye, picture, role }

/** Whether this person, now without a role there, once had one: what their devices keep of the space is to go. */
export const isFormer = (book: Book, who: Who, space: SpaceId): boolean =>
  who.scope === null && book.formerOf(who.persona.id).has(space)

/** Everybody with a role in the space; and of those who `wrote` there, who has none (any more), as `gone`. */
export function membersOf(
  book: Book,
  space: SpaceId,
  wrote: ReadonlySet<PersonId> = new Set(),
): readonly (Member & { readonly gone?: true })[] {
  const roles = book.rolesIn(space)
  const members: (Member & { gone?: true })[] = []
  for (const [id, role] of roles) {
    const persona = personaOf(book, id)
    if (persona !== null) members.push({ ...persona, role })
  }
  for (const id of wrote) {
    const persona = roles.has(id) ? null : personaOf(book, id)
    if (persona !== null) members.push({ ...persona, role: 'viewer', gone: true })
  }
  return members
}

/** The same with the roles as they count now: what those who have the space open are told of each other. */
export const membersNow = (book: Book, space: SpaceId, wrote: ReadonlySet<PersonId>) =>
  membersOf(book, space, wrote).map((one) => ({ ...one, role: roleNow(one.role, book.archived(space)) }))

/** Everybody with a role in a space, but for programs. */
export const readersOf = (book: Book, space: SpaceId): readonly PersonId[] =>
  [...book.rolesIn(space).keys()].filter((person) => book.get('person', person)?.program === false)

export function hasOwner(book: Book): boolean {
  return firstOwner(book) !== null
}

/** The owner of this server; of several, the one who came first. */
export function firstOwner(book: Book): PersonId | null {
  let first: { id: PersonId; at: number } | null = null
  for (const [id, person] of book.all('person')) {
    if (person.owner && isPersonId(id) && (first === null || person.at < first.at))
      first = { id, at: person.at }
  }
  return first?.id ?? null
}
