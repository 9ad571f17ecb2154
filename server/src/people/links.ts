import type { Dye, PersonId, SpaceId } from '@weft/space'
import type { Look } from '@weft/space/api'
import { atLeast } from './authorize.ts'
import type { Change } from './book.ts'
import type { Desk, ReadingDesk } from './desk.ts'
import { signInByLink } from './device-links.ts'
import { type Browser, newDevice } from './devices.ts'
import { nextDye } from './dye.ts'
import { judgeLink, type LinkProblem, used } from './invitation.ts'
import type { Invitation, LentRole, RecordOf } from './schema.ts'
import { hashOf, newSecret, type SecretHash } from './secret.ts'
import { mustBeThere, newPerson, ownerlessSpaces, roleChange } from './spaces.ts'
import { currentWho, firstOwner, personaOf, type Who } from './who.ts'

const HOUR = 3_600_000

/** A one-time link whose opener becomes an owner of this server. `hours: null`: until it is used or replaced. */
export function createOwnerLink(
  desk: Desk,
  made: { printed: boolean; hours: number | null },
): Promise<string> {
  return desk.inTurn(async () => {
    const secret = newSecret((bytes) => desk.runtime.random(bytes))
    const at = desk.runtime.now()
    const expires = made.hours === null ? null : at + made.hours * HOUR
    const value = { kind: 'owner' as const, printed: made.printed, at, expires, left: 1 }
    await desk.commit([
      ...(made.printed ? printedLinks(desk, null) : []),
      { kind: 'invitation', key: hashOf(secret), value },
    ])
    return secret
  })
}

/** A link that lets its opener in. Rejects with NoSpace. */
export function createInvitation(
  desk: Desk,
  made: { space: SpaceId; role: LentRole; by: PersonId | null; hours: number | null; uses: number | null },
): Promise<string> {
  return desk.inTurn(async () => {
    mustBeThere(desk, made.space)
    const secret = newSecret((bytes) => desk.runtime.random(bytes))
    const at = desk.runtime.now()
    const expires = made.hours === null ? null : at + made.hours * HOUR
    const { space, role, by } = made
    const value = { kind: 'space' as const, space, role, by, at, expires, left: made.uses }
    await desk.commit([{ kind: 'invitation', key: hashOf(secret), value }])
    return secret
  })
}

/** What a link leads to; changes nothing. */
export function lookAtLink(desk: ReadingDesk, secret: string): Look | LinkProblem {
  const { book, runtime } = desk
  const link = book.get('invitation', hashOf(secret))
  const verdict = judgeLink(secret, link, runtime.now())
  if (link === undefined || verdict !== 'good') return verdict === 'good' ? 'link_unknown' : verdict
  if (link.kind === 'owner') return { kind: 'owner', dye: nextDye(book, null) }
  if (link.kind === 'device') {
    const person = personaOf(book, link.person)
    return person === null ? 'link_unknown' : { kind: 'device', person, expires: link.expires }
  }
  const space = book.get('space', link.space)
  if (space === undefined) return 'link_unknown'
  const by = link.by === null ? undefined : book.get('person', link.by)
  return {
    kind: 'space',
    space: space.name,
    role: link.role,
    invitedBy: by?.name ?? 'The operator of this server',
    expires: link.expires,
    dye: nextDye(book, link.space),
  }
}

export interface AcceptWish extends Browser {
  readonly secret: string
  readonly name?: string | undefined
  readonly dye?: Dye | undefined
}
export interface Accepted {
  readonly person: PersonId
  /** The new device's secret, for its cookie; null when this browser was already signed in. */
  readonly device: string | null
  readonly space: SpaceId | null
  readonly becameOwner: boolean
}

/** Takes one use of a link, exactly once, however many ask at the same moment. `who`: whom this browser is signed in as. */
export function acceptLink(
  desk: Desk,
  who: Who | null,
  wish: AcceptWish,
): Promise<Accepted | LinkProblem | 'name_needed' | 'other_person' | 'too_many_devices' | 'unauthenticated'> {
  return desk.inTurn(async () => {
    // Signed out while they waited for their turn.
    if (who !== null && currentWho(desk.book, who) === null) return 'unauthenticated'
    const key = hashOf(wish.secret)
    const link = desk.book.get('invitation', key)
    const verdict = judgeLink(wish.secret, link, desk.runtime.now())
    if (link === undefined || verdict !== 'good') return verdict === 'good' ? 'link_unknown' : verdict
    switch (link.kind) {
      case 'owner':
        return acceptOwner(desk, who, wish, key, link)
      case 'space':
        return join(desk, who, wish, key, link)
      case 'device': {
        if (personaOf(desk.book, link.person) === null) return 'link_unknown'
        const signedIn = await signInByLink(desk, who, wish, key, link)
        return typeof signedIn === 'string' ? signedIn : { ...signedIn, space: null, becameOwner: false }
      }
    }
  })
}

type OwnerLink = Extract<Invitation, { kind: 'owner' }>
type SpaceLink = Extract<Invitation, { kind: 'space' }>

/**
 * Whoever is signed in becomes an owner. Who isn't becomes the owner there is, on a new device (how an owner who lost
 * theirs gets back in), or the first one.
 */
async function acceptOwner(
  desk: Desk,
  who: Who | null,
  wish: AcceptWish,
  key: SecretHash,
  link: OwnerLink,
): Promise<Accepted | 'name_needed'> {
  const known = who?.persona.id ?? firstOwner(desk.book)
  const record = known === null ? undefined : desk.book.get('person', known)
  if (record === undefined && wish.name === undefined) return 'name_needed'
  const person =
    known !== null && record !== undefined
      ? { id: known, change: personChange(known, { ...record, ...given(wish), owner: true }) }
      : newPerson(desk, { name: wish.name ?? '', dye: wish.dye, owner: true })
  const device = who === null ? newDevice(desk, person.id, wish, 'ownerLink') : null
  const claimed = ownerlessSpaces(desk)
  await desk.commit([
    person.change,
    ...(device === null ? [] : [device.change]),
    ...printedLinks(desk, key),
    { kind: 'invitation', key, value: used({ ...link, printed: false }) },
    ...claimed.map((space) => roleChange(desk, space, person.id, 'owner')),
  ])
  for (const space of claimed) desk.events.roleChanged(space, person.id, 'owner')
  return { person: person.id, device: device?.secret ?? null, space: null, becameOwner: true }
}

async function join(
  desk: Desk,
  who: Who | null,
  wish: AcceptWish,
  key: SecretHash,
  link: SpaceLink,
): Promise<Accepted | LinkProblem | 'name_needed'> {
  if (desk.book.get('space', link.space) === undefined) return 'link_unknown'
  if (who === null && wish.name === undefined) return 'name_needed'
  // Somebody who is already in with this role or a higher one doesn't use the link up.
  if (who !== null && atLeast(who.roles.get(link.space) ?? null, link.role))
    return { person: who.persona.id, device: null, space: link.space, becameOwner: false }
  const person =
    who === null
      ? newPerson(desk, { name: wish.name ?? '', dye: wish.dye, space: link.space })
      : { id: who.persona.id }
  const device = who === null ? newDevice(desk, person.id, wish, 'invitation') : null
  await desk.commit([
    ...('change' in person ? [person.change] : []),
    ...(device === null ? [] : [device.change]),
    roleChange(desk, link.space, person.id, link.role),
    { kind: 'invitation', key, value: used(link) },
  ])
  desk.events.roleChanged(link.space, person.id, link.role)
  return { person: person.id, device: device?.secret ?? null, space: link.space, becameOwner: false }
}

const personChange = (id: PersonId, value: RecordOf<'person'>): Change => ({ kind: 'person', key: id, value })

const given = (wish: AcceptWish): { name?: string; dye?: Dye } => ({
  ...(wish.name === undefined ? {} : { name: wish.name }),
  ...(wish.dye === undefined ? {} : { dye: wish.dye }),
})

/** Deletes the owner links that earlier starts printed: only the newest is good, and none once there is an owner. */
function printedLinks(desk: Desk, except: SecretHash | null): Change[] {
  return [...desk.book.all('invitation')]
    .filter(([key, link]) => link.kind === 'owner' && link.printed && key !== except)
    .map(([key]) => ({ kind: 'invitation', key, value: undefined }))
}
