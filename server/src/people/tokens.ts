import type { Member, SpaceId } from '@weft/space'
import type { Desk, ReadingDesk } from './desk.ts'
import type { LentRole, RecordOf } from './schema.ts'
import { hashOf, newToken, type SecretHash } from './secret.ts'
import { mustBeThere, newPerson, roleChange } from './spaces.ts'
import { personaOf } from './who.ts'

const DAY = 86_400_000

/** What names a token or a link without giving it away: the beginning of its hash. */
export const idOf = (hash: SecretHash): string => hash.slice(0, 12)

/** A token acts as a person of its own, in one space, with at most `role`. The secret is told once. `days: null`: for ever. Rejects with NoSpace. */
export function createToken(
  desk: Desk,
  made: { space: SpaceId; role: LentRole; name: string; days: number | null },
): Promise<{ readonly token: string; readonly id: string; readonly member: Member }> {
  return desk.inTurn(async () => {
    mustBeThere(desk, made.space)
    const token = newToken((bytes) => desk.runtime.random(bytes))
    const { id: person, change } = newPerson(desk, { name: made.name, program: true })
    const { space, role, name } = made
    const at = desk.runtime.now()
    const expires = made.days === null ? null : at + made.days * DAY
    await desk.commit([
      change,
      roleChange(desk, space, person, role),
      { kind: 'token', key: hashOf(token), value: { person, space, role, name, at, expires } },
    ])
    desk.events.roleChanged(space, person, role)
    const persona = personaOf(desk.book, person)
    if (persona === null) throw new Error('a person just written is not in the book')
    return { token, id: idOf(hashOf(token)), member: { ...persona, role } }
  })
}

export type KnownToken = RecordOf<'token'> & { readonly id: string }

/** The tokens of a space, the newest first. */
export function tokensOf({ book }: ReadingDesk, space: SpaceId): readonly KnownToken[] {
  return [...book.all('token')]
    .filter(([, token]) => token.space === space)
    .map(([hash, token]) => ({ ...token, id: idOf(hash) }))
    .toSorted((a, b) => b.at - a.at)
}

/** Ends a token; its connections close, and its person has no role any more. @returns whether there was one. */
export function revokeToken(desk: Desk, space: SpaceId, id: string): Promise<boolean> {
  return desk.inTurn(async () => {
    for (const [hash, token] of desk.book.all('token')) {
      if (token.space !== space || idOf(hash) !== id) continue
      await end(desk, hash, token)
      return true
    }
    return false
  })
}

/** Ends the tokens whose time has come. Asked every second, so that open connections follow within two (G5). */
export function expireTokens(desk: Desk): Promise<void> {
  const due = (): [SecretHash, RecordOf<'token'>][] => {
    const now = desk.runtime.now()
    return [...desk.book.all('token')].filter(([, { expires }]) => expires !== null && expires <= now)
  }
  if (due().length === 0) return Promise.resolve()
  return desk.inTurn(async () => {
    for (const [hash, token] of due()) await end(desk, hash, token)
  })
}

async function end(desk: Desk, hash: SecretHash, { space, person }: RecordOf<'token'>): Promise<void> {
  await desk.commit([{ kind: 'token', key: hash, value: undefined }, roleChange(desk, space, person, null)])
  desk.events.credentialEnded(hash)
  desk.events.roleChanged(space, person, null)
}
