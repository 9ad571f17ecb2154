import { asPersona, mayWrite, type Persona, type PersonId, type Role, type SpaceId } from '@weft/space'
import { encodeDown } from '@weft/space/wire'
import type { Peer } from '../connection/peer.ts'
import { GOODBYE, type Why } from './closing.ts'
import type { RoomContext } from './context.ts'
import type { Outgoing } from './contract.ts'
import { Presence } from './presence.ts'
import { presenceTickFor, Ticker } from './ticker.ts'
import { WhoIsWho } from './who-is-who.ts'

export interface AttendanceOptions {
  readonly space: SpaceId
  readonly context: RoomContext
  /** Everybody who ever wrote in the space. */
  wrote(): ReadonlySet<PersonId>
  /** It is known what is stored: people have been let in. */
  opened(): boolean
  /** From which it can be told what is there; null when nothing is read yet. */
  source(): { deletions(): Uint8Array } | null
}

/** Who is in a room, and what all of them are told: each update, each other's presence, who is who. */
export class Attendance {
  readonly presence: Presence
  readonly #options: AttendanceOptions
  readonly #peers = new Set<Peer>()
  readonly #presenceTicker: Ticker
  readonly #whoIsWho: WhoIsWho

  constructor(options: AttendanceOptions) {
    const { space, context } = options
    const { runtime, limits, meter } = context
    this.#options = options
    this.#presenceTicker = new Ticker(
      runtime,
      () => presenceTickFor(this.#peers.size),
      () => {
        if (this.presence.flush()) this.#presenceTicker.arm()
      },
    )
    this.presence = new Presence({ runtime, limits, meter, due: () => this.#presenceTicker.arm() })
    this.#whoIsWho = new WhoIsWho({
      ask: async () => await context.options.people(space, options.wrote()),
      everybody: () => [...this.#peers],
      failed: (error) => context.warn('people unknown', { space, error: String(error) }),
    })
  }

  get size(): number {
    return this.#peers.size
  }

  /** Everybody with a connection, once. */
  here(): Persona[] {
    const people = new Map<PersonId, Persona>()
    for (const { member } of this.#peers) {
      people.set(member.id, asPersona(member))
    }
    return [...people.values()]
  }

  /** Somebody has come, and waits to be let in. */
  add(peer: Peer): void {
    this.#peers.add(peer)
  }

  letIn(peer: Peer): void {
    peer.seat = this.presence.enter(peer)
    if (mayWrite(peer.member.role) || this.#viewerCanAnswer()) peer.ask()
    this.#whoIsWho.joined(peer)
    peer.open()
  }

  /**
   * A stock client answers our step1 with all deletions of the document, known or not. From a viewer that may be more than
   * it may send; it has nothing that we want, so then it isn't asked.
   */
  #viewerCanAnswer(): boolean {
    const { viewerMessage } = this.#options.context.limits
    if (viewerMessage === 0) return true
    const source = this.#options.source()
    return source !== null && source.deletions().length < viewerMessage / 2
  }

  letAllIn(): void {
    for (const peer of [...this.#peers]) if (!peer.seat) this.letIn(peer)
  }

  left(peer: Peer): void {
    this.#peers.delete(peer)
    if (peer.seat) this.presence.leave(peer.seat)
    this.#whoIsWho.left(peer)
  }

  roleChanged(person: PersonId, role: Role | null): void {
    const opened = this.#options.opened()
    for (const peer of [...this.#peers]) {
      if (peer.member.id !== person) continue
      if (role === null) {
        sayGoodbye(peer, 'gone')
        continue
      }
      const before = peer.member.role
      peer.member = { ...peer.member, role }
      if (peer.extended) peer.say({ type: 'notice', notice: { kind: 'role', role } })
      if (!mayWrite(before) && mayWrite(role) && opened) peer.ask()
    }
    this.presence.restamp(person)
    if (opened) this.#whoIsWho.changed()
  }

  personaChanged(persona: Persona): void {
    for (const peer of this.#peers) {
      if (peer.member.id === persona.id) peer.member = { ...persona, role: peer.member.role }
    }
    this.presence.restamp(persona.id)
    if (this.#options.opened() && this.#whoIsWho.mentions(persona.id)) this.#whoIsWho.changed()
  }

  /** Something that a person is told wherever they are. */
  notify(person: PersonId, out: Outgoing): void {
    for (const peer of this.#peers) if (peer.member.id === person && peer.seat) peer.notify(out)
  }

  /** An update that is durable, to everybody. */
  tell(update: Uint8Array): void {
    const out: Outgoing = { payload: encodeDown({ type: 'update', update }) }
    // Whoever types moves a cursor too. A write costs what it costs, whatever is in it: so presence that is due goes along.
    const along = this.#presenceTicker.due ? [...this.#peers] : []
    for (const peer of along) peer.cork()
    let deliveries = 0
    try {
      for (const peer of this.#peers) if (peer.tell(out)) deliveries++
      this.#presenceTicker.hasten()
    } finally {
      for (const peer of along) peer.uncork()
    }
    const { meter } = this.#options.context
    meter.add('frames_sent')
    meter.add('deliveries', deliveries)
  }

  /** Once a second. */
  sweep(now: number): void {
    for (const peer of [...this.#peers]) peer.sweep(now)
    this.presence.sweep(now)
  }

  sendAllAway(why: Why): void {
    for (const peer of [...this.#peers]) sayGoodbye(peer, why)
  }

  stop(): void {
    this.#presenceTicker.stop()
  }
}

export function sayGoodbye(peer: Peer, why: Why): void {
  const { code, reason, notice } = GOODBYE[why]
  if (notice && peer.extended) peer.say({ type: 'notice', notice })
  peer.end(code, reason)
}
