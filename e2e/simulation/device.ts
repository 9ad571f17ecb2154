import { createTimeline, type Member, type SpaceId, type Timeline } from '@weft/space'
import type { VirtualRuntime } from '@weft/space/testing'
import { decodeUp } from '@weft/space/wire'
import {
  type Dial,
  openSession,
  type Socket,
  type SocketEvents,
  type SpaceSession,
  setPresence,
} from '@weft/web/sync'
import { type FakeSurroundings, fakeSurroundings, MemoryDisk } from '@weft/web/sync/testing'
import * as Y from 'yjs'
import type { Action } from './actions.ts'
import { edit } from './edits.ts'
import type { Judge } from './judge.ts'
import { type Machine, machine } from './machine.ts'
import { Line, type Wire } from './network.ts'
import type { Plant } from './plant.ts'
import type { Server } from './server.ts'
import { contains, type Truth } from './truth.ts'

/** An edit that somebody made, and how far it was said to have come. */
export interface Made {
  readonly by: string
  readonly update: Uint8Array
  /** The screen said that it is kept on this device. */
  kept: boolean
  /** The screen said that it is saved. */
  saved: boolean
}

/** What a tab lives in. */
export interface Around {
  readonly world: VirtualRuntime
  readonly server: Server
  readonly judge: Judge
  readonly truth: Truth
  readonly space: SpaceId
  readonly plant: Plant
}

/** One browser: a disk, a way to the server, and tabs that share both. */
export class Device {
  readonly name: string
  /** Who it belongs to; their role changes. */
  member: Member
  /** False once the role was taken away. */
  belongs: boolean = true
  skew: number
  /** It couldn't store something at some time. */
  wasFull: boolean = false
  readonly disk: MemoryDisk
  readonly line: Line

  /** `skew`: how far its clock is off, in milliseconds. */
  constructor(name: string, member: Member, world: VirtualRuntime, skew: number) {
    this.name = name
    this.skew = skew
    this.member = member
    this.disk = new MemoryDisk(world)
    this.line = new Line(world)
  }
}

/** One life of a tab. */
interface Run {
  readonly machine: Machine
  readonly session: SpaceSession
  readonly surroundings: FakeSurroundings
  /** Edits that the screen hasn't called saved. */
  fresh: Made[]
}

/** One tab: the real session over a simulated disk and wire. */
export class Tab {
  readonly name: string
  readonly device: Device
  readonly made: Made[] = []
  /** The last edits that it sent on its newest connection, as messages. */
  written: Uint8Array[] = []
  readonly #around: Around
  #run: Run | null = null
  readonly #wires = new Set<Wire>()

  constructor(name: string, device: Device, around: Around) {
    this.name = name
    this.device = device
    this.#around = around
  }

  /** The conversation, kept up to date in small steps all the time. */
  fold: Timeline | null = null

  get session(): SpaceSession | null {
    return this.#run?.session ?? null
  }

  /** Edits of this tab that a crash would take. */
  get hasUnkept(): boolean {
    return (this.session?.keeping.get().unkept ?? 0) > 0
  }

  open(): void {
    if (this.#run) return
    const { world, space, plant, judge } = this.#around
    const own = machine(world, Math.floor(world.chance() * 2 ** 32), () => this.device.skew)
    const store = this.device.disk.open()
    const surroundings = fakeSurroundings()
    const session = openSession({
      space,
      person: this.device.member.id,
      runtime: own,
      dial: this.#dial(own),
      store: plant.store?.(store) ?? store,
      surroundings,
      problem: (error) => {
        // A device that is full is one of the things that happen here; the session goes on without it.
        if (!(error instanceof Error && error.name === 'StoreFailure'))
          judge.report('session', `${this.name} had a problem: ${String(error)}`)
      },
    })
    this.#run = { machine: own, session, surroundings, fresh: [] }
    this.#follow(session)
    this.look(0)
  }

  async close(): Promise<void> {
    const run = this.#run
    if (!run) return
    this.#run = null
    await run.session.close()
    // Closing waits for what can be kept; nobody is there any more to be told of what couldn't.
    if (!this.device.wasFull) for (const one of run.fresh) one.kept = true
    run.machine.end()
  }

  /** Its process is gone. The device's disk has its say about what that takes back. */
  die(): void {
    const run = this.#run
    if (!run) return
    this.#run = null
    run.machine.end()
    for (const wire of this.#wires) wire.died('client')
    this.#wires.clear()
  }

  /** Carries an edit out, if the screen would let its person make one. A viewer's goes around the screen. */
  edit(action: Action): boolean {
    const run = this.#run
    if (!run) return false
    const { session, machine: own } = run
    const shown = session.content.get()
    if (shown === 'loading' || shown === 'empty') return false
    const doc = session.doc.get()
    if (doc.getMap('meta').size === 0) return false
    const before = this.made.length
    doc.transact(() => edit(action, doc, this.device.member.id, own), EDITED)
    return this.made.length > before
  }

  look(which: number): void {
    const { session } = this
    if (session) setPresence(session, { at: { timeline: which % 2 === 0 }, typing: which % 3 === 0 })
  }

  /** What the screen says is so: held against what is. Called after every event. */
  check(): void {
    const run = this.#run
    if (!run || run.fresh.length === 0) return
    const { truth, judge } = this.#around
    const { unsaved, unkept, failure } = run.session.keeping.get()
    const refused = run.session.refused.get()
    if (unkept === 0 && failure === null) for (const one of run.fresh) one.kept = true
    if (unsaved > 0 || run.session.content.get() === 'loading') return
    for (const one of run.fresh) {
      if (refused.some(({ update }) => isPartOf(one.update, update))) continue
      one.saved = true
      if (!contains(truth.doc, one.update))
        judge.report('G1', `${this.name} shows as saved what is not on the disk`)
    }
    run.fresh = []
  }

  #follow(session: SpaceSession): void {
    const listen = () => {
      const doc = session.doc.get()
      this.fold = createTimeline(doc)
      doc.on('update', (update: Uint8Array, origin: unknown) => {
        if (origin !== EDITED || this.#run?.session !== session) return
        const one: Made = { by: this.name, update, kept: false, saved: false }
        this.made.push(one)
        this.#run.fresh.push(one)
      })
    }
    session.doc.subscribe(listen)
    listen()
  }

  /** The browser says that there is a network again. */
  online(): void {
    this.#run?.surroundings.say('online')
  }

  #dial(owner: Machine): Dial {
    return (_space, events) => {
      const { world } = this.#around
      const { line } = this.device
      const call: Call = { wire: null, state: 'dialing', events }
      world.timer(line.delay.server + line.delay.client, () => {
        if (owner.running) this.#answered(call)
      })
      return {
        send: (bytes) => this.#send(call, bytes),
        close: (code = 1000, reason = '') => {
          if (call.wire) call.wire.close('client', code, reason)
          else {
            // Nobody answers any more, not even somebody who was about to.
            call.state = 'hung up'
            world.timer(0, () => owner.running && this.#ended(call, code, reason))
          }
        },
        get bufferedAmount() {
          return call.wire?.buffered('client') ?? 0
        },
      } satisfies Socket
    }
  }

  /** The handshake has gone both ways, if it could. */
  #answered(call: Call): void {
    const { server, judge, plant } = this.#around
    const { line } = this.device
    // One that a hole swallows is answered by nobody.
    if (call.state !== 'dialing' || line.hole.server || line.hole.client) return
    const wire = line.down ? null : line.open()
    if (!wire || !server.accept(wire, this.device, judge.line(this.name, this.device))) {
      this.#ended(call, 1006, '')
      return
    }
    call.wire = wire
    call.state = 'open'
    this.written = []
    this.#wires.add(wire)
    wire.attach('client', {
      message: (bytes) => call.events.message(plant.heard?.(bytes) ?? bytes),
      closed: (code, reason) => this.#ended(call, code, reason),
    })
    call.events.open()
  }

  #send(call: Call, bytes: Uint8Array): void {
    if (!call.wire || this.#around.plant.said?.(bytes) === false) return
    call.wire.send('client', bytes)
    if (WRITES.has(decodeUp(bytes).type))
      this.written = [...this.written.slice(1 - REMEMBERED), bytes.slice()]
  }

  /** Says something on a line of its own, as another program of this person could. False when there is no way to the server. */
  speak(messages: readonly Uint8Array[]): boolean {
    const { world, server, judge } = this.#around
    const { line } = this.device
    if (line.down || line.hole.server) return false
    const wire = line.open()
    if (!server.accept(wire, this.device, judge.line(`${this.name}, again`, this.device))) {
      wire.drop('client')
      return false
    }
    wire.attach('client', { message: () => undefined, closed: () => undefined })
    for (const bytes of messages) wire.send('client', bytes)
    world.timer(SPEAKS, () => wire.close('client', 1000, ''))
    return true
  }

  #ended(call: Call, code: number, reason: string): void {
    if (call.state === 'closed') return
    call.state = 'closed'
    if (call.wire) this.#wires.delete(call.wire)
    call.events.close(code, reason)
  }
}

/** One dial, and the socket that came of it. */
interface Call {
  wire: Wire | null
  state: 'dialing' | 'hung up' | 'open' | 'closed'
  readonly events: SocketEvents
}

const EDITED = Symbol('edited')
const WRITES: ReadonlySet<string> = new Set(['update', 'step2'])
const REMEMBERED = 8
/** How long another program of a person stays, in milliseconds. */
const SPEAKS = 300

/** Whether all structs of an update stand in another, which was made of several. */
export function isPartOf(part: Uint8Array, whole: Uint8Array): boolean {
  const ends = Y.parseUpdateMeta(whole)
  for (const [client, to] of Y.parseUpdateMeta(part).to) if ((ends.to.get(client) ?? 0) < to) return false
  return true
}
