import type { PersonId } from '@weft/space'
import type { Passkey, PasskeySignIn, RegisterPasskey } from '@weft/space/api'
import type { Challenges } from './challenges.ts'
import type { Desk, ReadingDesk } from './desk.ts'
import type { SignedIn } from './device-links.ts'
import { deviceName } from './device-name.ts'
import { type Browser, hasRoom, newDevice } from './devices.ts'
import type { RecordOf } from './schema.ts'
import { hashOf, type SecretHash } from './secret.ts'
import type { Site } from './site.ts'
import { idOf } from './tokens.ts'
import { checkAssertion, checkAttestation, creationOptions, handleOf, requestOptions } from './webauthn.ts'
import { currentWho, type Who } from './who.ts'

/** Passkeys that one person may have; above it the next one is refused. */
export const MOST_PASSKEYS = 20

/** What the decisions about passkeys stand on. */
export interface PasskeyDesk {
  readonly desk: Desk
  readonly challenges: Challenges
  readonly site: Site
}

/** The same person at the same device: another's challenge isn't answered here. */
const registering = (who: Who): string => `register ${who.credential.hash}`
const SIGN_IN = 'sign in'

type Kept = RecordOf<'passkey'> & { readonly hash: SecretHash; readonly id: string }

function keptOf({ book }: ReadingDesk, person: PersonId): readonly Kept[] {
  return [...book.all('passkey')]
    .filter(([, passkey]) => passkey.person === person)
    .map(([hash, passkey]) => ({ ...passkey, hash, id: idOf(hash) }))
    .toSorted((a, b) => b.at - a.at)
}

/** A person's passkeys, the newest first. */
export const passkeysOf = (desk: ReadingDesk, person: PersonId): readonly Passkey[] =>
  keptOf(desk, person).map(({ id, name, at, used, synced }) => ({ id, name, at, used, synced }))

/** What a browser makes a passkey by; it won't make a second one where there is one already. */
export function beginPasskey(
  { desk, challenges, site }: PasskeyDesk,
  who: Who,
): Promise<{ challenge: string }> {
  const known = keptOf(desk, who.persona.id)
  return creationOptions(site, challenges.create(registering(who)), who.persona, known)
}

/** Keeps a passkey that the browser made. */
export async function addPasskey(
  { desk, challenges, site }: PasskeyDesk,
  who: Who,
  answer: RegisterPasskey,
  { userAgent }: Browser,
): Promise<Passkey | 'passkey_refused' | 'too_many' | 'unauthenticated'> {
  const made = await checkAttestation(site, answer, (challenge) =>
    challenges.take(challenge, registering(who)),
  )
  if (made === null) return 'passkey_refused'
  return desk.inTurn(async () => {
    if (currentWho(desk.book, who) === null) return 'unauthenticated'
    const key = hashOf(made.credential)
    // An authenticator's ids are random: one that is known is copied from somebody's record.
    if (desk.book.get('passkey', key) !== undefined) return 'passkey_refused'
    const person = who.persona.id
    if (keptOf(desk, person).length >= MOST_PASSKEYS) return 'too_many'
    const value = { ...made, person, name: deviceName(userAgent), at: desk.runtime.now(), used: null }
    await desk.commit([{ kind: 'passkey', key, value }])
    const { name, at, used, synced } = value
    return { id: idOf(key), name, at, used, synced }
  })
}

/** @returns whether there was one. */
export function removePasskey(desk: Desk, who: Who, id: string): Promise<boolean> {
  return desk.inTurn(async () => {
    if (currentWho(desk.book, who) === null) return false
    const passkey = keptOf(desk, who.persona.id).find((one) => one.id === id)
    if (passkey === undefined) return false
    await desk.commit([{ kind: 'passkey', key: passkey.hash, value: undefined }])
    return true
  })
}

/** What a browser asks its passkeys with. It names none: nobody learns by asking who has one here. */
export const beginSignIn = ({ challenges, site }: PasskeyDesk): Promise<{ challenge: string }> =>
  requestOptions(site, challenges.create(SIGN_IN))

/** Signs a new device in as the person whose passkey has signed. `who`: whom this browser is signed in as. */
export async function signInByPasskey(
  { desk, challenges, site }: PasskeyDesk,
  who: Who | null,
  answer: PasskeySignIn,
  browser: Browser,
): Promise<SignedIn | 'passkey_refused' | 'passkey_unknown' | 'other_person' | 'too_many_devices'> {
  const key = hashOf(answer.id)
  const known = desk.book.get('passkey', key)
  if (known === undefined) return 'passkey_unknown'
  const said = answer.response.userHandle
  if (said !== undefined && said !== null && said !== handleOf(known.person)) return 'passkey_refused'
  const signed = await checkAssertion(site, answer, known, (challenge) => challenges.take(challenge, SIGN_IN))
  if (signed === null) return 'passkey_refused'
  return desk.inTurn(async () => {
    const passkey = desk.book.get('passkey', key)
    if (passkey === undefined || desk.book.get('person', passkey.person) === undefined)
      return 'passkey_unknown'
    // Another signature may have been taken while this one was checked.
    if (!counts(passkey.counter, signed.counter)) return 'passkey_refused'
    const { person } = passkey
    if (who !== null && who.persona.id !== person) return 'other_person'
    if (who === null && !hasRoom(desk, person)) return 'too_many_devices'
    const device = who === null ? newDevice(desk, person, browser, 'passkey') : null
    const used = desk.runtime.now()
    await desk.commit([
      { kind: 'passkey', key, value: { ...passkey, counter: signed.counter, synced: signed.synced, used } },
      ...(device === null ? [] : [device.change]),
    ])
    return { person, device: device?.secret ?? null }
  })
}

/**
 * A counter that doesn't go up means that the passkey was copied, or the answer heard before; 0 is said by those that never
 * count (WebAuthn 3, 6.1.1).
 */
export const counts = (before: number, now: number): boolean => (before === 0 && now === 0) || now > before
