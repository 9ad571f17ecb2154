import { createNote, createSpaceDocument, type SpaceId, sendMessage } from '@weft/space'
import { IDBFactory } from 'fake-indexeddb'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { IndexedDbStore } from '../sync/device-store.ts'
import { systemRuntime } from '../sync/system-runtime.ts'
import { browserCopies } from './copies.ts'
import { anna, here, note } from './testing.ts'

const away = 'awayawayawayawayawayaw' as SpaceId

/** This device's copy of `here`, as a session leaves it. */
async function kept(indexedDB: IDBFactory, ...updates: readonly Uint8Array[]): Promise<IndexedDbStore> {
  const store = new IndexedDbStore({
    name: `weft:${anna}:${here}`,
    indexedDB,
    channel: null,
    runtime: systemRuntime,
  })
  for (const update of updates) await store.append(update, true)
  await store.savePeople([{ id: anna, name: 'Anna', dye: 'madder', role: 'member' }])
  return store
}
function updateOf(text: string): Uint8Array {
  const doc = createSpaceDocument({ name: 'Harbour café' })
  sendMessage(doc, { by: anna, at: 5, text })
  createNote(doc, { id: note(1, '').id, title: 'Plan', by: anna, at: 6 })
  return Y.encodeStateAsUpdate(doc)
}

it('reads the words and names of a copy, and what of a damaged one can be read', async () => {
  const factory = new IDBFactory()
  const store = await kept(factory, updateOf('a ladder'), new Uint8Array([9, 9, 9]))
  const copy = await browserCopies(factory).read(anna, here)
  expect(copy?.words).toMatchObject([
    { title: 'Plan', blocks: [''] },
    { text: 'a ladder', at: 5 },
  ])
  expect(copy?.names.get(anna)).toBe('Anna')
  await store.close()
})

it('knows a copy that changed by its stamp', async () => {
  const factory = new IDBFactory()
  const copies = browserCopies(factory)
  const store = await kept(factory, updateOf('a ladder'))
  const before = await copies.stamp(anna, here)
  expect(before).not.toBeNull()
  expect(await copies.stamp(anna, here)).toBe(before)
  await store.append(updateOf('another'), true)
  expect(await copies.stamp(anna, here)).not.toBe(before)
  await store.close()
})

it('makes no copy where there is none, and keeps nobody from taking one off this device', async () => {
  const factory = new IDBFactory()
  const copies = browserCopies(factory)
  expect(await copies.stamp(anna, away)).toBeNull()
  expect(await copies.read(anna, away)).toBeNull()
  expect(await factory.databases()).toEqual([])
  const store = await kept(factory, updateOf('a ladder'))
  await store.close()
  const reading = copies.read(anna, here)
  const gone = new Promise<void>((resolve, reject) => {
    const request = factory.deleteDatabase(`weft:${anna}:${here}`)
    request.onsuccess = () => resolve()
    request.onerror = () => reject(request.error)
  })
  await Promise.allSettled([reading])
  await gone
  expect(await factory.databases()).toEqual([])
})
