import { createHash } from 'node:crypto'
import { cleanName, type PersonId } from '@weft/space'
import type { Desk } from './desk.ts'
import { type Browser, newDevice } from './devices.ts'
import { newPerson } from './spaces.ts'

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
export function hasAccount({ book }: Desk, person: PersonId | null): boolean {
  for (const identity of book.all('identity').values()) if (identity.person === person) return true
  return false
}

/**
 * Signs in whoever has this account: the person it is linked to, or a new one, who has no role anywhere yet.
 * `person`: who was signed in where it began; the account is linked to them, and their device stays as it is.
 * `taken`: it is linked to somebody else.
 */
export function signInWith(
  desk: Desk,
  account: Account,
  at: Browser & { readonly person: PersonId | null },
): Promise<{ readonly person: PersonId; readonly device: string | null } | 'taken'> {
  return desk.inTurn(async () => {
    const key = identityKey(account)
    const linked = desk.book.get('identity', key)?.person
    const known = linked !== undefined && desk.book.get('person', linked) !== undefined ? linked : null
    const here = at.person !== null && desk.book.get('person', at.person) !== undefined ? at.person : null
    if (known !== null && here !== null && known !== here) return 'taken'
    const found = known ?? here
    const made =
      found === null ? newPerson(desk, { name: cleanName(account.name ?? '') || NAMELESS }) : { id: found }
    const device = here === null ? newDevice(desk, made.id, at) : null
    const value = { person: made.id, issuer: account.issuer, at: desk.runtime.now() }
    await desk.book.commit([
      ...('change' in made ? [made.change] : []),
      ...(known === null ? [{ kind: 'identity' as const, key, value }] : []),
      ...(device === null ? [] : [device.change]),
    ])
    return { person: made.id, device: device?.secret ?? null }
  })
}
