import type { Tab } from './device.ts'
import type { World } from './world.ts'

/** G10: milliseconds until somebody who left or lost the network is gone from every screen. */
const GONE = 10_000

/** Who is where, and for how long they can't be: held against what the screens show. */
export class Presences {
  readonly #world: World
  /** Since when, in world ms, an awareness id can't be here; by tab. */
  readonly #absent = new Map<number, { readonly tab: Tab; since: number }>()
  readonly #here = new Map<Tab, number>()
  readonly #cutOff = new Set<Tab>()
  /** Since when a tab hears nothing. It may have gone on hearing after it couldn't be heard. */
  readonly #deaf = new Map<Tab, number>()
  /** When a tab's network last came back: what was under way before arrives then, even if the server is gone since. */
  readonly #back = new Map<Tab, number>()

  constructor(world: World) {
    this.#world = world
  }

  look(): void {
    const now = this.#world.time.elapsed()
    for (const { line } of this.#world.devices)
      for (const side of ['client', 'server'] as const) line.slowest(side)
    for (const tab of this.#world.tabs) this.#follow(tab, now)
    for (const tab of this.#world.tabs) this.#sees(tab, now)
  }

  #follow(tab: Tab, now: number): void {
    if (hears(tab)) this.#deaf.delete(tab)
    else if (!this.#deaf.has(tab)) this.#deaf.set(tab, now)
    if (!hasNetwork(tab)) this.#cutOff.add(tab)
    else if (this.#cutOff.delete(tab)) this.#back.set(tab, now)
    const before = this.#here.get(tab)
    const id = tab.session?.awareness.get().clientID
    if (before !== undefined && before !== id) {
      this.#here.delete(tab)
      if (!this.#absent.has(before)) this.#absent.set(before, { tab, since: now })
    }
    if (id === undefined) return
    this.#here.set(tab, id)
    if (!this.#reaches(tab)) {
      if (!this.#absent.has(id)) this.#absent.set(id, { tab, since: now })
    } else if (this.#absent.delete(id)) this.#back.set(tab, now)
  }

  #reaches(tab: Tab): boolean {
    return tab.device.belongs && hasNetwork(tab) && this.#world.server.rooms !== null
  }

  /** Whoever loses the network can't be told, and must notice it; whoever gets it back is told old news first. */
  #lastChange(observer: Tab, id: number): number {
    const { since = 0 } = this.#absent.get(id) ?? {}
    return Math.max(since, this.#deaf.get(observer) ?? 0, this.#back.get(observer) ?? 0)
  }

  #sees(observer: Tab, now: number): void {
    const awareness = observer.session?.awareness.get()
    if (!awareness) return
    for (const id of awareness.states.keys()) {
      const absent = this.#absent.get(id)
      if (!absent || id === awareness.clientID) continue
      const slack =
        2 * (observer.device.line.slowest('client') + absent.tab.device.line.slowest('server')) + 100
      const since = Math.max(absent.since, this.#lastChange(observer, awareness.clientID))
      if (now - since > GONE + slack)
        this.#world.judge.report(
          'G10',
          `${observer.name} still sees ${absent.tab.name}, gone for ${Math.round(now - absent.since)} ms`,
        )
    }
  }
}

const hears = ({ device: { line } }: Tab): boolean => !line.down && !line.hole.client

const hasNetwork = (tab: Tab): boolean => hears(tab) && !tab.device.line.hole.server
