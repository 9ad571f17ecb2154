import { createHash } from 'node:crypto'
import { cleanName, type PersonId } from '@weft/space'
import type { LinkedAccount } from '@weft/space/api'
import type { Desk, ReadingDesk } from './desk.ts'
import type { SignedIn } from './device-links.ts'
import { type Browser, hasRoom, newDevice } from './devices.ts'
import { newPerson } from './spaces.ts'
import { idOf } from './tokens.ts'
import type { Who } from './who.ts'

/** An account elsewhere that a person signs in with. */
export interface Account {
  readonly issuer: string
  readonly subject: string
  /** Only for somebody who comes for the first time: afterwards the name is theirs to change. */
  readonly name: string | null
}

/** Until they say what they want to be called. */
const NAMELESS = 'New person'

/** Issuer and subject together name an account for ever; as JSON so that no two pairs read alike. */
export const identityKey = ({ issuer, subject }: Pick<Account, 'issuer' | 'subject'>): string =>
  createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('base64url')

/** Whether an account elsewhere is one of this person's ways in. */
export function hasAccount({ book }: ReadingDesk, person: PersonId | null): boolean {
  for (const identity of book.all('identity').values()) if (identity.person === person) return true
  return false
}

/**
 * Signs in whoever has this account: the person it is linked to, or a new one, who has no role anywhere yet.
 * `who`: who was signed in where it began; the account is linked to them, and their device stays as it is.
 * `taken`: it is linked to somebody else. `ended`: that device was signed out meanwhile; whoever holds it must not get
 * themselves a way back in.
 */
export function signInWith(
  desk: Desk,
  account: Account,
  at: Browser & { readonly who: Who | null },
): Promise<SignedIn | 'taken' | 'ended' | 'too_many_devices'> {
  return desk.inTurn(async () => {
    if (at.who?.current === false) return 'ended'
    const key = identityKey(account)
    const linked = desk.book.get('identity', key)?.person
    const known = linked !== undefined && desk.book.get('person', linked) !== undefined ? linked : null
    const here = at.who === null ? null : at.who.persona.id
    if (known !== null && here !== null && known !== here) return 'taken'
    if (known !== null && here === null && !hasRoom(desk, known)) return 'too_many_devices'
    const found = known ?? here
    const made =
      found === null ? newPerson(desk, { name: cleanName(account.name ?? '') || NAMELESS }) : { id: found }
    const device = here === null ? newDevice(desk, made.id, at, 'account') : null
    const value = { person: made.id, issuer: account.issuer, at: desk.runtime.now() }
    await desk.commit([
      ...('change' in made ? [made.change] : []),
      ...(known === null ? [{ kind: 'identity' as const, key, value }] : []),
      ...(device === null ? [] : [device.change]),
    ])
    return { person: made.id, device: device?.secret ?? null }
  })
}

/** The accounts elsewhere that sign this person in, the newest first. */
export function accountsOf({ book }: ReadingDesk, person: PersonId): readonly LinkedAccount[] {
  return [...book.all('identity')]
    .filter(([, identity]) => identity.person === person)
    .map(([key, { issuer, at }]) => ({ id: idOf(key), issuer, at }))
    .toSorted((a, b) => b.at - a.at)
}

/** From now on the account is nobody's: who signs in with it is a new person. @returns whether there was one. */
export function unlinkAccount(desk: Desk, who: Who, id: string): Promise<boolean> {
  return desk.inTurn(async () => {
    if (!who.current) return false
    for (const [key, { person }] of desk.book.all('identity')) {
      if (person !== who.persona.id || idOf(key) !== id) continue
      await desk.commit([{ kind: 'identity', key, value: undefined }])
      return true
    }
    return false
  })
}
