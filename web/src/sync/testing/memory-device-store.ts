import type { Runtime } from '@weft/space'
import type { DeviceStore, Refused, RowKey, SpacePerson, Stored, StoredUpdate, TabNews } from '../contract.ts'
import { StoreFailure } from '../store-failure.ts'
import { mayBeUpdate, mergeAll } from '../updates.ts'

interface Row {
  readonly update: Uint8Array
  readonly acked: boolean
  /** The highest row key that it covers. */
  readonly covers: RowKey
}
interface Contents {
  readonly rows: ReadonlyMap<RowKey, Row>
  readonly people: readonly SpacePerson[]
  readonly refused: readonly Refused[]
  readonly nextRow: RowKey
  readonly nextRefused: number
  readonly aside: number
}
const EMPTY: Contents = {
  rows: new Map(),
  people: [],
  refused: [],
  nextRow: 1,
  nextRefused: 1,
  aside: 0,
}

type Operation = Exclude<keyof DeviceStore, 'onOtherTab'>

/**
 * The disk of one device, for one person and space: what tabs of that device share, and what outlives them. Commits take
 * time, in order; a crash takes back what wasn't committed, and what was committed without an fsync.
 */
export class MemoryDisk {
  /** Ms that a commit takes. */
  commitTime = 2
  readonly #runtime: Runtime
  readonly #tabs = new Set<MemoryDeviceStore>()
  readonly #failures = new Map<Operation, StoreFailure>()
  /** What a machine that loses power now would find. */
  #synced: Contents = EMPTY
  #now: Contents = EMPTY
  #tail: Promise<void> = Promise.resolve()
  #boot = 0
  /** Tabs can't hear each other. */
  deaf = false
  /** Every operation fails with this while it is set. */
  broken: StoreFailure | null = null

  constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  /** A tab opens this device's copy. */
  open(): DeviceStore {
    const tab = new MemoryDeviceStore(this)
    this.#tabs.add(tab)
    return tab
  }

  /** The next such operation fails; nothing of it is stored. */
  failNext(operation: Operation, why = 'This device’s storage is full.'): void {
    this.#failures.set(operation, new StoreFailure(why))
  }

  /** All tabs end without a word. `power`: what wasn't fsynced is gone too, not only what wasn't committed. */
  crash(how: 'browser' | 'power'): void {
    this.#boot++
    for (const tab of this.#tabs) tab.dead = true
    this.#tabs.clear()
    if (how === 'power') this.#now = this.#synced
  }

  /** Puts other bytes where a row stood. */
  damage(key: RowKey, bytes: Uint8Array): void {
    const row = this.#now.rows.get(key)
    if (!row) throw new Error(`no row ${key}`)
    this.#now = { ...this.#now, rows: new Map(this.#now.rows).set(key, { ...row, update: bytes }) }
    this.#synced = this.#now
  }

  /** What stands on it now, for assertions. */
  get contents(): Contents {
    return this.#now
  }

  leave(tab: MemoryDeviceStore): void {
    this.#tabs.delete(tab)
  }

  /** One transaction after another, each after its time; a crash before that leaves its promise unsettled, as it would be. */
  commit<T>(
    tab: MemoryDeviceStore,
    operation: Operation,
    sync: boolean,
    work: (contents: Contents) => readonly [Contents, T],
  ): Promise<T> {
    const boot = this.#boot
    return new Promise((resolve, reject) => {
      this.#tail = this.#tail
        .then(() => this.#wait(this.commitTime))
        .then(() => {
          if (boot !== this.#boot || tab.dead) return
          const failure = this.broken ?? this.#failures.get(operation)
          this.#failures.delete(operation)
          if (failure) {
            reject(failure)
            return
          }
          const [contents, result] = work(this.#now)
          this.#now = contents
          if (sync) this.#synced = contents
          resolve(result)
        })
    })
  }

  tellOthers(tab: MemoryDeviceStore, tell: (other: MemoryDeviceStore) => void): void {
    this.#runtime.timer(0, () => {
      if (this.deaf) return
      for (const other of this.#tabs) if (other !== tab) tell(other)
    })
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#runtime.timer(ms, resolve)
    })
  }
}

/** A tab's handle on a MemoryDisk. */
export class MemoryDeviceStore implements DeviceStore {
  readonly #disk: MemoryDisk
  readonly #listeners = new Set<(news: TabNews) => void>()
  #seen: RowKey | null = null
  #closed = false
  /** Its tab has crashed. */
  dead = false

  constructor(disk: MemoryDisk) {
    this.#disk = disk
  }

  load(): Promise<Stored> {
    return this.#commit('load', true, (contents) => {
      const rows = [...contents.rows]
      const good = rows.filter(([, { update }]) => mayBeUpdate(update))
      this.#seen = contents.nextRow - 1
      const damaged = rows.length - good.length
      const stored: Stored = {
        updates: good.map(([key, { update, acked }]) => ({ key, update, unacked: !acked })),
        people: contents.people,
        refused: contents.refused,
        damaged,
      }
      return [{ ...contents, rows: new Map(good), aside: contents.aside + damaged }, stored]
    })
  }

  async append(update: Uint8Array, mine: boolean): Promise<RowKey> {
    const key = await this.#commit('append', mine, (contents) => {
      const key = contents.nextRow
      const rows = new Map(contents.rows).set(key, { update, acked: !mine, covers: key })
      return [{ ...contents, rows, nextRow: key + 1 }, key]
    })
    this.#read(key)
    this.#nudge()
    return key
  }

  setAside(keys: readonly RowKey[]): Promise<void> {
    return this.#commit('setAside', true, (contents) => {
      const rows = new Map([...contents.rows].filter(([key]) => !keys.includes(key)))
      return [{ ...contents, rows, aside: contents.aside + contents.rows.size - rows.size }, undefined]
    })
  }

  async acked(rows: readonly RowKey[]): Promise<void> {
    await this.#commit('acked', false, (contents) => {
      const next = new Map(contents.rows)
      for (const key of rows) {
        const row = next.get(key)
        if (row) next.set(key, { ...row, acked: true })
      }
      return [{ ...contents, rows: next }, undefined]
    })
    this.#disk.tellOthers(this, (other) => other.#say({ kind: 'acked', rows }))
  }

  async compact(through: RowKey, state: Uint8Array): Promise<RowKey> {
    const key = await this.#commit('compact', true, (contents) => {
      const key = contents.nextRow
      const rows = new Map([...contents.rows].filter(([row, { acked }]) => row > through || !acked))
      rows.set(key, { update: state, acked: true, covers: through })
      return [{ ...contents, rows, nextRow: key + 1 }, key]
    })
    this.#read(key)
    this.#nudge()
    return key
  }

  savePeople(people: readonly SpacePerson[]): Promise<void> {
    return this.#commit('savePeople', false, (contents) => [{ ...contents, people }, undefined])
  }

  async refuse(why: Pick<Refused, 'at' | 'reason'>, unkept: readonly Uint8Array[]): Promise<Refused | null> {
    const refused = await this.#commit('refuse', true, (contents) => {
      const rows = [...contents.rows]
      const unacked = rows.filter(([, { acked }]) => !acked).map(([, { update }]) => update)
      const updates = [...unacked, ...unkept]
      if (updates.length === 0) return [contents, null] as const
      const one: Refused = { ...why, id: contents.nextRefused, update: mergeAll(updates) }
      const next: Contents = {
        ...contents,
        rows: new Map(rows.filter(([, { acked }]) => acked)),
        refused: [...contents.refused, one],
        nextRefused: one.id + 1,
      }
      return [next, one] as const
    })
    if (refused) this.#disk.tellOthers(this, (other) => other.#say({ kind: 'refused', refused }))
    return refused
  }

  async forgetRefused(id: number): Promise<void> {
    await this.#commit('forgetRefused', true, (contents) => [
      { ...contents, refused: contents.refused.filter((each) => each.id !== id) },
      undefined,
    ])
    this.#disk.tellOthers(this, (other) => other.#say({ kind: 'forgotten', id }))
  }

  dropCopy(): Promise<void> {
    return this.#commit('dropCopy', true, (contents) => [
      { ...contents, people: [], rows: new Map([...contents.rows].filter(([, { acked }]) => !acked)) },
      undefined,
    ])
  }

  onOtherTab(handle: (news: TabNews) => void): () => void {
    this.#listeners.add(handle)
    return () => {
      this.#listeners.delete(handle)
    }
  }

  async catchUp(): Promise<void> {
    await this.#commit('catchUp', false, (contents) => [contents, undefined])
    this.#read(null)
  }

  async close(): Promise<void> {
    this.#listeners.clear()
    await this.#commit('close', false, (contents) => [contents, undefined])
    this.#closed = true
    this.#disk.leave(this)
  }

  #commit<T>(
    operation: Operation,
    sync: boolean,
    work: (contents: Contents) => readonly [Contents, T],
  ): Promise<T> {
    if (this.#closed) return Promise.reject(new StoreFailure('This space is closed.'))
    return this.#disk.commit(this, operation, sync, work)
  }

  #nudge(): void {
    this.#disk.tellOthers(this, (other) => other.#read(null))
  }

  /** Tells rows above what this tab has seen, but for its `own`. */
  #read(own: RowKey | null): void {
    const seen = this.#seen
    if (seen === null || this.dead) return
    const rows: StoredUpdate[] = []
    for (const [key, { update, acked, covers }] of this.#disk.contents.rows) {
      if (key <= seen) continue
      this.#seen = Math.max(this.#seen ?? 0, key)
      if (key === own) continue
      if (covers !== key && covers <= seen) this.#say({ kind: 'compacted' })
      else rows.push({ key, update, unacked: !acked })
    }
    if (rows.length > 0) this.#say({ kind: 'stored', rows })
  }

  #say(news: TabNews): void {
    if (this.dead) return
    for (const handle of [...this.#listeners]) handle(news)
  }
}
