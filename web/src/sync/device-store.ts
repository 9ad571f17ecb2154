import type { Runtime } from '@weft/space'
import type { DeviceStore, Refused, RowKey, SpacePerson, Stored, StoredUpdate, TabNews } from './contract.ts'
import {
  add,
  isKey,
  openDatabase,
  PEOPLE,
  ROWS,
  readPeopleAndRefused,
  readRows,
  setAside,
} from './device-database.ts'
import { ask, failureOf, transact } from './idb.ts'
import { StoreFailure } from './store-failure.ts'
import { mayBeUpdate, mergeAll } from './updates.ts'

/** Carries small messages to the other tabs of this person and space; a BroadcastChannel fits. */
export interface TabChannel {
  post(message: TabMessage): void
  listen(handle: (message: TabMessage) => void): void
  close(): void
}
/** `stored`: look into the database. Anything else says all. */
export type TabMessage =
  | { readonly kind: 'stored' }
  | Extract<TabNews, { kind: 'acked' | 'refused' | 'forgotten' }>

export interface DeviceStoreOptions {
  /** Of the database: `weft:<person>:<space>`. */
  readonly name: string
  /** Null where the browser has none. */
  readonly indexedDB: IDBFactory | null
  readonly channel: TabChannel | null
  readonly runtime: Runtime
}

/** How long updates of others may wait for company, so that one row takes many; ms. */
const COMPANY = 250
interface Append {
  readonly update: Uint8Array
  readonly mine: boolean
  readonly resolve: (key: RowKey) => void
  readonly reject: (error: unknown) => void
}
interface Read {
  readonly seen: RowKey | null
  readonly news: readonly TabNews[]
}
type Job = Append | { readonly run: () => Promise<void> }

/** Why not y-indexeddb itself: docs/decisions/0003-own-device-store.md. */
export class IndexedDbStore implements DeviceStore {
  readonly #options: DeviceStoreOptions
  readonly #listeners = new Set<(news: TabNews) => void>()
  #db: IDBDatabase | null = null
  #jobs: Job[] = []
  #running = false
  #cancelWait: (() => void) | null = null
  /** Every row up to here is ours or was told. Null until loaded. */
  #seen: RowKey | null = null
  #closed = false
  /** Its database was deleted: what waits here, or comes still, must not make a new one. */
  #takenOff = false

  constructor(options: DeviceStoreOptions) {
    this.#options = options
    options.channel?.listen((message) => this.#heard(message))
  }

  load(): Promise<Stored> {
    return this.#job(async (db) => {
      const rows = await readRows(db)
      const rest = await readPeopleAndRefused(db)
      const good = rows.filter((row): row is StoredUpdate => mayBeUpdate(row.update))
      const bad = rows.filter((row) => !mayBeUpdate(row.update))
      // What can't be read stays: it may be readable another day.
      await setAside(
        db,
        bad.filter(({ update }) => update !== undefined).map(({ key }) => key),
      )
      this.#seen = rows.reduce((most, { key }) => Math.max(most, key), 0)
      return { updates: good, damaged: bad.length, ...rest }
    })
  }

  append(update: Uint8Array, mine: boolean): Promise<RowKey> {
    return new Promise((resolve, reject) => this.#enqueue({ update, mine, resolve, reject }))
  }

  setAside(rows: readonly RowKey[]): Promise<void> {
    return this.#job((db) => setAside(db, rows))
  }

  async acked(rows: readonly RowKey[]): Promise<void> {
    await this.#job((db) =>
      // A mark that a crash takes back costs one sending more: not worth an fsync.
      transact(db, ROWS, 'relaxed', async (store) => {
        const there = await Promise.all(rows.map((key) => ask(store('updates').getKey(key))))
        await Promise.all(there.map((key) => key !== undefined && ask(store('acked').put(key, key))))
      }),
    )
    this.#tell({ kind: 'acked', rows })
  }

  async compact(through: RowKey, state: Uint8Array): Promise<RowKey> {
    const { key, read } = await this.#job((db) =>
      transact(db, ROWS, 'strict', async (store) => {
        const upTo = IDBKeyRange.upperBound(through)
        const old = await ask(store('acked').getAllKeys(upTo))
        const key = await add(store('updates'), state)
        const drop = old.flatMap((row) => [
          ask(store('updates').delete(row)),
          ask(store('acked').delete(row)),
        ])
        await Promise.all([...drop, ask(store('acked').put(through, key))])
        return { key, read: await this.#readNews(store, [key]) }
      }),
    )
    this.#hand(read)
    this.#tell({ kind: 'stored' })
    return key
  }

  savePeople(people: readonly SpacePerson[]): Promise<void> {
    return this.#job(async (db) => {
      await transact(db, ['custom'], 'relaxed', (store) => ask(store('custom').put(people, PEOPLE)))
    })
  }

  async refuse(why: Pick<Refused, 'at' | 'reason'>, unkept: readonly Uint8Array[]): Promise<Refused | null> {
    const refused = await this.#job((db) =>
      transact(db, [...ROWS, 'refused'], 'strict', async (store) => {
        const acked = new Set(await ask(store('acked').getAllKeys()))
        const keys = (await ask(store('updates').getAllKeys())).filter((key) => !acked.has(key))
        const rows: unknown[] = await Promise.all(keys.map((key) => ask(store('updates').get(key))))
        const updates = [...rows.filter(mayBeUpdate), ...unkept]
        if (updates.length === 0) return null
        const entry = { ...why, update: mergeAll(updates) }
        const id = await add(store('refused'), entry)
        await Promise.all(keys.map((key) => ask(store('updates').delete(key))))
        return { ...entry, id }
      }),
    )
    if (refused) this.#tell({ kind: 'refused', refused })
    return refused
  }

  async forgetRefused(id: number): Promise<void> {
    await this.#job((db) => transact(db, ['refused'], 'strict', (store) => ask(store('refused').delete(id))))
    this.#tell({ kind: 'forgotten', id })
  }

  dropCopy(): Promise<void> {
    return this.#job((db) =>
      transact(db, [...ROWS, 'custom'], 'strict', async (store) => {
        const acked = await ask(store('acked').getAllKeys())
        await Promise.all([
          ask(store('custom').delete(PEOPLE)),
          ...acked.map((key) => ask(store('updates').delete(key))),
          ask(store('acked').clear()),
        ])
      }),
    )
  }

  onOtherTab(handle: (news: TabNews) => void): () => void {
    this.#listeners.add(handle)
    return () => {
      this.#listeners.delete(handle)
    }
  }

  catchUp(): Promise<void> {
    return this.#job(async (db) => {
      this.#hand(await transact(db, ROWS, 'readonly', (store) => this.#readNews(store, [])))
    })
  }

  async close(): Promise<void> {
    this.#options.channel?.close()
    this.#listeners.clear()
    await this.#job(async () => {
      this.#closed = true
      this.#db?.close()
      this.#db = null
    }).catch((error: unknown) => {
      this.#closed = true
      // It couldn't be opened: then there is nothing to close.
      if (!(error instanceof StoreFailure)) throw error
    })
  }

  /** Jobs run one after another, in the order of the calls; appends that wait together are one transaction. */
  #job<T>(work: (db: IDBDatabase) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const run = async () => {
        try {
          resolve(await work(await this.#open()))
        } catch (error) {
          reject(failureOf(error))
        }
      }
      this.#enqueue({ run })
    })
  }

  #enqueue(job: Job): void {
    this.#jobs.push(job)
    if (this.#running) return
    if ('mine' in job && !job.mine) {
      this.#cancelWait ??= this.#options.runtime.timer(COMPANY, () => void this.#pump())
      return
    }
    void this.#pump()
  }

  async #pump(): Promise<void> {
    this.#cancelWait?.()
    this.#cancelWait = null
    if (this.#running) return
    this.#running = true
    for (let job = this.#jobs[0]; job; job = this.#jobs[0]) {
      if ('run' in job) {
        this.#jobs.shift()
        await job.run()
        continue
      }
      const end = this.#jobs.findIndex((other) => 'run' in other)
      const batch = this.#jobs.splice(0, end === -1 ? this.#jobs.length : end)
      await this.#write(batch.filter((each): each is Append => 'mine' in each))
    }
    this.#running = false
  }

  async #write(batch: readonly Append[]): Promise<void> {
    const groups = grouped(batch)
    const mode = batch.some(({ mine }) => mine) ? 'strict' : 'relaxed'
    try {
      const db = await this.#open()
      const { keys, read } = await transact(db, ROWS, mode, async (store) => {
        const keys: RowKey[] = []
        for (const group of groups) {
          const key = await add(store('updates'), mergeAll(group.map(({ update }) => update)))
          if (!group[0]?.mine) await ask(store('acked').put(key, key))
          keys.push(key)
        }
        // What other tabs wrote in between is told first: rows are told in order.
        return { keys, read: await this.#readNews(store, keys) }
      })
      this.#hand(read)
      groups.forEach((group, i) => {
        for (const { resolve } of group) resolve(keys[i] ?? 0)
      })
      this.#tell({ kind: 'stored' })
    } catch (error) {
      for (const { reject } of batch) reject(failureOf(error))
    }
  }

  async #open(): Promise<IDBDatabase> {
    if (this.#closed) throw new StoreFailure('This space is closed.')
    if (this.#takenOff) throw new StoreFailure(TAKEN_OFF)
    this.#db ??= await openDatabase(this.#options, (db, deleted) => {
      this.#takenOff ||= deleted
      if (this.#db === db) this.#db = null
    })
    return this.#db
  }

  /** Rows above what this tab has seen that aren't its `own`. They count as seen once they are handed on. */
  async #readNews(store: (name: string) => IDBObjectStore, own: readonly RowKey[]): Promise<Read> {
    const seen = this.#seen
    if (seen === null) return { seen, news: [] }
    const keys = (await ask(store('updates').getAllKeys(IDBKeyRange.lowerBound(seen, true)))).filter(isKey)
    const rows: StoredUpdate[] = []
    const news: TabNews[] = []
    for (const key of keys.filter((each) => !own.includes(each))) {
      const covers: unknown = await ask(store('acked').get(key))
      if (isKey(covers) && covers !== key && covers <= seen) {
        news.push({ kind: 'compacted' })
        continue
      }
      const update: unknown = await ask(store('updates').get(key))
      if (mayBeUpdate(update)) rows.push({ key, update, unacked: covers === undefined })
    }
    if (rows.length > 0) news.push({ kind: 'stored', rows })
    return { seen: Math.max(seen, ...keys), news }
  }

  #hand({ seen, news }: Read): void {
    this.#seen = seen
    for (const each of news) this.#say(each)
  }

  #say(news: TabNews): void {
    for (const handle of [...this.#listeners]) handle(news)
  }

  #tell(message: TabMessage): void {
    if (!this.#closed) this.#options.channel?.post(message)
  }

  #heard(message: TabMessage): void {
    if (message.kind !== 'stored') {
      this.#say(message)
      return
    }
    // A database that doesn't answer has told so to whoever writes; there is nobody to tell here.
    this.catchUp().catch((error: unknown) => {
      if (!(error instanceof StoreFailure)) throw error
    })
  }
}

const TAKEN_OFF = 'What this device kept of this space was taken off it. Reload the page to keep it again.'

/** Updates of others that stand together share a row; each of ours has its own, so that it can be acked alone. */
function grouped(batch: readonly Append[]): readonly (readonly Append[])[] {
  const groups: Append[][] = []
  for (const append of batch) {
    const last = groups.at(-1)
    if (last?.[0] && !last[0].mine && !append.mine) last.push(append)
    else groups.push([append])
  }
  return groups
}
