import { Buffer } from 'node:buffer'
import type { Member, PersonId, Runtime } from '@weft/space'
import type { PresenceEntry } from '@weft/space/wire'
import type { Limits } from '../limits.ts'
import type { Meter, Outgoing } from './contract.ts'
import { entryBytes, inMessages, presenceMessage, presenceMessageWithout } from './presence-message.ts'
import { stamp } from './stamp.ts'

/** One connection's place in its room's presence. */
export interface Seat {
  readonly peer: Present
  /** The awareness id it shows itself under: the first it used that wasn't somebody else's. */
  id: number | null
  /** The newest state it sent: JSON of an object, as it came; null when it shows none. */
  state: string | null
  /** It must be told: changed, or due to be told again. */
  due: boolean
  /** As others were told last, encoded. */
  told: Uint8Array | null
  /** Others know of its id, so that they must be told when it goes. */
  known: boolean
  /** When they were told; not before `RATE` allows are they told again. Milliseconds of `Runtime.elapsed`. */
  toldAt: number
  /** It has been sent the others' states, and gets what changes. */
  greeted: boolean
  /** Since when it hasn't been shown all that others were; null when it has. */
  missedSince: number | null
  readonly since: number
}

/** What presence needs of a connection. */
export interface Present {
  readonly member: Member
  /** Speaks `weft.1`: passes over what comes under its own id. */
  readonly extended: boolean
  /** Shows it others' presence, unless it can't follow now. @returns whether it was sent. */
  show(out: Outgoing): boolean
}

/** Stock clients forget who wasn't renewed for 30 s. Milliseconds. */
const RENEW = 14_000
/** A client that never shows itself is told of the others after so long. Milliseconds. */
const SHY = 1_000
/** After so long without a renewal nobody shows somebody any more, told or not. Milliseconds. */
const FORGOTTEN = 60_000
/** Ids that were used by somebody, so that a late echo of a state isn't taken for another's own. */
const REMEMBERED = 2_000

/** Of a thousand people with large states a newcomer is told no more than this at once. Bytes. */
const GREETING = 256 * 1024

export interface PresenceOptions {
  readonly runtime: Runtime
  readonly limits: Limits
  readonly meter: Meter
  /** Something became due: call `flush` within a tick. */
  due(): void
}

/**
 * Who is here and what they are doing, as the server vouches for it: one id a connection, clocks and renewal by the
 * server, the person stamped on. Of what a client sends only the newest state counts, at most `presenceRate` times a
 * second. A stock client isn't sent its own id, for it takes what
 * comes under that for its own; all others share one frame.
 */
export class Presence {
  readonly #options: PresenceOptions
  readonly #seats = new Map<Present, Seat>()
  readonly #byId = new Map<number, Seat>()
  readonly #usedBy = new Map<number, PersonId>()
  /** Awareness ids that left and whom the others must forget. */
  readonly #removed = new Set<number>()
  /** Those of whom the others were told so, and when: who couldn't follow then hasn't heard it. */
  readonly #gone = new Map<number, number>()
  #clock = 0

  constructor(options: PresenceOptions) {
    this.#options = options
  }

  enter(peer: Present): Seat {
    const since = this.#options.runtime.elapsed()
    const seat: Seat = {
      peer,
      id: null,
      state: null,
      due: false,
      told: null,
      known: false,
      toldAt: Number.NEGATIVE_INFINITY,
      greeted: false,
      missedSince: null,
      since,
    }
    this.#seats.set(peer, seat)
    return seat
  }

  /** Who shows, or lately showed, themselves under an id; null when nobody is known to. */
  holderOf(id: number): PersonId | null {
    return this.#usedBy.get(id) ?? null
  }

  leave(seat: Seat): void {
    this.#seats.delete(seat.peer)
    this.#release(seat)
  }

  /** What a connection says about itself. What it says about others (stock clients echo them) is dropped. */
  receive(seat: Seat, entries: readonly PresenceEntry[]): void {
    const { limits, meter } = this.#options
    for (const { client, state } of entries) {
      if (seat.id === null && state !== null) this.#adopt(seat, client)
      if (seat.id !== client) continue
      if (state !== null && limits.presence > 0 && Buffer.byteLength(state) > limits.presence) {
        meter.add('presence_shed')
        continue
      }
      if (seat.due && state !== null) meter.add('presence_shed')
      seat.state = state
      seat.due = true
      this.#options.due()
    }
    if (!seat.greeted) this.greet(seat)
  }

  /** Sends a connection what is known of all others, and who has left of late; of very many, as much as fits: the rest it hears when that is renewed. */
  greet(seat: Seat): void {
    const entries: Uint8Array[] = []
    for (const id of this.#gone.keys()) entries.push(entryBytes(id, this.#tick(), null))
    for (const other of this.#byId.values()) if (other !== seat && other.told) entries.push(other.told)
    seat.greeted = false
    for (const some of inMessages(entries, GREETING)) {
      if (!seat.peer.show({ payload: presenceMessage(some) })) {
        seat.missedSince ??= this.#options.runtime.elapsed()
        return
      }
      seat.greeted = true
    }
    seat.missedSince = null
  }

  /** The person's name, dye or role changed: their states are told anew. */
  restamp(person: PersonId): void {
    for (const seat of this.#byId.values()) {
      if (seat.peer.member.id !== person || seat.state === null) continue
      seat.due = true
      this.#options.due()
    }
  }

  /** Once a second: renews what others are about to forget, and greets who never said anything. */
  sweep(now: number): void {
    // Who can't follow for longer than that is yet to hear of it.
    let from = now - FORGOTTEN
    for (const { missedSince } of this.#seats.values())
      if (missedSince !== null) from = Math.min(from, missedSince)
    for (const [id, at] of this.#gone) {
      if (at >= from && this.#gone.size <= REMEMBERED) break
      this.#gone.delete(id)
    }
    for (const seat of this.#seats.values()) {
      if (!seat.greeted && now - seat.since >= SHY) this.greet(seat)
      if (seat.state === null || now - seat.toldAt < RENEW) continue
      seat.due = true
      this.#options.due()
    }
  }

  /**
   * Tells everybody what is due, in one message each. @returns whether something stays due, because its connection may
   * not speak again yet.
   */
  flush(): boolean {
    const now = this.#options.runtime.elapsed()
    const { presenceRate } = this.#options.limits
    const pause = presenceRate > 0 ? 1000 / presenceRate : 0
    const seats: (Seat | null)[] = []
    const entries: Uint8Array[] = []
    let later = false
    for (const id of this.#removed) {
      seats.push(null)
      entries.push(entryBytes(id, this.#tick(), null))
      this.#gone.set(id, now)
    }
    this.#removed.clear()
    for (const seat of this.#byId.values()) {
      if (!seat.due) continue
      if (now - seat.toldAt < pause) {
        later = true
        continue
      }
      this.#tellOf(seat, now, seats, entries)
    }
    if (entries.length > 0) this.#broadcast(seats, entries)
    return later
  }

  #tellOf(seat: Seat, now: number, seats: (Seat | null)[], entries: Uint8Array[]): void {
    seat.due = false
    if (seat.id === null || (seat.state === null && !seat.known)) return
    const state = seat.state === null ? null : stamp(seat.state, seat.peer.member)
    const bytes = entryBytes(seat.id, this.#tick(), state)
    seat.toldAt = now
    seat.known = state !== null
    seat.told = seat.known ? bytes : null
    seats.push(seat)
    entries.push(bytes)
  }

  #broadcast(seats: readonly (Seat | null)[], entries: readonly Uint8Array[]): void {
    let told = 0
    for (const some of inMessages(entries)) {
      this.#tell(seats.slice(told, told + some.length), some)
      told += some.length
    }
  }

  #tell(seats: readonly (Seat | null)[], entries: readonly Uint8Array[]): void {
    const { meter, runtime } = this.#options
    const now = runtime.elapsed()
    const shared: Outgoing = { payload: presenceMessage(entries) }
    const spoken = new Map<Seat, number>()
    for (const [index, seat] of seats.entries()) if (seat) spoken.set(seat, index)
    let deliveries = 0
    let frames = 1
    for (const seat of this.#seats.values()) {
      if (!seat.greeted) continue
      const own = spoken.get(seat)
      // It has nothing to hear from its own words alone.
      if (own !== undefined && entries.length === 1) continue
      if (own === undefined || seat.peer.extended) {
        if (seat.peer.show(shared)) deliveries++
        else seat.missedSince ??= now
      } else {
        frames++
        if (seat.peer.show({ payload: presenceMessageWithout(entries, own) })) deliveries++
        else seat.missedSince ??= now
      }
    }
    meter.add('frames_sent', frames)
    meter.add('deliveries', deliveries)
  }

  /** The server's own clock, for all ids: it never goes back, and it is ahead of what a client could have counted. */
  #tick(): number {
    this.#clock = Math.max(this.#clock + 1, this.#options.runtime.now())
    return this.#clock
  }

  #adopt(seat: Seat, id: number): void {
    const { id: person } = seat.peer.member
    const holder = this.#byId.get(id)
    const last = this.#usedBy.get(id)
    if (last !== undefined && last !== person) return
    // The same person's connection before this one, not yet known to be dead: a reconnect keeps its id.
    seat.known = this.#removed.delete(id) || this.#gone.delete(id) || holder?.known === true
    if (holder) {
      holder.id = null
      holder.state = null
    }
    seat.id = id
    this.#byId.set(id, seat)
    this.#usedBy.delete(id)
    this.#usedBy.set(id, person)
    if (this.#usedBy.size > REMEMBERED + this.#byId.size) this.#forget()
  }

  #forget(): void {
    for (const id of this.#usedBy.keys()) {
      if (this.#byId.has(id)) continue
      this.#usedBy.delete(id)
      return
    }
  }

  #release(seat: Seat): void {
    if (seat.id === null) return
    this.#byId.delete(seat.id)
    if (seat.known) {
      this.#removed.add(seat.id)
      this.#options.due()
    }
    seat.id = null
  }
}
