import { type Store, StoreError, storeOver } from '@weft/persistence'

import {
  type Arrival,
  type Connection,
  createRooms,
  FRAME_COST,
  LIMITS,
  type Limits,
  type Rooms,
  type RoomsOptions,
  reviveStore,
  type Transport,
} from '@weft/server/core'
import type { Member, SpaceId } from '@weft/space'
import type { VirtualRuntime } from '@weft/space/testing'
import { Close } from '@weft/space/wire'
import type { Device } from './device.ts'
import type { Judge, Spoken } from './judge.ts'
import { type Machine, machine } from './machine.ts'
import type { End, Wire } from './network.ts'
import type { Plant } from './plant.ts'
import { recover, type Truth, WatchedDisk } from './truth.ts'

type State =
  | { readonly kind: 'down' }
  | { readonly kind: 'starting'; readonly machine: Machine }
  | { readonly kind: 'up'; readonly machine: Machine; readonly rooms: Rooms; readonly store: Store }
  | { readonly kind: 'stopping'; readonly machine: Machine }

export interface ServerOptions {
  readonly world: VirtualRuntime
  readonly truth: Truth
  readonly judge: Judge
  readonly space: SpaceId
  readonly plant: Plant
  people(): readonly Member[]
}

/** As in `MemoryDisk.crash`. */
interface Crash {
  readonly keep: number
  readonly tear?: number
  readonly torn?: number
}

/** As much less than what Weft ships with, 1 and 1.5 MiB, as these spaces are smaller than real ones. */
const SMALLER: Limits = { ...LIMITS, outboundSoft: 4 * 1024, outboundHard: 6 * 1024 }
/** Likewise what a system takes of what is written to a socket. Bytes. */
const KERNEL = 256

/** The server's process: the real rooms over the real log, on a disk that outlives it. */
export class Server {
  readonly disk: WatchedDisk
  readonly counted = new Map<string, number>()
  /** Most milliseconds that a disk call takes. */
  diskTime = 30
  /** How far its clock is off, in milliseconds. */
  skew = 0
  readonly #options: ServerOptions
  /** Open wires, and the way of the server's messages into each. */
  readonly #wires = new Map<Wire, Transport>()
  #state: State = { kind: 'down' }

  constructor(options: ServerOptions) {
    this.#options = options
    const { world, truth } = options
    this.disk = new WatchedDisk(truth, (step, call) => {
      // Behind a torn record the log is searched for more, key by key: thousands that aren't there, which takes a disk no time.
      if (call === 'get') queueMicrotask(step)
      else world.timer(world.chance() * this.diskTime, step)
    })
  }

  get rooms(): Rooms | null {
    return this.#state.kind === 'up' ? this.#state.rooms : null
  }

  /** Its disk has failed: it takes nothing more. */
  get failed(): boolean {
    return this.#state.kind === 'up' && this.#state.store.failure !== null
  }

  async start(): Promise<void> {
    if (this.#state.kind !== 'down') return
    const { truth, plant, people } = this.#options
    const own = machine(
      this.#options.world,
      Math.floor(this.#options.world.chance() * 2 ** 32),
      () => this.skew,
    )
    this.#state = { kind: 'starting', machine: own }
    const store = await this.#open()
    if (store === null) {
      // It says why, and exits.
      if (this.#state.kind === 'starting' && this.#state.machine === own) this.#state = { kind: 'down' }
      return
    }
    // A process that was killed meanwhile gets no answer; one that was replaced has another machine.
    if (this.#state.kind !== 'starting' || this.#state.machine !== own) return
    const log = truth.log(store.log)
    const options: RoomsOptions = {
      log: plant.log?.(log, own) ?? log,
      failing: () => store.failure !== null,
      runtime: own,
      limits: SMALLER,
      meter: {
        add: (name, by = 1) => this.#count(name, by),
        observe: () => undefined,
      },
      people: async () => people(),
      metaChanged: () => undefined,
      // A simulated space is small: so long work stops at every few structs, and everything else happens in between.
      pace: { turn: 0, stride: 7, rest: 2_000 },
      warn: (event, details) => this.#warn(`${event} ${JSON.stringify(details)}`),
    }
    const note = (event: string, details = {}) => this.#warn(`${event} ${JSON.stringify(details)}`)
    reviveStore({
      store,
      runtime: own,
      log: { info: note, warn: note, error: note },
      revived: async () => this.#count('revivals'),
    })
    const rooms = plant.rooms?.(() => createRooms(options)) ?? createRooms(options)
    this.#state = { kind: 'up', machine: own, rooms, store }
  }

  async #open(): Promise<Store | null> {
    const { plant, world } = this.#options
    const open = () => {
      const disk = this.disk.open()
      return plant.disk?.(disk) ?? disk
    }
    const again = {
      probe: () => this.disk.probe(),
      open: async () => {
        // A write that failed is on the disk or it isn't: opening shows which.
        if (world.chance() < 0.5) this.disk.crash()
        return open()
      },
    }
    try {
      return await storeOver(open(), 'the simulated disk', { again, warn: (what) => this.#warn(what) })
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      this.#count('startsFailed')
      return null
    }
  }

  /** SIGTERM: says goodbye, writes what it took. */
  async stop(): Promise<void> {
    if (this.#state.kind !== 'up') return
    const { machine: own, rooms, store } = this.#state
    this.#state = { kind: 'stopping', machine: own }
    await rooms.close()
    await store.close()
    if (this.#state.kind !== 'stopping' || this.#state.machine !== own) return
    own.end()
    for (const wire of this.#wires.keys()) wire.died('server')
    this.#wires.clear()
    this.#state = { kind: 'down' }
    if (this.disk.unsure > 0) await this.#decide()
  }

  /**
   * A write that failed is on the disk or it isn't, and opening decides it: LevelDB writes what it finds in its log into
   * synced tables, or cuts it off.
   */
  async #decide(): Promise<void> {
    const { truth, space, world } = this.#options
    this.disk.crash({ keep: world.chance() < 0.5 ? 0 : this.disk.unsure })
    truth.recovered(await recover(this.disk, space, truth.torn))
  }

  /** A power cut; then a look at what a recovery would read. */
  async crash({ keep, tear = 0, torn = 0 }: Crash): Promise<void> {
    if (this.#state.kind === 'down') return
    this.#count('crashes')
    if (this.disk.unsure > keep) this.#count('lostWrites')
    this.#state.machine.end()
    this.#state = { kind: 'down' }
    for (const wire of this.#wires.keys()) wire.died('server')
    this.#wires.clear()
    if (this.disk.crash({ keep, tear, torn })) this.#count('tornRecords')
    const { truth, space } = this.#options
    truth.recovered(await recover(this.disk, space, truth.torn))
  }

  /** A device is at the door. False when no process listens. */
  accept(wire: Wire, { member, belongs }: Device, spoken: Spoken): boolean {
    if (this.#state.kind !== 'up') return false
    const { space, plant } = this.#options
    if (!belongs) {
      wire.close('server', Close.noSuchSpace, 'no such space')
      return true
    }
    const transport = this.#transport(wire, spoken)
    this.#wires.set(wire, transport)
    const arrival: Arrival = { space, member, protocol: 'weft.1', transport }
    const connection = this.#state.rooms.join(plant.arrival?.(arrival) ?? arrival)
    wire.attach('server', this.#end(wire, spoken, connection))
    return true
  }

  #end(wire: Wire, spoken: Spoken, connection: Connection): End {
    const { judge, plant } = this.#options
    return {
      message: (bytes) => {
        judge.up(spoken, bytes)
        const others = [...this.#wires].filter(([other]) => other !== wire)
        plant.received?.(
          bytes,
          others.map(([, transport]) => transport),
        )
        connection.receive(bytes)
      },
      pong: () => connection.pong(),
      closed: () => {
        this.#wires.delete(wire)
        connection.closed()
      },
    }
  }

  #transport(wire: Wire, spoken: Spoken): Transport {
    const { judge, plant } = this.#options
    const put = (bytes: Uint8Array, more: boolean) => {
      wire.send('server', bytes, more)
      const cost = wire.buffered('server', KERNEL) + wire.waiting('server', KERNEL) * FRAME_COST
      if (cost > SMALLER.outboundHard)
        judge.report('G8', `${cost} bytes wait for ${spoken.name}, who reads slowly`)
    }
    return {
      send({ payload }) {
        const bytes = plant.sent ? plant.sent(payload) : payload
        if (bytes === null) return
        judge.down(spoken, bytes)
        put(bytes, false)
      },
      sendPart: ({ payload }, from, to) => {
        if (from === 0) {
          judge.down(spoken, payload)
          this.#count('messages_in_parts')
        }
        put(payload.subarray(from, to), to < payload.length)
      },
      cork: () => undefined,
      uncork: () => undefined,
      close: (code, reason) => wire.close('server', code, reason),
      drop: () => wire.drop('server'),
      pause: () => wire.hold('server', true),
      resume: () => wire.hold('server', false),
      ping: () => wire.ping('server'),
      get buffered() {
        return wire.buffered('server', KERNEL)
      },
      // Messages come whole.
      received: 0,
    }
  }

  #warn(what: string): void {
    this.#options.judge.note(`! ${what}`)
    this.#count('warnings')
  }

  #count(name: string, by = 1): void {
    this.counted.set(name, (this.counted.get(name) ?? 0) + by)
  }
}
