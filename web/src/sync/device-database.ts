import { DYES, isPersonId, type Runtime } from '@weft/space'
import type { Refused, RowKey, SpacePerson } from './contract.ts'
import { ask, failureOf, transact } from './idb.ts'
import { StoreFailure } from './store-failure.ts'

/**
 * y-indexeddb's schema (9.0.12), which that can open and read: `updates` holds updates under ascending keys, `custom` what
 * programs like. Beside it stand our own stores:
 * - `acked`: row key → the highest row key that this row covers (its own, or more for a compacted one). A row without a
 *   mark isn't known to be on the server: what another program wrote counts as unsaved until the server has it.
 * - `refused`: ascending id → {at, reason, update}
 * - `damaged`: row key → whatever stood there
 */
const VERSION = 2
export const ROWS = ['updates', 'acked'] as const
export const PEOPLE = 'weft:people'

/** How long the browser may take to open the database, in ms. Some have been seen never to answer. */
const OPEN_PATIENCE = 10_000

/**
 * Opens or makes the database. `gone` is called when it is taken away: `deleted` by a page (somebody signed out), or else by
 * the browser, or for a newer version. Rejects with a StoreFailure.
 */
export function openDatabase(
  { indexedDB, name, runtime }: { indexedDB: IDBFactory | null; name: string; runtime: Runtime },
  gone: (db: IDBDatabase, deleted: boolean) => void,
): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (!indexedDB) {
      reject(new StoreFailure('This browser can’t keep anything on this device.'))
      return
    }
    let late = false
    const cancel = runtime.timer(OPEN_PATIENCE, () => {
      late = true
      reject(new StoreFailure('This browser’s storage doesn’t answer.'))
    })
    let request: IDBOpenDBRequest
    try {
      request = indexedDB.open(name, VERSION)
    } catch (error) {
      cancel()
      reject(failureOf(error))
      return
    }
    request.onupgradeneeded = () => makeStores(request.result)
    request.onerror = () => {
      cancel()
      reject(failureOf(request.error))
    }
    request.onsuccess = () => {
      cancel()
      const db = request.result
      if (late) {
        db.close()
        return
      }
      db.onversionchange = ({ newVersion }) => {
        db.close()
        gone(db, newVersion === null)
      }
      db.onclose = () => gone(db, false)
      resolve(db)
    }
  })
}

function makeStores(db: IDBDatabase): void {
  const wanted = { updates: true, custom: false, acked: false, refused: true, damaged: false }
  for (const [store, autoIncrement] of Object.entries(wanted)) {
    if (!db.objectStoreNames.contains(store)) db.createObjectStore(store, { autoIncrement })
  }
}

export interface RawRow {
  readonly key: RowKey
  readonly update: unknown
  readonly unacked: boolean
}

/** All rows, oldest first. One that the browser can't read comes as undefined, and doesn't keep the others away. */
export async function readRows(db: IDBDatabase): Promise<readonly RawRow[]> {
  const read = (tolerant: boolean) =>
    transact(db, ROWS, 'readonly', async (store) => {
      const keys = (await ask(store('updates').getAllKeys())).filter(isKey)
      const acked = new Set(await ask(store('acked').getAllKeys()))
      const values: unknown[] = tolerant
        ? await Promise.all(keys.map((key) => tolerate(store('updates').get(key))))
        : await ask(store('updates').getAll())
      return keys.map((key, i) => ({ key, update: values[i], unacked: !acked.has(key) }))
    })
  try {
    return await read(false)
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error
    // Large values lie in files of their own: when one is gone, reading all at once fails as a whole.
    return read(true)
  }
}

/** Moves rows that aren't updates out of the way. */
export async function setAside(db: IDBDatabase, keys: readonly RowKey[]): Promise<void> {
  if (keys.length === 0) return
  await transact(db, [...ROWS, 'damaged'], 'strict', async (store) => {
    for (const key of keys) {
      await ask(store('damaged').put(await ask(store('updates').get(key)), key))
      await ask(store('updates').delete(key))
      await ask(store('acked').delete(key))
    }
  })
}

export function readPeopleAndRefused(
  db: IDBDatabase,
): Promise<{ people: readonly SpacePerson[]; refused: readonly Refused[] }> {
  return transact(db, ['custom', 'refused'], 'readonly', async (store) => {
    const people: unknown = await ask(store('custom').get(PEOPLE))
    const ids = await ask(store('refused').getAllKeys())
    const entries: unknown[] = await ask(store('refused').getAll())
    return {
      people: Array.isArray(people) ? people.filter(isPerson) : [],
      refused: entries.flatMap((entry, i) => (isRefused(entry) ? [{ ...entry, id: Number(ids[i]) }] : [])),
    }
  })
}

/** Adds a value under the next key of an autoIncrement store. */
export async function add(store: IDBObjectStore, value: unknown): Promise<number> {
  return Number(await ask(store.add(value)))
}

export const isKey = (key: unknown): key is RowKey => typeof key === 'number'

const tolerate = (request: IDBRequest<unknown>): Promise<unknown> =>
  new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = (event) => {
      // Or the failed request would take the whole transaction with it.
      event.preventDefault()
      resolve(undefined)
    }
  })

const isPerson = (value: unknown): value is SpacePerson =>
  isRecord(value) &&
  isPersonId(value.id) &&
  typeof value.name === 'string' &&
  DYES.some((dye) => dye === value.dye) &&
  ['undefined', 'string'].includes(typeof value.picture) &&
  ['owner', 'member', 'viewer'].includes(String(value.role))

const isRefused = (value: unknown): value is Omit<Refused, 'id'> =>
  isRecord(value) &&
  typeof value.at === 'number' &&
  typeof value.reason === 'string' &&
  value.update instanceof Uint8Array

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
