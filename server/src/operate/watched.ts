import type { Records, Store, UpdateLog } from '@weft/persistence'

/** Who looks at what is handed to a store, for tests. */
export interface Looks {
  /** A record of a space, as it is handed over. */
  append?(bytes: Uint8Array): void
  /** Small records that change together. */
  write?(changes: Parameters<Records['write']>[0]): void
}

/** The same store, with somebody looking on. */
export function watched(store: Store, looks: Looks): Store {
  const log: UpdateLog = {
    append(space, bytes) {
      looks.append?.(bytes)
      return store.log.append(space, bytes)
    },
    load: (space) => store.log.load(space),
    compact: (space, through, snapshot) => store.log.compact(space, through, snapshot),
    size: (space) => store.log.size(space),
    spaces: () => store.log.spaces(),
    drop: (space) => store.log.drop(space),
  }
  const records: Records = {
    get: (kind, key) => store.records.get(kind, key),
    list: (kind, prefix) => store.records.list(kind, prefix),
    write(changes) {
      looks.write?.(changes)
      return store.records.write(changes)
    },
    erase: () => store.records.erase(),
  }
  return {
    log,
    records,
    holdings: store.holdings,
    get failure() {
      return store.failure
    },
    reopen: () => store.reopen(),
    close: () => store.close(),
  }
}
