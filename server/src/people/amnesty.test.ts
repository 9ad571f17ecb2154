import { MemoryDisk, memoryStore } from '@weft/persistence/testing'
import { type PersonId, personId, type SpaceId } from '@weft/space'
import { virtualRuntime } from '@weft/space/testing'
import { expect, it } from 'vitest'
import { amnestyOf, endAmnesty, openAmnesty } from './amnesty.ts'
import { Book } from './book.ts'
import { createDesk } from './desk.ts'
import { addSpace, NoSpace } from './spaces.ts'

const space = 'testspace-testspace-22' as SpaceId
const HOUR = 3_600_000

it('an amnesty ends by itself, and another takes its place', async () => {
  const store = await memoryStore(new MemoryDisk())
  const runtime = virtualRuntime(1)
  const told: unknown[] = []
  const book = await Book.open(store.records, () => undefined)
  const desk = createDesk(book, runtime, {
    roleChanged: () => undefined,
    personaChanged: () => undefined,
    credentialEnded: () => undefined,
    amnestyChanged: (_space, amnesty) => told.push(amnesty?.until ?? null),
  })
  const by: PersonId = personId((bytes) => bytes.fill(1))
  await addSpace(desk, { id: space, name: 'S', by, owner: null })
  const isOpen = () => amnestyOf(book, space, runtime.now()) !== null
  const start = runtime.now()
  await openAmnesty(desk, space, { hours: 2, by: null })
  await runtime.advance(2 * HOUR - 1)
  expect(isOpen()).toBe(true)
  await openAmnesty(desk, space, { hours: 1, by: null })
  await runtime.advance(HOUR - 1)
  expect(isOpen()).toBe(true)
  await runtime.advance(1)
  expect(isOpen()).toBe(false)
  expect(await endAmnesty(desk, space)).toBe(false)
  await expect(
    openAmnesty(desk, 'another-space-gone-2222' as SpaceId, { hours: 1, by: null }),
  ).rejects.toThrow(NoSpace)
  expect(told).toEqual([start + 2 * HOUR, start + 3 * HOUR - 1])
})
