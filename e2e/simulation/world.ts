import { StoreError } from '@weft/persistence'
import {
  DYES,
  initSpace,
  type Member,
  mayWrite,
  type PersonId,
  personId,
  type Role,
  type SpaceId,
  sendMessage,
  spaceId,
} from '@weft/space'
import { type VirtualRuntime, virtualRuntime } from '@weft/space/testing'
import { encodeUp } from '@weft/space/wire'
import * as Y from 'yjs'
import type { Action } from './actions.ts'
import { type Around, Device, Tab } from './device.ts'
import { Judge } from './judge.ts'
import type { Plant } from './plant.ts'
import { Presences } from './presences.ts'
import { Server } from './server.ts'
import { Broken, type Deletions, fill, recover, Truth } from './truth.ts'
import { withoutDeletions } from './without-deletions.ts'

/** People, their devices, and the tabs on each. The viewer stays one; others' roles may change. */
const CAST: readonly (readonly [person: string, role: Role, tabs: readonly string[]])[] = [
  ['Anna', 'owner', ['anna-laptop-1', 'anna-laptop-2']],
  ['Anna', 'owner', ['anna-phone']],
  ['Ben', 'member', ['ben']],
  ['Chloe', 'member', ['chloe']],
  ['Vera', 'viewer', ['vera']],
]

const OWNER = 'Anna'
const VIEWER = 'Vera'

/** After so long nothing waits for the disk any more of what somebody wrote while they might. World ms. */
const DRAINED = 10_000

/** Somebody who may not write: since when, and how much of theirs is on the disk; null as long as some may be on its way there. */
interface Silenced {
  readonly since: number
  writes: number | null
}

/** What another world left on its disk, whose each Yjs client id is there, and what is deleted. */
export interface Inheritance {
  readonly entries: ReturnType<Server['disk']['entries']>
  readonly owners: ReadonlyMap<number, PersonId>
  readonly deleted: Deletions
}

/** The whole system in one process and one time. */
export class World {
  readonly time: VirtualRuntime
  readonly truth = new Truth()
  readonly judge: Judge
  readonly space: SpaceId
  readonly server: Server
  readonly devices: Device[] = []
  readonly tabs: Tab[] = []
  readonly counts = new Map<string, number>()
  readonly #presences: Presences
  readonly #around: Around
  readonly #silenced = new Map<PersonId, Silenced>()
  #events = 0

  constructor(seed: number, plant: Plant) {
    this.time = virtualRuntime(seed)
    // The same in all worlds, so that one can inherit another's disk.
    const random = virtualRuntime(0).random
    this.judge = new Judge(this.truth, () => this.time.elapsed())
    this.space = spaceId(random)
    const { time: world, truth, judge, space } = this
    this.server = new Server({ world, truth, judge, space, plant, people: () => this.#people() })
    this.#around = { world, server: this.server, judge, truth, space, plant }
    const people = new Map<string, Member>()
    for (const [name, role, tabs] of CAST) {
      const dye = DYES[people.size % DYES.length] ?? 'moss'
      const member = people.get(name) ?? { id: personId(random), name, dye, role }
      people.set(name, member)
      if (!mayWrite(role)) this.#silenced.set(member.id, { since: 0, writes: 0 })
      // Clocks of devices are wrong by minutes, one way or the other.
      const skew = Math.round((this.time.chance() - 0.5) * 600_000)
      const device = new Device(tabs[0] ?? name, member, this.time, skew)
      this.devices.push(device)
      for (const tab of tabs) this.arrive(tab, device)
    }
    this.#presences = new Presences(this)
  }

  /** A server on an empty disk, and a space that it made. */
  async found(): Promise<void> {
    await this.wait(this.server.start())
    await this.write((doc) => initSpace(doc, { name: 'Café' }))
  }

  /** A server on what another world's disk had. */
  async inherit({ entries, owners, deleted }: Inheritance): Promise<void> {
    fill(this.server.disk, entries)
    this.truth.recovered(await recover(this.server.disk, this.space))
    this.truth.inherited(owners, deleted)
    await this.wait(this.server.start())
  }

  /** The server writes, as an import does, in the owner's name. */
  async write(change: (doc: Y.Doc, by: Member) => void): Promise<void> {
    const owner = this.tabs[0]?.device.member
    const { rooms } = this.server
    if (!owner || !rooms) throw new Error('there is no owner, or no server')
    await this.wait(
      rooms.edit(this.space, owner.id, (doc) => {
        this.#own(doc)
        change(doc, owner)
      }),
    )
  }

  async gather(): Promise<void> {
    for (const tab of this.tabs) tab.open()
    await this.until('G3', 'all are here', () =>
      this.tabs.every((tab) => tab.session?.content.get() === 'ready'),
    )
  }

  arrive(name: string, device: Device): Tab {
    const tab = new Tab(name, device, this.#around)
    this.tabs.push(tab)
    return tab
  }

  /** Lets `ms` pass, event by event, with a look at everything after each. */
  async pass(ms: number): Promise<void> {
    let over = false
    this.time.timer(ms, () => {
      over = true
    })
    while (!over) await this.#event()
  }

  /** Goes on until it is so. */
  async until(promise: string, what: string, so: () => boolean, patience = 180_000): Promise<void> {
    const end = this.time.elapsed() + patience
    // What was begun just now may not have come to its first timer.
    await this.time.settle()
    while (!so()) {
      if (this.time.elapsed() > end) throw new Broken(promise, `it never came about that ${what}`)
      await this.#event()
    }
  }

  /** Goes on until some work of a part is done. */
  async wait(work: Promise<void>): Promise<void> {
    let done = false
    this.#later(
      work.then(() => {
        done = true
      }),
    )
    await this.until('end', 'a part ends its work', () => done)
  }

  async act(action: Action): Promise<void> {
    this.judge.note(JSON.stringify(action))
    this.#count(action.do)
    const tab = 'who' in action ? this.tabs[action.who % this.tabs.length] : undefined
    const device = tab?.device
    switch (action.do) {
      case 'wait':
        break
      case 'crashServer':
        await this.server.crash(action)
        break
      case 'stopServer':
        this.#later(this.server.stop())
        break
      case 'startServer':
        this.#later(this.server.start())
        break
      case 'diskFails':
        this.server.disk.failNext(action.call ?? 'batch', new StoreError(action.code ?? 'IO', 'As asked'))
        break
      case 'serverClock':
        this.server.skew += action.ms
        break
      case 'slowDisk':
        this.server.diskTime = action.ms
        break
      case 'blink':
        for (const one of this.devices) one.line.blink()
        break
      case 'syncNow':
        for (const one of this.tabs) one.session?.retry()
        break
      case 'import':
        this.#import(action.text)
        break
      case 'leaveAll':
        for (const one of this.tabs) this.#later(one.close())
        await this.pass(action.ms)
        for (const one of this.tabs) one.open()
        break
      default:
        if (tab && device) this.#happens(action, tab, device)
    }
    await this.time.settle()
    this.look()
  }

  /** Everything that must be true after every event. @throws {Broken} */
  look(): void {
    for (const tab of this.tabs) tab.check()
    this.#presences.look()
    this.judge.settled()
    this.#silence()
    if (this.truth.forged !== null) this.judge.report('G6', this.truth.forged)
    if (this.judge.broken) throw this.judge.broken
  }

  /** Nothing becomes durable of who may not write. */
  #silence(): void {
    for (const [person, silenced] of this.#silenced) {
      const writes = this.truth.writes.get(person) ?? 0
      if (silenced.writes === null && this.time.elapsed() - silenced.since > DRAINED) silenced.writes = writes
      if (silenced.writes !== null && writes > silenced.writes)
        this.judge.report('G5', 'something is on the disk that somebody wrote who might not')
    }
  }

  role(device: Device, role: Role | null): void {
    const { id } = device.member
    const isSilenced = this.#silenced.has(id)
    if (role !== null && mayWrite(role)) this.#silenced.delete(id)
    else if (!isSilenced) this.#silenced.set(id, { since: this.time.elapsed(), writes: null })
    for (const one of this.devices) {
      if (one.member.id !== id) continue
      one.belongs = role !== null
      if (role !== null) one.member = { ...one.member, role }
    }
    this.server.rooms?.roleChanged(this.space, id, role)
  }

  #happens(action: Action, tab: Tab, device: Device): void {
    const { line } = device
    switch (action.do) {
      case 'cut':
        line.cut()
        break
      case 'heal':
        line.heal()
        for (const one of this.tabs) if (one.device === device) one.online()
        break
      case 'hole':
        if (action.towards !== 'server') line.hole.client = true
        if (action.towards !== 'client') line.hole.server = true
        break
      case 'slow':
        line.delay.client = action.ms
        line.delay.server = action.ms
        break
      case 'crashBrowser':
      case 'losePower':
        if (this.tabs.some((one) => one.device === device && one.hasUnkept)) this.#count('lostRows')
        for (const one of this.tabs) if (one.device === device) one.die()
        device.disk.crash(action.do === 'losePower' ? 'power' : 'browser')
        break
      case 'closeTab':
        this.#later(tab.close())
        break
      case 'closeOthers':
        for (const one of this.tabs) if (one !== tab) this.#later(one.close())
        tab.open()
        break
      case 'openTab':
        tab.open()
        break
      case 'role':
        // The viewer stays a viewer, and somebody stays the owner, so that what each may do is known.
        if (device.member.name !== VIEWER && device.member.name !== OWNER) this.role(device, action.role)
        break
      case 'deviceFails':
        device.disk.failNext('append')
        device.wasFull = true
        break
      case 'look':
        tab.look(action.which)
        break
      case 'forge':
        this.#forge(tab, action.which)
        break
      case 'again':
        tab.speak(tab.written.slice(-1 - action.frames))
        break
      case 'clock':
        device.skew += action.ms
        break
      default:
        if (tab.edit(action)) this.#count(mayWrite(device.member.role) ? 'edits' : 'forbidden')
    }
  }

  /** Somebody goes on with another's Yjs client id, with what would fit there. */
  #forge(tab: Tab, which: number): void {
    // What lost something takes back whatever anybody brings: whoever lies then can part two screens for good.
    if (this.truth.torn) return
    const others = this.truth.ownedByOthers(tab.device.member.id)
    const client = others[which % Math.max(1, others.length)]
    if (client === undefined) return
    const clock = Y.getState(this.truth.doc.store, client)
    const doc = new Y.Doc()
    doc.clientID = client
    doc.store.clients.set(client, [new Y.GC(Y.createID(client, 0), clock)])
    const before = Y.encodeStateVector(doc)
    doc.getText('forged').insert(0, 'x')
    const update = withoutDeletions(Y.encodeStateAsUpdate(doc, before))
    if (tab.speak([encodeUp({ type: 'update', update })])) this.#count('forged')
  }

  #import(text: string): void {
    const by = this.tabs[0]?.device.member.id
    const { rooms } = this.server
    if (!rooms || !by) return
    const written = rooms.edit(this.space, by, (doc) => {
      this.#own(doc)
      if (doc.getMap('meta').size > 0) sendMessage(doc, { by, at: this.time.now(), text })
    })
    // A server that goes down refuses its own edits too, and says so; that is no loss.
    written.catch(() => this.#count('importsRefused'))
  }

  /** A document that the server made for its own edit: its client id is chance too, and chance is the seed's. */
  #own(doc: Y.Doc): void {
    doc.clientID = 1 + Math.floor(this.time.chance() * (2 ** 32 - 1))
  }

  async #event(): Promise<void> {
    if (++this.#events > EVENTS) throw new Broken('rest', `${EVENTS} events, and no end`)
    if (!this.time.step()) {
      // With everybody gone there may be nothing but what was begun just now, and hasn't come to its first timer.
      await this.time.settle()
      if (!this.time.step()) throw new Error('nothing happens any more')
    }
    await this.time.settle()
    this.look()
  }

  /** Goes on by itself, in the world's time; a failure breaks the world. */
  #later(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.judge.broken ??=
        error instanceof Broken
          ? error
          : new Broken('crash', error instanceof Error ? (error.stack ?? error.message) : String(error))
    })
  }

  #people(): readonly Member[] {
    const members = new Map(
      this.devices.filter(({ belongs }) => belongs).map(({ member }) => [member.id, member]),
    )
    return [...members.values()]
  }

  #count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
  }
}

/** More events than any history has that comes to an end. */
const EVENTS = 500_000
