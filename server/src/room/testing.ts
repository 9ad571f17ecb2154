import type { Store } from '@weft/persistence'
import { MemoryDisk, memoryStore } from '@weft/persistence/testing'
import type { Member, PersonId, Role, SpaceId } from '@weft/space'
import { type VirtualRuntime, virtualRuntime } from '@weft/space/testing'
import { type CloseCode, type Down, decodeDown, encodeUp, type Up } from '@weft/space/wire'
import * as Y from 'yjs'
import { LIMITS, type Limits } from '../limits.ts'
import type { Connection, Counter, Outgoing, Rooms, RoomsOptions, Transport } from './contract.ts'
import { PACE, type Pace } from './lane.ts'
import { createRooms } from './rooms.ts'

/** A server's core on a disk in memory, in a time that the test owns, and clients that say what the test lets them say. */
export interface World {
  readonly runtime: VirtualRuntime
  readonly disk: MemoryDisk
  readonly rooms: Rooms
  readonly store: Store
  readonly counted: Map<Counter, number>
  readonly warnings: { readonly event: string; readonly details: Readonly<Record<string, string | number>> }[]
  readonly names: { readonly space: SpaceId; readonly name: string; readonly icon: string | null }[]
  readonly people: Member[]
  /** The space takes back what was lost. */
  amnesty: boolean
  client(member: Member, options?: ClientOptions): TestClient
  /** Lets everything that is under way arrive, and `ms` pass. */
  pass(ms?: number): Promise<void>
  /** The process dies and another opens the same disk. */
  crash(pace?: Pace): Promise<World>
}
export interface ClientOptions {
  readonly protocol?: 'weft.0' | 'weft.1'
  readonly space?: SpaceId
  readonly doc?: Y.Doc
}

export const SPACE = 'testspace-testspace-22' as SpaceId
export const OTHER = 'testspace-testspace-23' as SpaceId
export const person = (name: string, role: Role = 'member'): Member => ({
  id: name.padEnd(16, '_') as PersonId,
  name,
  dye: 'moss',
  role,
})

export async function world(
  options: { limits?: Partial<Limits>; disk?: MemoryDisk; runtime?: VirtualRuntime; pace?: Pace } = {},
): Promise<World> {
  const runtime = options.runtime ?? virtualRuntime(1)
  const disk = options.disk ?? new MemoryDisk()
  const store = await memoryStore(disk)
  const counted = new Map<Counter, number>()
  const warnings: { event: string; details: Readonly<Record<string, string | number>> }[] = []
  const names: { space: SpaceId; name: string; icon: string | null }[] = []
  const people: Member[] = []
  const limits = { ...LIMITS, ...options.limits }
  const roomsOptions: RoomsOptions = {
    log: store.log,
    runtime,
    limits,
    meter: {
      add: (name, by = 1) => counted.set(name, (counted.get(name) ?? 0) + by),
      observe: () => undefined,
    },
    pace: options.pace ?? PACE,
    failing: () => store.failure !== null,
    people: async () => people.slice(),
    metaChanged: (space, meta) => names.push({ space, ...meta }),
    warn: (event, details) => warnings.push({ event, details }),
    mayReturn: () => self.amnesty,
  }
  const rooms = createRooms(roomsOptions)
  const clients = new Set<TestClient>()
  const deliver = async () => {
    await runtime.settle()
    for (let moved = true; moved; ) {
      moved = false
      for (const client of clients) moved = client.flow() || moved
      await runtime.settle()
    }
  }
  const self: World = {
    amnesty: false,
    runtime,
    disk,
    rooms,
    store,
    counted,
    warnings,
    names,
    people,
    client(member, { protocol = 'weft.1', space = SPACE, doc = new Y.Doc() } = {}) {
      const client = new TestClient(member.id, doc)
      client.connection = rooms.join({ space, member, protocol, transport: client.transport })
      clients.add(client)
      return client
    },
    async pass(ms = 0) {
      await deliver()
      const step = ms > 1_000 ? 20 : 4
      for (let left = ms; left > 0; left -= step) {
        await runtime.advance(Math.min(step, left))
        await deliver()
      }
    },
    async crash(pace = options.pace ?? PACE) {
      disk.crash()
      return await world({ limits, disk, runtime: virtualRuntime(2), pace })
    },
  }
  return self
}

/** What a test sees of one socket: frames queue in both directions until the world lets them flow. */
export class TestTransport implements Transport {
  readonly #client: TestClient
  /** Bytes stay where they are, as with a reader that has stopped reading. */
  stalled: boolean = false
  paused: boolean = false
  pings = 0
  /** It answers no pings. */
  mute: boolean = false
  /** Nothing answers, and nothing says so. */
  dead: boolean = false
  closedWith: { code: CloseCode; reason: string } | null = null
  dropped: boolean = false
  readonly down: (Outgoing & { readonly part?: 'more' | 'last' })[] = []
  readonly up: Uint8Array[] = []
  buffered = 0
  received = 0
  /** Pieces in which what was sent left. */
  writes = 0
  corked = 0

  constructor(client: TestClient) {
    this.#client = client
  }
  send(out: Outgoing): void {
    this.down.push(out)
    this.buffered += out.payload.length
    if (this.corked === 0) this.writes++
  }
  sendPart(whole: Outgoing, from: number, to: number): void {
    const last = to === whole.payload.length
    this.down.push({ payload: whole.payload.subarray(from, to), part: last ? 'last' : 'more' })
    this.buffered += to - from
    this.writes++
  }
  cork(): void {
    this.corked++
  }
  uncork(): void {
    this.corked--
    if (this.corked === 0) this.writes++
  }
  close(code: CloseCode, reason: string): void {
    this.closedWith ??= { code, reason }
  }
  drop(): void {
    if (this.dropped) return
    this.dropped = true
    this.#client.connection?.closed()
  }
  pause(): void {
    this.paused = true
  }
  resume(): void {
    this.paused = false
  }
  ping(): void {
    this.pings++
    if (!this.dead && !this.mute) queueMicrotask(() => this.#client.connection?.pong())
  }
}

/** What somebody says in the conversation. */
export const message = (by: PersonId, text: string) => ({ kind: 'message', at: 0, by, text })

/** A client by the book: a document, a socket, and all it was ever sent. */
export class TestClient {
  /** As whom it signs what it writes. */
  me: PersonId
  readonly doc: Y.Doc
  readonly transport: TestTransport
  connection: Connection | null = null
  /** Everything received, oldest first. */
  readonly got: Down[] = []
  readonly #parts: Uint8Array[] = []
  /** Whether it answers the server's step1, as all clients do. */
  answers: boolean = true

  constructor(me: PersonId, doc: Y.Doc) {
    this.me = me
    this.doc = doc
    this.transport = new TestTransport(this)
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.send({ type: 'update', update })
    })
  }

  /** As a stock client does when its socket opens. */
  hello(): this {
    this.send({ type: 'step1', stateVector: Y.encodeStateVector(this.doc) })
    return this
  }

  send(message: Up): void {
    this.sendBytes(encodeUp(message))
  }
  sendBytes(bytes: Uint8Array): void {
    this.transport.up.push(bytes)
  }

  write(text: string): void {
    this.doc.getArray('timeline').push([message(this.me, text)])
  }
  get lines(): string[] {
    return this.doc.getArray<{ text: string }>('timeline').map((entry) => entry.text)
  }

  get acked(): number {
    return this.got.reduce((most, down) => (down.type === 'ack' ? Math.max(most, down.count) : most), 0)
  }
  all<T extends Down['type']>(type: T): Extract<Down, { type: T }>[] {
    return this.got.filter((down): down is Extract<Down, { type: T }> => down.type === type)
  }
  get code(): CloseCode | null {
    return this.transport.closedWith?.code ?? null
  }

  /** Moves what can move. @returns whether anything did. */
  flow(): boolean {
    const { transport } = this
    if (transport.dead) return false
    let moved = false
    while (!transport.stalled) {
      const out = transport.down.shift()
      if (!out) break
      transport.buffered -= out.payload.length
      this.#parts.push(out.payload)
      if (out.part !== 'more') this.#take(decodeDown(Buffer.concat(this.#parts.splice(0))))
      if (transport.buffered === 0) this.connection?.drained()
      moved = true
    }
    while (!transport.paused && !transport.dropped) {
      const bytes = transport.up.shift()
      if (!bytes) break
      this.connection?.receive(bytes)
      moved = true
    }
    if (transport.closedWith && !transport.dropped && transport.down.length === 0) transport.drop()
    return moved
  }

  #take(down: Down): void {
    this.got.push(down)
    switch (down.type) {
      case 'step1':
        if (!this.answers) break
        this.send({ type: 'step2', update: Y.encodeStateAsUpdate(this.doc, down.stateVector) })
        break
      case 'step2':
      case 'update':
        Y.applyUpdate(this.doc, down.update, this)
        break
    }
  }
}
