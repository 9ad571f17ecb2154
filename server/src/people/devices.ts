import type { PersonId } from '@weft/space'
import type { Way } from '@weft/space/audit'
import type { Book, Change } from './book.ts'
import type { Desk, ReadingDesk } from './desk.ts'
import { deviceName } from './device-name.ts'
import { judgeRecord } from './invitation.ts'
import type { RecordOf } from './schema.ts'
import { hashOf, newSecret, type SecretHash } from './secret.ts'
import { idOf } from './tokens.ts'
import { currentWho, type Who } from './who.ts'

/** Devices that one person may be signed in on; above it the next one is refused. */
export const MOST_DEVICES = 50

/** The browser that asks, as its requests show it. */
export interface Browser {
  /** The page that asks came over HTTPS. */
  readonly secure: boolean
  readonly userAgent?: string | undefined
}

/** A device that isn't written yet; `secret` is for its cookie, and told once. */
export function newDevice(
  desk: Desk,
  person: PersonId,
  { secure, userAgent }: Browser,
  way: Way,
): { readonly secret: string; readonly change: Change } {
  const secret = newSecret((bytes) => desk.runtime.random(bytes))
  const at = desk.runtime.now()
  const value = { person, at, seen: at, secure, name: deviceName(userAgent), way }
  return { secret, change: { kind: 'device', key: hashOf(secret), value } }
}

export type KnownDevice = RecordOf<'device'> & { readonly hash: SecretHash; readonly id: string }

/** Where a person is signed in, the newest first. */
export function devicesOf({ book }: ReadingDesk, person: PersonId): readonly KnownDevice[] {
  return [...book.all('device')]
    .filter(([, device]) => device.person === person)
    .map(([hash, device]) => ({ ...device, hash, id: idOf(hash) }))
    .toSorted((a, b) => b.at - a.at)
}

export const hasRoom = (desk: Desk, person: PersonId): boolean =>
  devicesOf(desk, person).length < MOST_DEVICES

/** Signs one of their devices out; its connections close. `unauthenticated`: the one that asks has been signed out itself. */
export function endDevice(
  desk: Desk,
  who: Who,
  id: string,
): Promise<'ended' | 'not_found' | 'unauthenticated'> {
  return desk.inTurn(async () => {
    if (currentWho(desk.book, who) === null) return 'unauthenticated'
    const device = devicesOf(desk, who.persona.id).find((one) => one.id === id)
    if (device === undefined) return 'not_found'
    await endAll(desk, [device.hash])
    return 'ended'
  })
}

/** Signs out all of their devices but the one that asks. */
export function endOtherDevices(desk: Desk, who: Who): Promise<'ended' | 'unauthenticated'> {
  return desk.inTurn(async () => {
    if (currentWho(desk.book, who) === null) return 'unauthenticated'
    const others = devicesOf(desk, who.persona.id).filter(({ hash }) => hash !== who.credential.hash)
    await endAll(
      desk,
      others.map(({ hash }) => hash),
    )
    return 'ended'
  })
}

/**
 * Whether this is the cookie of a device that was signed out here. Of any other unknown one nothing is known: a server that
 * was restored, or started on a wrong folder, must not make browsers throw away what only they have.
 */
export const wasSignedOut = (book: Book, secret: string): boolean =>
  book.get('signedOut', hashOf(secret)) !== undefined

/** Signs this device out; its connections close. */
export function signOut(desk: Desk, who: Who): Promise<void> {
  return desk.inTurn(() => endAll(desk, [who.credential.hash]))
}

/** A device ends together with the links that it made: whoever stole it must not have left a way back in. */
async function endAll(desk: Desk, hashes: readonly SecretHash[]): Promise<void> {
  const { book, events, runtime } = desk
  const gone = new Set(hashes)
  const links = [...book.all('invitation')].filter(
    ([, link]) => link.kind === 'device' && gone.has(link.by) && judgeRecord(link, runtime.now()) === 'good',
  )
  await desk.commit([
    ...hashes.flatMap((key): Change[] => [
      { kind: 'device', key, value: undefined },
      { kind: 'signedOut', key, value: { at: runtime.now() } },
    ]),
    ...links.map(
      ([key, link]): Change => ({
        kind: 'invitation',
        key,
        value: { ...link, ended: runtime.now() },
      }),
    ),
  ])
  for (const hash of hashes) events.credentialEnded(hash)
}
