import { isSpaceId, type PersonId, type Runtime, type SpaceId } from '@weft/space'
import { IndexedDbStore } from '../../sync/device-store.ts'
import { ask } from '../../sync/idb.ts'

/** What this device keeps of one space for one person. */
export interface Copy {
  /** Of the database. */
  readonly name: string
  readonly space: SpaceId
  /** Edits that the server doesn't have: waiting to be sent, or not accepted. */
  readonly unsaved: number
}

/** A person's copies on this device, the spaces that aren't open included. Rejects when the browser can't tell. */
export async function copiesOf(person: PersonId, factory: IDBFactory = indexedDB): Promise<readonly Copy[]> {
  const start = `weft:${person}:`
  const copies: Copy[] = []
  for (const { name } of await factory.databases()) {
    const space = name?.startsWith(start) === true ? name.slice(start.length) : undefined
    if (name !== undefined && isSpaceId(space))
      copies.push({ name, space, unsaved: await unsavedIn(name, factory) })
  }
  return copies
}

/**
 * Takes a person's copies off this device, those with work that the server doesn't have only when that is `agreed`: what
 * came in after one was asked stays. Another tab that holds one lets go of it when it is told.
 */
export async function removeCopies(
  person: PersonId,
  agreed: boolean,
  factory: IDBFactory = indexedDB,
): Promise<void> {
  const gone = (await copiesOf(person, factory)).filter((copy) => agreed || copy.unsaved === 0)
  await Promise.all(gone.map((copy) => removeCopy(copy.name, factory)))
}

/**
 * What a device keeps that was signed out from elsewhere, where nobody can be asked: only the work that the server doesn't
 * have, as refused work, to be put back when its person signs in here again (G7). @returns how many copies hold some.
 */
export async function stripCopies(
  person: PersonId,
  runtime: Runtime,
  factory: IDBFactory = indexedDB,
): Promise<number> {
  await removeCopies(person, false, factory)
  const rest = await copiesOf(person, factory)
  for (const { name } of rest) {
    const store = new IndexedDbStore({ name, indexedDB: factory, channel: null, runtime })
    try {
      await store.refuse({ at: runtime.now(), reason: 'signedOut' }, [])
      await store.dropCopy()
      await store.savePeople([])
    } finally {
      await store.close()
    }
  }
  return rest.length
}

/** Rows without an ack, and refused work: the schema of sync/device-database.ts. */
async function unsavedIn(name: string, factory: IDBFactory): Promise<number> {
  const db = await ask(factory.open(name))
  try {
    const wanted = ['updates', 'acked', 'refused'].filter((store) => db.objectStoreNames.contains(store))
    if (wanted.length < 3) return 0
    const stores = db.transaction(wanted, 'readonly')
    const [rows, acked, refused] = await Promise.all([
      ask(stores.objectStore('updates').getAllKeys()),
      ask(stores.objectStore('acked').getAllKeys()),
      ask(stores.objectStore('refused').count()),
    ])
    const safe = new Set(acked)
    return rows.filter((row) => !safe.has(row)).length + refused
  } finally {
    db.close()
  }
}

/** Takes one copy off this device. */
export const removeCopy = (name: string, factory: IDBFactory = indexedDB): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = factory.deleteDatabase(name)
    request.onsuccess = () => resolve()
    request.onerror = () => reject(request.error)
    // A tab that is frozen holds it still: it goes when that one wakes or closes, which nobody need wait for.
    request.onblocked = () => resolve()
  })

/** The small things that are remembered for a person and their spaces, unsent drafts among them; the theme stays. */
export function forget(person: PersonId, storage: Storage = localStorage): void {
  forgetPlaces(storage)
  for (const key of Object.keys(storage)) if (key.startsWith(`weft.draft.${person}.`)) storage.removeItem(key)
}

/** The same without the drafts: words that are nowhere else don't go unasked. */
export function forgetPlaces(storage: Storage = localStorage): void {
  for (const key of Object.keys(storage))
    if (/^weft\.(panes\.|seen\.|spaces?$|me$)/.test(key)) storage.removeItem(key)
}

/** How many messages were begun and not sent. */
export const draftsOf = (person: PersonId, storage: Storage = localStorage): number =>
  Object.keys(storage).filter((key) => key.startsWith(`weft.draft.${person}.`)).length
