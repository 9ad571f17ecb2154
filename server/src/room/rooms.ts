import type { Notice, Persona, PersonId, Role, SpaceId } from '@weft/space'
import { Close, type CloseCode, encodeDown } from '@weft/space/wire'
import type * as Y from 'yjs'
import type { Peer } from '../connection/peer.ts'
import type { AuthorsPage, AuthorsWanted } from './authors.ts'
import { GOODBYE, RoomClosed } from './closing.ts'
import type { RoomContext } from './context.ts'
import type { Arrival, Connection, Rooms, RoomsOptions } from './contract.ts'
import { createGate } from './gate.ts'
import { createLane, PACE } from './lane.ts'
import { type Keeper, Room } from './room.ts'
import { Rounds } from './rounds.ts'

/** Full states on their way at once, of the whole server: each may be as large as a space. */
const FULL_STATES = 8
/** SIGTERM must end within 5 s: who waits longer for the disk is sent away unacknowledged. Milliseconds. */
const SHUTDOWN = 4_000

/** All open spaces of this process, over one log. */
export const createRooms = (options: RoomsOptions): Rooms => new OpenRooms(options)

class OpenRooms implements Rooms, Keeper {
  readonly #options: RoomsOptions
  readonly #context: RoomContext
  readonly #rooms = new Map<SpaceId, Room>()
  /** How often each person has each space open. */
  readonly #open = new Map<PersonId, Map<SpaceId, number>>()
  readonly #gone = new Set<SpaceId>()
  #connections = 0
  /** Who was told that their space can't be stored, and not yet that it can. */
  readonly #alarmed = new Map<SpaceId, Set<PersonId>>()
  #closing: boolean = false

  constructor(options: RoomsOptions) {
    this.#options = options
    const { runtime, limits, meter, warn } = options
    this.#context = {
      options,
      runtime,
      limits,
      meter,
      warn,
      fullStates: createGate(FULL_STATES),
      lane: createLane(runtime, options.pace ?? PACE),
      rounds: new Rounds(runtime),
      rest: (options.pace ?? PACE).rest,
      storageFailed: (space) => {
        const here = this.#rooms.get(space)?.attendance.here() ?? []
        this.#alarmed.set(space, new Set(here.map(({ id }) => id)))
      },
    }
  }

  over(room: Room): void {
    if (this.#rooms.get(room.space) === room) this.#rooms.delete(room.space)
  }

  join(arrival: Arrival): Connection {
    const { space, member, transport } = arrival
    const refusal = this.#refusal(space, member.id)
    if (refusal) {
      this.#options.meter.add('closes', 1, String(refusal.code))
      transport.close(refusal.code, refusal.reason)
      return NOBODY
    }
    this.#connections++
    const spaces = this.#open.get(member.id) ?? new Map<SpaceId, number>()
    this.#open.set(member.id, spaces)
    spaces.set(space, (spaces.get(space) ?? 0) + 1)
    return this.#room(space).join(arrival, { alarmed: this.#calmed(space, member.id) })
  }

  /** Whether this person is to hear that the space is stored again. */
  #calmed(space: SpaceId, person: PersonId): boolean {
    const alarmed = this.#alarmed.get(space)
    if (!alarmed?.delete(person)) return false
    if (alarmed.size === 0) this.#alarmed.delete(space)
    return true
  }

  roleChanged(space: SpaceId, person: PersonId, role: Role | null): void {
    this.#rooms.get(space)?.attendance.roleChanged(person, role)
  }

  personaChanged(persona: Persona): void {
    for (const room of this.#rooms.values()) room.attendance.personaChanged(persona)
  }

  async gone(space: SpaceId): Promise<void> {
    this.#gone.add(space)
    this.#alarmed.delete(space)
    await this.#rooms.get(space)?.gone()
  }

  notify(person: PersonId, notice: () => Notice | null): void {
    const spaces = this.#open.get(person)
    const said = spaces === undefined ? null : notice()
    if (said === null) return
    const out = { payload: encodeDown({ type: 'notice', notice: said }) }
    for (const space of spaces?.keys() ?? []) this.#rooms.get(space)?.attendance.notify(person, out)
  }

  here(space: SpaceId): readonly Persona[] {
    return this.#rooms.get(space)?.attendance.here() ?? []
  }

  async edit<T>(space: SpaceId, by: PersonId, change: (doc: Y.Doc) => T): Promise<T> {
    return await this.#visited(space).edit(by, change)
  }

  async read<T>(space: SpaceId, use: (doc: Y.Doc) => T): Promise<T> {
    return await this.#visited(space).read(use)
  }

  async authors(space: SpaceId, wanted: AuthorsWanted): Promise<AuthorsPage> {
    return await this.#visited(space).authors(wanted)
  }

  async close(): Promise<void> {
    this.#closing = true
    const { runtime, warn } = this.#options
    let late = () => {}
    const deadline = new Promise<void>((resolve) => {
      late = runtime.timer(SHUTDOWN, () => {
        warn('shutdown incomplete', { rooms: this.#rooms.size })
        resolve()
      })
    })
    const rooms = [...this.#rooms.values()]
    await Promise.race([Promise.all(rooms.map((room) => room.shutDown())), deadline])
    late()
    for (const room of this.#rooms.values()) room.sendAway()
  }

  #room(space: SpaceId): Room {
    const open = this.#rooms.get(space)
    if (open) return open
    const room = new Room(space, this.#context, this)
    this.#rooms.set(space, room)
    return room
  }

  #visited(space: SpaceId): Room {
    if (this.#closing) throw new RoomClosed('shutdown')
    if (this.#gone.has(space)) throw new RoomClosed('gone')
    return this.#room(space)
  }

  #refusal(space: SpaceId, person: PersonId): { code: CloseCode; reason: string } | null {
    const { limits } = this.#options
    if (this.#closing) return GOODBYE.shutdown
    if (this.#gone.has(space)) return GOODBYE.gone
    if (isAt(limits.connections, this.#connections)) {
      return { code: Close.busy, reason: 'too many connections to this server' }
    }
    if (isAt(limits.roomConnections, this.#rooms.get(space)?.attendance.size ?? 0)) {
      return { code: Close.busy, reason: 'too many connections to this space' }
    }
    if (this.#options.failing?.()) return GOODBYE.storage
    const spaces = this.#open.get(person)
    if (spaces && !spaces.has(space) && isAt(limits.openSpaces, spaces.size)) {
      return { code: Close.busy, reason: 'too many spaces open at once' }
    }
    return null
  }

  left(room: Room, peer: Peer): void {
    this.#connections--
    const { id } = peer.member
    const spaces = this.#open.get(id)
    if (!spaces) return
    const left = (spaces.get(room.space) ?? 1) - 1
    if (left > 0) spaces.set(room.space, left)
    else spaces.delete(room.space)
    if (spaces.size === 0) this.#open.delete(id)
  }
}

/** A limit of 0 is none. */
const isAt = (limit: number, count: number): boolean => limit > 0 && count >= limit

/** The connection of somebody who was sent away at the door. */
const NOBODY: Connection = { receive() {}, pong() {}, pinged() {}, drained() {}, end() {}, closed() {} }
