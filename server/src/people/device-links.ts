import type { PersonId } from '@weft/space'
import type { Change } from './book.ts'
import type { Desk, ReadingDesk } from './desk.ts'
import { type Browser, hasRoom, newDevice } from './devices.ts'
import { judgeRecord, used } from './invitation.ts'
import type { Invitation } from './schema.ts'
import { hashOf, newSecret, type SecretHash } from './secret.ts'
import { currentWho, type Who } from './who.ts'

/** How long a link to another device holds, in ms: long enough to walk to it, too short to be found later. */
export const DEVICE_LINK_MS = 10 * 60_000
/** Of the links that one person made so many are remembered, to say of an old one why it doesn't open. */
const REMEMBERED = 10

export type DeviceLink = Extract<Invitation, { kind: 'device' }>

/** A link that signs one more device in as this person, once. It takes the place of the one before. */
export function createDeviceLink(
  desk: Desk,
  who: Who,
): Promise<{ readonly secret: string } | 'unauthenticated' | 'too_many_devices'> {
  return desk.inTurn(async () => {
    if (currentWho(desk.book, who) === null) return 'unauthenticated'
    const person = who.persona.id
    if (!hasRoom(desk, person)) return 'too_many_devices'
    const secret = newSecret((bytes) => desk.runtime.random(bytes))
    const at = desk.runtime.now()
    const expires = at + DEVICE_LINK_MS
    const value = { kind: 'device' as const, person, by: who.credential.hash, at, expires, left: 1 }
    const forgotten = linksOf(desk, person).slice(REMEMBERED - 1)
    await desk.commit([
      ...openLinks(desk, person),
      ...forgotten.map(([key]): Change => ({ kind: 'invitation', key, value: undefined })),
      { kind: 'invitation', key: hashOf(secret), value },
    ])
    return { secret }
  })
}

/** When the link that is open ends by itself; null when none is. */
export function deviceLinkOf(desk: ReadingDesk, person: PersonId): number | null {
  const open = linksOf(desk, person).find(([, link]) => judgeRecord(link, desk.runtime.now()) === 'good')
  return open?.[1].expires ?? null
}

/** Takes the open link back, if there is one. */
export function endDeviceLink(desk: Desk, who: Who): Promise<void> {
  return desk.inTurn(() => desk.commit(openLinks(desk, who.persona.id)))
}

export interface SignedIn {
  readonly person: PersonId
  /** The new device's secret; null when this browser was signed in as the same person already, and nothing was used up. */
  readonly device: string | null
}

/** Takes the one use of a link that was found good, in the turn in which it was. `who`: whom this browser is signed in as. */
export async function signInByLink(
  desk: Desk,
  who: Who | null,
  browser: Browser,
  key: SecretHash,
  link: DeviceLink,
): Promise<SignedIn | 'other_person' | 'too_many_devices'> {
  const { person } = link
  if (who !== null) return who.persona.id === person ? { person, device: null } : 'other_person'
  if (!hasRoom(desk, person)) return 'too_many_devices'
  const device = newDevice(desk, person, browser, 'deviceLink')
  await desk.commit([device.change, { kind: 'invitation', key, value: used(link) }])
  return { person, device: device.secret }
}

/** Newest first. */
function linksOf({ book }: ReadingDesk, person: PersonId): readonly (readonly [SecretHash, DeviceLink])[] {
  const found: (readonly [SecretHash, DeviceLink])[] = []
  for (const [key, link] of book.all('invitation'))
    if (link.kind === 'device' && link.person === person) found.push([key, link])
  return found.toSorted(([, a], [, b]) => b.at - a.at)
}

function openLinks(desk: Desk, person: PersonId): Change[] {
  const ended = desk.runtime.now()
  return linksOf(desk, person)
    .filter(([, link]) => judgeRecord(link, ended) === 'good')
    .map(([key, link]) => ({ kind: 'invitation', key, value: { ...link, ended } }))
}
