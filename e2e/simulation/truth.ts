import { type Op, type OrderedBytes, StoreError, type UpdateLog } from '@weft/persistence'
import { MemoryDisk, type MemoryDiskOptions, memoryStore } from '@weft/persistence/testing'
import { createRooms, decodeRecord, LIMITS, type Meter } from '@weft/server/core'
import type { PersonId, SpaceId } from '@weft/space'
import { virtualRuntime } from '@weft/space/testing'
import * as Y from 'yjs'

export type Deletions = ReturnType<typeof Y.createDeleteSet>
type Part = ReturnType<typeof decodeRecord>['parts'][number]

/** Something that must never be true was true. `promise`: which one was broken. */
export class Broken extends Error {
  readonly promise: string
  constructor(promise: string, what: string) {
    super(`${promise}: ${what}`)
    this.name = 'Broken'
    this.promise = promise
  }
}

/** Whether everything in an update is in a document already, structs and deletions. */
export function contains(doc: Y.Doc, update: Uint8Array): boolean {
  for (const [client, end] of Y.parseUpdateMeta(update).to)
    if (Y.getState(doc.store, client) < end) return false
  for (const [client, ranges] of Y.decodeUpdate(update).ds.clients)
    for (const { clock, len } of ranges) if (!isDeleted(doc, client, clock, clock + len)) return false
  return true
}

function isDeleted(doc: Y.Doc, client: number, from: number, to: number): boolean {
  const structs = doc.store.clients.get(client)
  if (!structs || Y.getState(doc.store, client) < to) return false
  for (let i = Y.findIndexSS(structs, from); i < structs.length; i++) {
    const struct = structs[i]
    if (!struct || struct.id.clock >= to) break
    if (!struct.deleted) return false
  }
  return true
}

/**
 * What is durable, known without asking the parts that are under test: bytes that the log was given and that the disk, below
 * it, has synced.
 */
export class Truth {
  doc = new Y.Doc()
  /** Grows whenever more is true. */
  version = 0
  /** How much of whom became durable. */
  readonly writes = new Map<PersonId, number>()
  /** Calls of the disk that failed, by what was called and how. */
  readonly failures = new Map<string, number>()
  /** The end of a record was torn off: the space lacks what nobody was promised, and may say so. */
  torn: boolean = false
  /** Whose each Yjs client id is: the first who wrote under it. */
  readonly owners = new Map<number, PersonId>()
  /** Before the history began. */
  deleted: Deletions = Y.createDeleteSet()
  /** What became durable in somebody else's name, if anything did. */
  forged: string | null = null
  #given: Uint8Array[] = []
  #unsynced: Op[] = []

  /** The log as the server has it; what it is given is remembered. */
  log(inner: UpdateLog): UpdateLog {
    return {
      append: (space, bytes) => {
        this.#given.push(bytes.slice())
        return inner.append(space, bytes)
      },
      load: (space) => inner.load(space),
      compact: (space, through, snapshot) => inner.compact(space, through, snapshot),
      size: (space) => inner.size(space),
      spaces: () => inner.spaces(),
      drop: (space) => inner.drop(space),
    }
  }

  /** The disk as the log has it; what is synced becomes true, before the log hears of it. */
  disk(bytes: OrderedBytes): OrderedBytes {
    const failed = (call: string) => (error: unknown) => {
      const name = `${call} failed: ${error instanceof StoreError ? error.code : 'not by the disk'}`
      this.failures.set(name, (this.failures.get(name) ?? 0) + 1)
      throw error
    }
    return {
      get: (key) => bytes.get(key).catch(failed('get')),
      range: (from, to, options) => watched(bytes.range(from, to, options), failed('range')),
      keys: (from, to, options) => watched(bytes.keys(from, to, options), failed('range')),
      close: () => bytes.close(),
      batch: async (ops, options) => {
        await bytes.batch(ops, options).catch(failed('batch'))
        this.#unsynced.push(...ops)
        if (options.sync) this.#synced()
      },
    }
  }

  /** After a crash: what recovery reads is the truth from now on; it must have all that was true. */
  recovered(state: Uint8Array): void {
    const found = new Y.Doc()
    Y.applyUpdate(found, state)
    if (!contains(found, Y.encodeStateAsUpdate(this.doc)))
      throw new Broken('G1', 'what was synced is not in what recovery reads')
    this.doc.destroy()
    this.doc = found
    this.version++
    this.#given = []
    this.#unsynced = []
  }

  /** Of a space that was there before. */
  inherited(owners: ReadonlyMap<number, PersonId>, deleted: Deletions): void {
    this.deleted = deleted
    for (const [client, person] of owners) this.owners.set(client, person)
  }

  /** Yjs client ids under which others wrote. */
  ownedByOthers(person: PersonId): number[] {
    return [...this.owners].filter(([, owner]) => owner !== person).map(([client]) => client)
  }

  #synced(): void {
    this.version++
    for (const op of this.#unsynced) {
      if (!('put' in op)) continue
      const stored = Buffer.from(op.value.buffer, op.value.byteOffset, op.value.byteLength)
      const at = this.#given.findIndex((given) => stored.includes(Buffer.from(given)))
      const [record] = at === -1 ? [] : this.#given.splice(at, 1)
      for (const part of record ? decodeRecord(record).parts : []) {
        this.writes.set(part.person, (this.writes.get(part.person) ?? 0) + 1)
        this.#own(part)
        Y.applyUpdate(this.doc, part.update)
      }
    }
    this.#unsynced = []
  }

  #own({ person, ranges, unverified }: Part): void {
    // It says itself that nobody vouches for it.
    if (unverified) return
    for (const { client } of ranges) {
      const owner = this.owners.get(client) ?? person
      this.owners.set(client, owner)
      if (owner !== person) this.forged ??= `${person} wrote under the client id ${client} of ${owner}`
    }
  }
}

async function* watched<T>(items: AsyncIterable<T>, failed: (error: unknown) => never): AsyncIterable<T> {
  try {
    yield* items
  } catch (error) {
    failed(error)
  }
}

/** A disk that tells the truth what becomes durable. */
export class WatchedDisk extends MemoryDisk {
  readonly #truth: Truth

  constructor(truth: Truth, schedule: NonNullable<MemoryDiskOptions['schedule']>) {
    super({ schedule })
    this.#truth = truth
  }

  override open(): OrderedBytes {
    return this.#truth.disk(super.open())
  }

  override crash(how: Parameters<MemoryDisk['crash']>[0] = {}): boolean {
    const isTorn = super.crash(how)
    if (isTorn) this.#truth.torn = true
    return isTorn
  }
}

/**
 * What a server would read that started on this disk now: its state, through the real recovery, on a copy. `torn`: it may be
 * that a record is there by half.
 */
export async function recover(disk: MemoryDisk, space: SpaceId, torn = false): Promise<Uint8Array> {
  const copy = new MemoryDisk()
  fill(copy, disk.entries())
  const damage: string[] = []
  const store = await memoryStore(copy, {
    warn(what) {
      // Each process writes that record again, with what it writes first.
      const isTorn = torn && what.startsWith('The format record')
      if (!isTorn) damage.push(what)
    },
  })
  const rooms = createRooms({
    log: store.log,
    runtime: virtualRuntime(0),
    limits: LIMITS,
    meter: SILENT,
    people: async () => [],
    metaChanged: () => undefined,
    warn(event, details) {
      const isTorn = torn && event === 'stored piece damaged' && details.problem === 'length'
      if (!isTorn) damage.push(`${event} ${JSON.stringify(details)}`)
    },
  })
  const state = await rooms.read(space, (doc) => Y.encodeStateAsUpdate(doc))
  if (damage.length > 0) throw new Broken('G11', `recovery found damage: ${damage.join('; ')}`)
  return state
}

/** Puts what another disk had. */
export function fill(disk: MemoryDisk, entries: ReturnType<MemoryDisk['entries']>): void {
  for (const [key, value] of entries) disk.corrupt(key, value)
}

const SILENT: Meter = { add: () => undefined, observe: () => undefined }
