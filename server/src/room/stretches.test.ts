import { expect, test } from 'vitest'
import { authorsOf } from './authors.ts'
import { Owners } from './owners.ts'
import { Stretches } from './stretches.ts'
import { person, SPACE, world } from './testing.ts'

const ann = person('ann').id
const ben = person('ben').id
const MINUTE = 60_000

test('what one person writes without a long break is one stretch', () => {
  const all = new Stretches()
  const typed = (clock: number, minute: number, by = ann, unverified = false) =>
    all.wrote([{ client: 7, clock, length: 1 }], by, minute * MINUTE, unverified)
  typed(0, 0)
  typed(1, 4)
  typed(2, 5)
  typed(3, 6, ben, true)
  typed(4, 7)
  // Lost, and brought back below what is there: nobody knows where it would end.
  typed(1, 8, ben, true)
  expect(
    all.of(7).map(({ clock, at, person, unverified }) => [clock, at / MINUTE, person, unverified]),
  ).toEqual([
    [0, 0, ann, false],
    [2, 5, ann, false],
    [3, 6, ben, true],
    [4, 7, ann, false],
  ])
  expect(all.of(8)).toEqual([])
})

test('G6: who wrote what, and when, is the same after a crash, and after a snapshot took the records’ place', async () => {
  const w = await world()
  const a = w.client(person('ann')).hello()
  const b = w.client(person('ben')).hello()
  await w.pass()
  a.write('first')
  await w.pass(40)
  b.write('second')
  await w.pass(6 * MINUTE)
  a.write('third')
  await w.pass(40)
  const page = await w.rooms.authors(SPACE, { after: -1 })
  expect(page.next).toBeNull()
  const ofAnn = page.authors.find(({ client }) => client === a.doc.clientID)
  expect(ofAnn?.person).toBe(ann)
  expect(ofAnn?.stretches.map(({ clock, by, verified }) => [clock, by, verified])).toEqual([
    [0, ann, true],
    [1, ann, true],
  ])
  const [began = 0, wentOn = 0] = ofAnn?.stretches.map(({ at }) => at) ?? []
  expect(wentOn - began).toBeGreaterThan(5 * MINUTE)

  const after = await w.crash()
  expect(await after.rooms.authors(SPACE, { after: -1 })).toEqual(page)
  // Long enough for a snapshot, and for the room to leave memory.
  const c = after.client(person('ann'), { doc: a.doc }).hello()
  await after.pass(40)
  for (let i = 0; i < 250; i++) {
    c.write(`${i}`)
    await after.pass(20)
  }
  c.transport.drop()
  await after.pass(60_000)
  expect(after.counted.get('compactions')).toBe(1)
  const later = await after.rooms.authors(SPACE, { clients: [b.doc.clientID, 1] })
  expect(later.authors).toMatchObject(page.authors.filter(({ client }) => client === b.doc.clientID))
})

test('many authors come in pages', async () => {
  const w = await world()
  for (let i = 0; i < 5; i++) {
    const one = w.client(person('ann')).hello()
    await w.pass()
    one.write(`${i}`)
    await w.pass(40)
    one.transport.drop()
  }
  const all = await w.rooms.authors(SPACE, { after: -1 })
  const seen: number[] = []
  for (let after: number | null = -1; after !== null; ) {
    const page: Awaited<ReturnType<typeof w.rooms.authors>> = await w.rooms.authors(SPACE, { after, most: 2 })
    expect(page.authors.length).toBeLessThanOrEqual(2)
    seen.push(...page.authors.map(({ client }) => client))
    after = page.next
  }
  expect(seen).toEqual(all.authors.map(({ client }) => client))
  expect(seen).toHaveLength(5)
  expect(seen.toSorted((a, b) => a - b)).toEqual(seen)
})

test('a page out of many thousand authors is the next of all, whoever came first', () => {
  const owners = new Owners()
  const clients = Array.from({ length: 20_010 }, (_, i) => ((i * 7_919) % 20_011) + 1)
  owners.claim(clients, ann)
  const recorded = { document: { clock: () => 1 }, owners, stretches: new Stretches() }
  const after = clients.toSorted((a, b) => a - b).filter((client) => client > 700)
  const page = authorsOf(recorded, { after: 700, most: 10 })
  expect(page.authors.map(({ client }) => client)).toEqual(after.slice(0, 10))
  expect(page.next).toBe(after[9])
  const last = authorsOf(recorded, { after: after.at(-10) ?? 0, most: 9 })
  expect([last.authors.length, last.next]).toEqual([9, null])
})
