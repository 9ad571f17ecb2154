import { MemoryDisk, memoryStore } from '@weft/persistence/testing'
import { type PersonId, personId, type SpaceId } from '@weft/space'
import { virtualRuntime } from '@weft/space/testing'
import { expect, it } from 'vitest'
import { Book } from './book.ts'
import { createDesk } from './desk.ts'
import { addSpace } from './spaces.ts'
import { createToken, expireTokens, tokensOf } from './tokens.ts'
import { whoOfToken } from './who.ts'

const DAY = 86_400_000
const space = 'SSSSSSSSSSSSSSSSSSSSSS' as SpaceId

it('G5: a token whose time has come opens nothing, has no role, and its connections end', async () => {
  const runtime = virtualRuntime(1)
  const { records } = await memoryStore(new MemoryDisk())
  const book = await Book.open(records, () => undefined)
  const ended: string[] = []
  const roles: [PersonId, string | null][] = []
  const desk = createDesk(book, runtime, {
    roleChanged: (_space, person, role) => roles.push([person, role]),
    personaChanged: () => undefined,
    amnestyChanged: () => undefined,
    credentialEnded: (hash) => ended.push(hash),
  })
  const by: PersonId = personId((bytes) => bytes.fill(1))
  await addSpace(desk, { id: space, name: 'S', by, owner: null })
  const made = { space, role: 'member' as const }
  const short = await createToken(desk, { ...made, name: 'Short', days: 1 })
  const long = await createToken(desk, { ...made, name: 'Long', days: null })
  await runtime.advance(DAY - 1)
  await expireTokens(desk)
  expect(whoOfToken(book, short.token)?.persona.name).toBe('Short')
  await runtime.advance(1)
  await expireTokens(desk)
  expect(whoOfToken(book, short.token)).toBeNull()
  expect(ended).toHaveLength(1)
  expect(roles.at(-1)).toEqual([short.member.id, null])
  expect(book.rolesOf(short.member.id).size).toBe(0)
  expect(whoOfToken(book, long.token)).not.toBeNull()
  expect(tokensOf(desk, space).map(({ name }) => name)).toEqual(['Long'])
})
