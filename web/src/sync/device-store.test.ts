import 'fake-indexeddb/auto'
import { type VirtualRuntime, virtualRuntime } from '@weft/space/testing'
import { expect, test, vi } from 'vitest'
import { IndexeddbPersistence } from 'y-indexeddb'
import * as Y from 'yjs'
import { IndexedDbStore, type TabChannel, type TabMessage } from './device-store.ts'
import { deviceStoreSuite } from './testing/device-store-suite.ts'

let names = 0
const freshName = () => `weft:test:${names++}`

/** Channels of one name, as BroadcastChannel makes them: to the others only, and not at once. */
function tabs(runtime: VirtualRuntime): () => TabChannel {
  const all = new Set<(message: TabMessage) => void>()
  return () => {
    let mine: ((message: TabMessage) => void) | null = null
    return {
      post(message) {
        const others = [...all].filter((handle) => handle !== mine)
        runtime.timer(0, () => {
          for (const handle of others) if (all.has(handle)) handle(structuredClone(message))
        })
      },
      listen(handle) {
        mine = handle
        all.add(handle)
      },
      close() {
        if (mine) all.delete(mine)
      },
    }
  }
}

function bench(name = freshName()) {
  const runtime = virtualRuntime(1)
  const channel = tabs(runtime)
  const open = () => new IndexedDbStore({ name, indexedDB, channel: channel(), runtime })
  return {
    name,
    runtime,
    open,
    async settle() {
      // fake-indexeddb takes some turns of the event loop for each request.
      for (let i = 0; i < 100; i++) await runtime.advance(5)
    },
    async damage(key: number) {
      const db = await openRaw(name)
      const tx = db.transaction('updates', 'readwrite')
      tx.objectStore('updates').put(new Uint8Array([255, 255, 255]), key)
      await new Promise((resolve) => {
        tx.oncomplete = resolve
      })
      db.close()
    },
  }
}

const openRaw = (name: string): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(name)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

deviceStoreSuite('IndexedDB', () => bench())

const textUpdates = (...words: string[]) => {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const word of words) doc.getText('t').insert(doc.getText('t').length, word)
  return updates
}

test('G3 y-indexeddb opens and reads what we wrote', async () => {
  const each = bench()
  const store = each.open()
  await Promise.all([store.load(), each.settle()])
  await Promise.all([...textUpdates('a', 'b').map((update) => store.append(update, true)), each.settle()])
  await store.close()
  const doc = new Y.Doc()
  const theirs = new IndexeddbPersistence(each.name, doc)
  await theirs.whenSynced
  expect(doc.getText('t').toString()).toBe('ab')
  await theirs.destroy()
})

test('G3 we open what y-indexeddb wrote, and nothing of it counts as saved', async () => {
  const each = bench()
  const doc = new Y.Doc()
  const theirs = new IndexeddbPersistence(each.name, doc)
  await theirs.whenSynced
  doc.getText('t').insert(0, 'theirs')
  await theirs.destroy()
  const store = each.open()
  const [stored] = await Promise.all([store.load(), each.settle()])
  const read = new Y.Doc()
  for (const { update } of stored.updates) Y.applyUpdate(read, update)
  expect(read.getText('t').toString()).toBe('theirs')
  expect(stored.updates.every(({ unacked }) => unacked)).toBe(true)
  await store.close()
})

test('our own rows are written with strict durability, those of others need none', async () => {
  const each = bench()
  const store = each.open()
  await Promise.all([store.load(), each.settle()])
  const modes = vi.spyOn(IDBDatabase.prototype, 'transaction')
  const [a, b] = textUpdates('a', 'b')
  if (!a || !b) throw new Error()
  await Promise.all([store.append(a, true), each.settle()])
  await Promise.all([store.append(b, false), each.settle()])
  expect(modes.mock.calls.map(([, , options]) => options?.durability)).toEqual(['strict', 'relaxed'])
  modes.mockRestore()
  await store.close()
})

test('many edits made while a commit runs are the next transaction together', async () => {
  const each = bench()
  const store = each.open()
  await Promise.all([store.load(), each.settle()])
  const modes = vi.spyOn(IDBDatabase.prototype, 'transaction')
  await Promise.all(textUpdates(...'abcdefghij').map((update) => store.append(update, true)))
  expect(modes).toHaveBeenCalledTimes(2)
  modes.mockRestore()
  await store.close()
})

test('a full disk rejects with a sentence, stores nothing, and the next append works', async () => {
  const each = bench()
  const store = each.open()
  await Promise.all([store.load(), each.settle()])
  const [a, b] = textUpdates('a', 'b')
  if (!a || !b) throw new Error()
  const put = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(() => {
    throw new DOMException('no room', 'QuotaExceededError')
  })
  await expect(store.append(a, true)).rejects.toThrow('This device’s storage is full.')
  put.mockRestore()
  await store.append(b, true)
  const { updates } = await store.load()
  expect(updates).toHaveLength(1)
  await store.close()
})

test('a browser without IndexedDB, or that refuses it, rejects every call with a sentence', async () => {
  const runtime = virtualRuntime(1)
  const none = new IndexedDbStore({ name: 'x', indexedDB: null, channel: null, runtime })
  await expect(none.load()).rejects.toThrow('can’t keep anything')
  const refusing = {
    open: () => {
      throw new DOMException('', 'SecurityError')
    },
  } as unknown as IDBFactory
  const store = new IndexedDbStore({ name: 'x', indexedDB: refusing, channel: null, runtime })
  await expect(store.load()).rejects.toThrow('doesn’t let Weft keep anything')
  await store.close()
})

test('a browser whose storage never answers is given up after 10 s, and asked again by the next call', async () => {
  const runtime = virtualRuntime(1)
  const silent = { open: vi.fn(() => ({})) } as unknown as IDBFactory
  const store = new IndexedDbStore({ name: 'x', indexedDB: silent, channel: null, runtime })
  const load = expect(store.load()).rejects.toThrow('doesn’t answer')
  await runtime.advance(10_000)
  await load
  const again = expect(store.load()).rejects.toThrow('doesn’t answer')
  await runtime.advance(10_000)
  await again
  expect(silent.open).toHaveBeenCalledTimes(2)
})

test('a database that opens after we gave up is let go of', async () => {
  const runtime = virtualRuntime(1)
  const request: { onsuccess?: () => void; result: { close(): void } } = { result: { close: vi.fn() } }
  const slow = { open: () => request } as unknown as IDBFactory
  const store = new IndexedDbStore({ name: 'x', indexedDB: slow, channel: null, runtime })
  const load = expect(store.load()).rejects.toThrow('doesn’t answer')
  await runtime.advance(10_000)
  await load
  request.onsuccess?.()
  expect(request.result.close).toHaveBeenCalledOnce()
})

test('when the browser takes the database away, calls reject or open it anew, and all settle', async () => {
  const runtime = virtualRuntime(1)
  let db: IDBDatabase | null = null
  const watched = {
    open(name: string, version: number) {
      const request = indexedDB.open(name, version)
      request.addEventListener('success', () => {
        db = request.result
      })
      return request
    },
  } as unknown as IDBFactory
  const store = new IndexedDbStore({ name: freshName(), indexedDB: watched, channel: null, runtime })
  await store.load()
  const taken = db as IDBDatabase | null
  taken?.close()
  taken?.onclose?.(new Event('close'))
  const [a] = textUpdates('a')
  if (!a) throw new Error()
  await store.append(a, true)
  expect(db).not.toBe(taken)
  expect((await store.load()).updates).toHaveLength(1)
  await store.close()
})

test('when another tab deletes the database, nothing makes it anew, and all settle', async () => {
  const each = bench()
  const store = each.open()
  await Promise.all([store.load(), each.settle()])
  const [a] = textUpdates('a')
  if (!a) throw new Error()
  await new Promise((resolve) => {
    indexedDB.deleteDatabase(each.name).onsuccess = resolve
  })
  await expect(store.append(a, true)).rejects.toThrow('taken off')
  await store.close()
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(each.name)
})
