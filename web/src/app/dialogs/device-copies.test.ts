import 'fake-indexeddb/auto'
import type { PersonId, SpaceId } from '@weft/space'
import { virtualRuntime } from '@weft/space/testing'
import { IDBFactory } from 'fake-indexeddb'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { IndexedDbStore } from '../../sync/device-store.ts'
import { copiesOf, removeCopies, stripCopies } from './device-copies.ts'

const anna = 'annaannaannaanna' as PersonId
const ben = 'benbenbenbenbenb' as PersonId
const cafe = 'AAAAAAAAAAAAAAAAAAAAAA' as SpaceId
const ops = 'BBBBBBBBBBBBBBBBBBBBBA' as SpaceId

/** Writes `words` in a space as a person of this device, and lets the server have all but the last `unsaved`. */
async function write(factory: IDBFactory, person: PersonId, space: SpaceId, words: number, unsaved: number) {
  const store = new IndexedDbStore({
    name: `weft:${person}:${space}`,
    indexedDB: factory,
    channel: null,
    runtime: virtualRuntime(1),
  })
  await store.load()
  const doc = new Y.Doc()
  const rows: number[] = []
  for (let i = 0; i < words; i++) {
    const before = Y.encodeStateVector(doc)
    doc.getText('words').insert(0, 'word ')
    rows.push(await store.append(Y.encodeStateAsUpdate(doc, before), true))
  }
  await store.acked(rows.slice(0, words - unsaved))
  return store
}
const counts = async (factory: IDBFactory, person: PersonId) =>
  Object.fromEntries((await copiesOf(person, factory)).map(({ space, unsaved }) => [space, unsaved]))

it('counts what the server lacks in each copy, also of spaces that are not open', async () => {
  const factory = new IDBFactory()
  await (await write(factory, anna, cafe, 3, 0)).close()
  const open = await write(factory, anna, ops, 3, 2)
  await (await write(factory, ben, cafe, 1, 1)).close()
  expect(await counts(factory, anna)).toEqual({ [cafe]: 0, [ops]: 2 })
  await open.refuse({ at: 1, reason: 'viewer' }, [])
  expect(await counts(factory, anna)).toEqual({ [cafe]: 0, [ops]: 1 })
  await open.close()
})

it('takes off one person’s copies, and none with work that the server lacks unless that was agreed', async () => {
  const factory = new IDBFactory()
  await (await write(factory, anna, cafe, 2, 0)).close()
  await (await write(factory, anna, ops, 2, 1)).close()
  await (await write(factory, ben, cafe, 1, 0)).close()
  await removeCopies(anna, false, factory)
  expect(await counts(factory, anna)).toEqual({ [ops]: 1 })
  await removeCopies(anna, true, factory)
  expect(await counts(factory, anna)).toEqual({})
  expect(await counts(factory, ben)).toEqual({ [cafe]: 0 })
})

it('G7 of a device that was signed out from elsewhere only what the server lacks stays, as refused work', async () => {
  const factory = new IDBFactory()
  const runtime = virtualRuntime(1)
  await (await write(factory, anna, cafe, 2, 0)).close()
  await (await write(factory, anna, ops, 3, 1)).close()
  await (await write(factory, ben, cafe, 1, 0)).close()
  expect(await stripCopies(anna, runtime, factory)).toBe(1)
  expect(await counts(factory, anna)).toEqual({ [ops]: 1 })
  expect(await counts(factory, ben)).toEqual({ [cafe]: 0 })
  const store = new IndexedDbStore({
    name: `weft:${anna}:${ops}`,
    indexedDB: factory,
    channel: null,
    runtime,
  })
  const { updates, refused, people } = await store.load()
  expect([updates, people, refused.map(({ reason }) => reason)]).toEqual([[], [], ['signedOut']])
  await store.close()
  // Said twice, as by two tabs, it does no more.
  expect(await stripCopies(anna, runtime, factory)).toBe(1)
})

it('G5 what another tab still had to write when the copies were taken off makes no new ones', async () => {
  const factory = new IDBFactory()
  const other = await write(factory, anna, cafe, 2, 0)
  const late = other.append(new Uint8Array([0, 0]), false)
  await removeCopies(anna, true, factory)
  await expect(other.append(new Uint8Array([0, 0]), true)).rejects.toThrow('taken off')
  await expect(late).rejects.toThrow('taken off')
  await expect(other.catchUp()).rejects.toThrow('taken off')
  await other.close()
  expect(await factory.databases()).toEqual([])
})
