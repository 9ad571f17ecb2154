import { StoreFailure } from './store-failure.ts'

/** IndexedDB in promises. Within a transaction only these may be awaited, or the browser commits it under our hands. */
export const ask = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

/**
 * Runs `work` in one transaction. Resolves with what it gave once that is committed; rejects with a `StoreFailure`, and
 * nothing changed, when anything went wrong.
 */
export async function transact<T>(
  db: IDBDatabase,
  stores: readonly string[],
  mode: 'readonly' | 'strict' | 'relaxed',
  work: (store: (name: string) => IDBObjectStore) => Promise<T>,
): Promise<T> {
  let transaction: IDBTransaction
  try {
    transaction =
      mode === 'readonly'
        ? db.transaction(stores, 'readonly')
        : db.transaction(stores, 'readwrite', { durability: mode })
  } catch (error) {
    // The browser closed the database (its data was cleared, or another tab upgrades it).
    throw failureOf(error)
  }
  const ended = new Promise<null | { readonly error: unknown }>((resolve) => {
    transaction.oncomplete = () => resolve(null)
    transaction.onabort = () => resolve({ error: transaction.error })
  })
  let result: T
  try {
    result = await work((name) => transaction.objectStore(name))
  } catch (error) {
    abort(transaction)
    const end = await ended
    throw failureOf(end?.error ?? error)
  }
  const end = await ended
  if (end) throw failureOf(end.error)
  return result
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch (error) {
    // A failed request has aborted it already, and only that may be the reason.
    if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error
  }
}

/** What a person can be told about an IndexedDB error. */
export function failureOf(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  return new StoreFailure(SENTENCES[name] ?? 'This browser couldn’t write to its storage.', { cause: error })
}

const SENTENCES: Readonly<Record<string, string>> = {
  QuotaExceededError: 'This device’s storage is full.',
  SecurityError: 'This browser doesn’t let Weft keep anything on this device.',
  InvalidStateError: 'This browser doesn’t let Weft keep anything on this device. Is this a private window?',
  VersionError: 'A newer Weft has kept this space on this device. Reload the page.',
  UnknownError: 'This browser’s storage is damaged, or its disk is full.',
}
