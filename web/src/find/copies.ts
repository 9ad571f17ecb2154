import type { PersonId, SpaceId } from '@weft/space'
import * as Y from 'yjs'
import { readPeopleAndRefused, readRows } from '../sync/device-database.ts'
import { ask, transact } from '../sync/idb.ts'
import type { Copies, CopyWords } from './library.ts'
import { allWords } from './read-words.ts'

/** What the browser keeps under the names that `openBrowserSession` gives. Nothing is made, and nothing is held open. */
export function browserCopies(factory: IDBFactory): Copies {
  return {
    stamp: (me, space) =>
      withCopy(factory, nameOf(me, space), (db) =>
        transact(db, ['updates'], 'readonly', async (store) => {
          const keys = await ask(store('updates').getAllKeys())
          return keys.length === 0 ? null : `${keys.length} ${String(keys.at(-1))}`
        }),
      ),
    read: (me, space) => withCopy(factory, nameOf(me, space), readCopy),
  }
}

const nameOf = (me: PersonId, space: SpaceId): string => `weft:${me}:${space}`

async function readCopy(db: IDBDatabase): Promise<CopyWords> {
  const rows = await readRows(db)
  const { people } = await readPeopleAndRefused(db)
  const doc = new Y.Doc()
  for (const { update } of rows) {
    if (update instanceof Uint8Array) apply(doc, update)
  }
  const words = allWords(doc)
  doc.destroy()
  return { words, names: new Map(people.map(({ id, name }) => [id, name])) }
}

function apply(doc: Y.Doc, update: Uint8Array): void {
  try {
    Y.applyUpdate(doc, update)
  } catch {
    // A damaged row: whoever opens the space is told of it (sync/copy.ts). Here, the rest is still to be found.
  }
}

/** Null when there is no such database. */
async function withCopy<T>(
  factory: IDBFactory,
  name: string,
  work: (db: IDBDatabase) => Promise<T>,
): Promise<T | null> {
  const db = await open(factory, name)
  if (db === null) return null
  // Somebody takes it off this device: they needn't wait for us.
  db.onversionchange = () => db.close()
  try {
    const complete = ['updates', 'acked', 'custom', 'refused'].every((store) =>
      db.objectStoreNames.contains(store),
    )
    return complete ? await work(db) : null
  } finally {
    db.close()
  }
}

function open(factory: IDBFactory, name: string): Promise<IDBDatabase | null> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name)
    let missing = false
    request.onupgradeneeded = () => {
      // To open is to make, unless it is taken back.
      missing = true
      request.transaction?.abort()
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = (event) => {
      event.preventDefault()
      if (missing) resolve(null)
      else reject(request.error)
    }
  })
}
