import { MemoryDisk, memoryStore } from '@weft/persistence/testing'
import { type PersonId, personId, type SpaceId, sendMessage } from '@weft/space'
import { virtualRuntime } from '@weft/space/testing'
import { expect, it } from 'vitest'
import { type House, openHouse } from '../operate/house.ts'
import { ALL_LIMITS } from '../operate/limits.ts'
import { silentLog } from '../operate/log.ts'
import { openAmnesty } from './amnesty.ts'
import { archiveSpace, deleteSpace } from './deletion.ts'
import { createInvitation } from './links.ts'
import { setRole } from './members.ts'
import { hashOf } from './secret.ts'
import { NoSpace, roleChange } from './spaces.ts'
import { createToken } from './tokens.ts'
import { whoOfDevice } from './who.ts'

const anna: PersonId = personId((bytes) => bytes.fill(1))

let runtime = virtualRuntime(1)
const open = async (disk: MemoryDisk): Promise<House> =>
  openHouse({
    data: '',
    store: await memoryStore(disk),
    limits: ALL_LIMITS,
    runtime,
    meter: { add() {}, observe() {} },
    log: silentLog,
  })
const spacesIn = async (house: House): Promise<readonly string[]> => {
  const found: string[] = []
  for await (const id of house.store.log.spaces()) found.push(id)
  return found
}
const withSpace = async (house: House): Promise<SpaceId> => {
  const value = { name: 'Anna', dye: 'woad' as const, at: 1, owner: true, program: false }
  await house.desk.commit([{ kind: 'person', key: anna, value }])
  const space = await house.createSpace('Plans', anna, anna)
  // The room gathers edits for a tick.
  const written = house.rooms.edit(space, anna, (doc) => sendMessage(doc, { by: anna, at: 1, text: 'words' }))
  await runtime.advance(100)
  await written
  return space
}

it('G5 a deletion that a failing disk and a crash cut short anywhere is whole or hasn’t begun', async () => {
  const fates = new Set<string>()
  for (let n = 1; ; n++) {
    runtime = virtualRuntime(n)
    const disk = new MemoryDisk()
    const house = await open(disk)
    const space = await withSpace(house)
    disk.failCall(n)
    const done = await house.deleteSpace(house.desk, null, space).catch(() => false)
    disk.heal()
    disk.crash()

    const again = await open(disk)
    const { book } = again.desk
    const kept = book.get('space', space) !== undefined
    expect(book.rolesIn(space).size).toBe(kept ? 1 : 0)
    expect(book.all('dropping').size).toBe(0)
    expect(await spacesIn(again)).toEqual(kept ? [space] : [])
    if (kept) expect(await again.rooms.read(space, (doc) => doc.getArray('timeline').length)).toBe(1)
    await again.close()
    fates.add(`${done ? 'done' : 'cut short'}, ${kept ? 'there' : 'gone'}`)
    if (done) break
  }
  expect([...fates].toSorted()).toEqual(['cut short, gone', 'cut short, there', 'done, gone'])
})

it('G5 who lost the role while they waited for their turn deletes and archives nothing', async () => {
  runtime = virtualRuntime(1)
  const house = await open(new MemoryDisk())
  const space = await withSpace(house)
  const { desk } = house
  const device = { person: anna, at: 1, seen: 1, secure: false, name: 'A browser' }
  await desk.commit([{ kind: 'device', key: hashOf('secret'), value: device }])
  const who = whoOfDevice(desk.book, 'secret')
  const gone = desk.inTurn(() => desk.commit([roleChange(desk, space, anna, 'member')]))
  const done = await Promise.all([house.deleteSpace(desk, who, space), archiveSpace(desk, who, space, true)])
  await gone
  expect(done).toEqual([false, false])
  expect(desk.book.get('space', space)).toMatchObject({ name: 'Plans' })
  expect(desk.book.archived(space)).toBe(false)
  await house.close()
})

it('G5 nothing about a deleted space is written by those who waited for their turn meanwhile', async () => {
  runtime = virtualRuntime(1)
  const house = await open(new MemoryDisk())
  const space = await withSpace(house)
  const { desk } = house
  const gone = house.deleteSpace(desk, null, space)
  const late = [
    createInvitation(desk, { space, role: 'member', by: anna, hours: 1, uses: null }),
    createToken(desk, { space, role: 'member', name: 'Bot', days: null }),
    setRole(desk, space, anna, 'owner'),
    openAmnesty(desk, space, { hours: 1, by: anna }),
  ]
  for (const fate of await Promise.allSettled(late))
    expect(fate).toMatchObject({ status: 'rejected', reason: expect.any(NoSpace) })
  expect(await gone).toBe(true)
  const { book } = desk
  expect([book.rolesIn(space), book.all('invitation'), book.all('token'), book.all('amnesty')]).toEqual(
    Array(4).fill(new Map()),
  )
  await house.close()
})

it('whom a token acted as goes with its space, but stays where else it has a role', async () => {
  runtime = virtualRuntime(1)
  const house = await open(new MemoryDisk())
  const space = await withSpace(house)
  const { desk } = house
  const other = await house.createSpace('Other', anna, anna)
  const made = { space, role: 'member' as const, days: null }
  const here = await createToken(desk, { ...made, name: 'Here' })
  const both = await createToken(desk, { ...made, name: 'Both' })
  await setRole(desk, other, both.member.id, 'viewer')
  await house.deleteSpace(desk, null, space)
  expect(desk.book.all('token').size).toBe(0)
  expect(desk.book.get('person', here.member.id)).toBeUndefined()
  expect(desk.book.get('person', both.member.id)).toMatchObject({ name: 'Both' })
  await house.close()
})

it('a deletion ends only when the files have let go of it', async () => {
  runtime = virtualRuntime(1)
  const house = await open(new MemoryDisk())
  const space = await withSpace(house)
  const { desk, rooms } = house
  const order: string[] = []
  const step = (what: string) => async () => {
    order.push(`${what}, ${desk.book.all('dropping').size} to drop`)
  }
  const stores = { rooms, log: { drop: step('log') }, records: { erase: step('files') } }
  expect(await deleteSpace(desk, stores, null, space)).toBe(true)
  expect([...order, desk.book.all('dropping').size]).toEqual(['log, 1 to drop', 'files, 1 to drop', 0])
  await house.close()
})
