import { type Store, StoreError } from '@weft/persistence'
import { MemoryDisk, memoryStore } from '@weft/persistence/testing'
import { type PersonId, personId, readMeta, setMeta } from '@weft/space'
import { virtualRuntime } from '@weft/space/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type House, openHouse } from './house.ts'
import { ALL_LIMITS } from './limits.ts'
import { type Log, silentLog } from './log.ts'
import { systemRuntime } from './system-runtime.ts'

const anna: PersonId = personId((bytes) => bytes.fill(1))
let disk: MemoryDisk
let house: House
let close: (() => Promise<void>) | null

const open = async (log: Log = silentLog): Promise<House> =>
  openWith(await memoryStore(disk, { warn: () => undefined }), log)
const openWith = (store: Store, log: Log): Promise<House> =>
  openHouse({
    data: 'memory',
    limits: ALL_LIMITS,
    runtime: systemRuntime,
    meter: { add() {}, observe() {} },
    log,
    store,
  })
beforeEach(async () => {
  disk = new MemoryDisk()
  house = await open()
  close = () => house.close()
  await house.desk.book.commit([
    { kind: 'person', key: anna, value: { name: 'Anna', dye: 'woad', at: 1, owner: true, program: false } },
  ])
})
afterEach(() => close?.())

describe('a house', () => {
  it('makes spaces whose document is there after a restart, with their owner', async () => {
    const space = await house.createSpace('Plans', anna, anna)
    await house.close()
    house = await open()
    expect(house.desk.book.get('space', space)).toMatchObject({ name: 'Plans', by: anna })
    expect(house.desk.book.rolesIn(space).get(anna)).toBe('owner')
    expect(await house.rooms.read(space, (doc) => readMeta(doc).name)).toBe('Plans')
  })

  it('shows no space that the disk did not take', async () => {
    close = null
    disk.failNext('batch')
    await expect(house.createSpace('Plans', anna, anna)).rejects.toThrow()
    expect(house.desk.book.all('space').size).toBe(0)
    expect(house.desk.book.rolesOf(anna).size).toBe(0)
    expect(house.store.failure).not.toBeNull()
  })

  it('goes on when its disk takes writes again: what was refused is nowhere, neither now nor after a restart', async () => {
    const runtime = virtualRuntime(1)
    const told: string[] = []
    const note = (event: string) => void told.push(event)
    await house.close()
    const store = await memoryStore(disk)
    house = await openHouse({
      data: 'memory',
      limits: ALL_LIMITS,
      runtime,
      meter: { add() {}, observe() {} },
      log: { ...silentLog, warn: note, error: note },
      store,
    })
    const name = (to: string) =>
      house.desk.commit([
        { kind: 'person', key: anna, value: { name: to, dye: 'woad', at: 1, owner: true, program: false } },
      ])
    // It had reached the disk, unnoticed.
    disk.failNext('batch')
    await expect(name('Refused')).rejects.toThrow()
    await expect(name('Refused too')).rejects.toThrow()
    await runtime.advance(7_000)
    expect(store.failure).toBeNull()
    expect(told).toEqual(['storage_failed', 'storage_well'])
    expect(house.desk.book.get('person', anna)?.name).toBe('Anna')
    expect(await store.records.get('person', anna)).toMatchObject({ name: 'Anna' })
    await name('Anna B.')
    await house.close()
    house = await open()
    expect(house.desk.book.get('person', anna)?.name).toBe('Anna B.')
  })

  it('lists a space under the name that its document has', async () => {
    const space = await house.createSpace('Plans', anna, anna)
    await house.rooms.edit(space, anna, (doc) => setMeta(doc, { name: 'Better plans', icon: '🧵' }))
    await house.desk.inTurn(() => Promise.resolve())
    expect(house.desk.book.get('space', space)).toMatchObject({ name: 'Better plans', icon: '🧵' })
  })

  it('opens though a deletion that a crash cut short can not be ended now, and ends it another time (G11)', async () => {
    const space = await house.createSpace('Plans', anna, anna)
    const other = await house.createSpace('Other', anna, anna)
    const told: string[] = []
    const log = { ...silentLog, error: (event: string) => void told.push(event) }
    await house.desk.commit([{ kind: 'dropping', key: space, value: { at: 1 } }])
    await house.close()
    const store = await memoryStore(disk, { warn: () => undefined })
    const unreadable = new StoreError('DAMAGED', 'A part of the files can’t be read')
    vi.spyOn(store.log, 'drop').mockRejectedValueOnce(unreadable)
    house = await openWith(store, log)
    expect(told).toEqual(['deletion_unfinished'])
    expect(await house.rooms.read(other, (doc) => readMeta(doc).name)).toBe('Other')
    expect([...house.desk.book.all('dropping').keys()]).toEqual([space])
    await house.close()
    house = await open()
    expect(house.desk.book.all('dropping').size).toBe(0)
  })
})
