import { type Store, StoreError } from '@weft/persistence'
import { MemoryDisk, memoryStore } from '@weft/persistence/testing'
import { type PersonId, personId, type SpaceId, spaceId } from '@weft/space'
import { beforeEach, describe, expect, it } from 'vitest'
import { Book, roleKey } from './book.ts'
import type { Kind } from './schema.ts'

const space: SpaceId = spaceId((bytes) => bytes.fill(1))
const anna: PersonId = personId((bytes) => bytes.fill(2))
const annaRecord = { name: 'Anna', dye: 'woad' as const, at: 1, owner: false, program: false }

let disk: MemoryDisk
let store: Store
beforeEach(async () => {
  disk = new MemoryDisk()
  store = await memoryStore(disk, { warn: () => undefined })
})
const open = (damaged: (kind: Kind, key: string) => void = () => undefined) =>
  Book.open(store.records, damaged)
const reopen = async () => {
  await store.close()
  store = await memoryStore(disk)
  return open()
}

describe('the book of people', () => {
  it('finds what it wrote after a restart, roles from both sides', async () => {
    const book = await open()
    await book.commit([
      { kind: 'person', key: anna, value: annaRecord },
      { kind: 'role', key: roleKey(space, anna), value: { role: 'member', at: 1 } },
    ])
    const again = await reopen()
    expect(again.get('person', anna)).toEqual(annaRecord)
    expect(again.rolesOf(anna).get(space)).toBe('member')
    expect(again.rolesIn(space).get(anna)).toBe('member')
  })

  it('forgets a role on both sides', async () => {
    const book = await open()
    await book.commit([{ kind: 'role', key: roleKey(space, anna), value: { role: 'owner', at: 1 } }])
    await book.commit([{ kind: 'role', key: roleKey(space, anna), value: undefined }])
    expect([...book.rolesOf(anna), ...book.rolesIn(space)]).toEqual([])
    expect([...(await reopen()).rolesOf(anna)]).toEqual([])
  })

  it('G8 leaves a record out that does not pass its check, says so, and serves the rest', async () => {
    await store.records.write([
      { kind: 'person', key: anna, value: { ...annaRecord, dye: 'no such dye' } },
      { kind: 'role', key: roleKey(space, anna), value: { role: 'emperor', at: 1 } },
      { kind: 'space', key: space, value: { name: 'Good', icon: null, at: 1, by: anna } },
    ])
    const damaged: string[] = []
    const book = await open((kind) => damaged.push(kind))
    expect(new Set(damaged)).toEqual(new Set(['person', 'role']))
    expect(book.get('person', anna)).toBeUndefined()
    expect([...book.rolesOf(anna)]).toEqual([])
    expect(book.get('space', space)?.name).toBe('Good')
  })

  it('shows nobody a change that the disk refused', async () => {
    const book = await open()
    disk.failNext('batch', new StoreError('FULL', 'full'))
    const change = book.commit([{ kind: 'role', key: roleKey(space, anna), value: { role: 'owner', at: 1 } }])
    await expect(change).rejects.toThrow(StoreError)
    expect(book.rolesOf(anna).has(space)).toBe(false)
  })
})
