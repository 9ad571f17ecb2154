import type { EntryId, NoteId, PersonId, Runtime, SpaceId } from '@weft/space'
import { openSession, type SpaceSession } from '@weft/web/sync'
import { fakeSurroundings, MemoryDisk } from '@weft/web/sync/testing'
import * as Y from 'yjs'
import { type Edit, type } from './edits.ts'
import { type Door, dialThrough } from './line.ts'

export interface WriterOptions {
  readonly name: string
  readonly space: SpaceId
  readonly note: NoteId
  readonly token: string
  readonly person: PersonId
  readonly door: Door
  readonly runtime: Runtime
  /** A number in [0, 1), by the run's seed. */
  chance(): number
  /** The server's ack for some of its edits came. */
  acked(): void
}

/** Ms between two edits, at most: with a line, and without one. */
const QUICK = 12
const SLOW = 200

/** Somebody who types: the app's own session, on a device whose disk is in memory, over a real socket. */
export class Writer {
  readonly name: string
  readonly session: SpaceSession
  readonly edits: Edit[] = []
  readonly #options: WriterOptions
  readonly #mine: EntryId[] = []
  readonly #leave: () => void
  #stop = (): void => undefined
  #problem: unknown = null

  constructor(options: WriterOptions) {
    const { name, space, token, person, door, runtime } = options
    this.name = name
    this.#options = options
    this.session = openSession({
      space,
      person,
      runtime,
      dial: dialThrough(door, token, { acked: (client, clock) => this.#acked(client, clock) }),
      store: new MemoryDisk(runtime).open(),
      surroundings: fakeSurroundings(),
      problem: (error) => {
        this.#problem ??= error
      },
    })
    // What the person is told: nothing is unsaved, so all that they typed is safe.
    this.#leave = this.session.keeping.subscribe(() => {
      if (this.session.keeping.get().unsaved > 0) return
      for (const edit of this.edits) edit.acked = true
    })
  }

  get doc(): Y.Doc {
    return this.session.doc.get()
  }
  get online(): boolean {
    const link = this.session.link.get()
    return link.state === 'online' && link.synced
  }
  get saved(): boolean {
    return this.online && this.session.keeping.get().unsaved === 0
  }

  /** Types until it is told to stop, faster with a line than without. */
  start(): void {
    const { runtime, chance } = this.#options
    const next = (): void => {
      this.#stop = runtime.timer(chance() * (this.online ? QUICK : SLOW), () => {
        this.#type()
        next()
      })
    }
    next()
  }
  stop(): void {
    this.#stop()
  }

  /** @throws when something went wrong that the show went on after. */
  check(): void {
    const [refused] = this.session.refused.get()
    if (refused) throw new Error(`${this.name} was refused: ${refused.reason}`)
    const link = this.session.link.get()
    if (link.state === 'stopped') throw new Error(`${this.name} was sent away with ${link.code}`)
    if (this.#problem !== null) throw this.#problem
  }

  async close(): Promise<void> {
    this.stop()
    this.#leave()
    await this.session.close()
  }

  #type(): void {
    const { note, person, runtime, chance } = this.#options
    const { doc } = this
    const edit = { acked: false, shown: false, lost: false }
    const desk = { doc, note, person, now: runtime.now, chance }
    const what = type(desk, `${this.name}${this.edits.length}`, this.#mine)
    this.edits.push({ ...edit, by: this.name, what, clock: Y.getState(doc.store, doc.clientID) })
  }

  #acked(client: number, clock: number): void {
    if (client !== this.doc.clientID) return
    for (let i = this.edits.length - 1; i >= 0; i--) {
      const edit = this.edits[i]
      if (edit === undefined || (edit.acked && edit.clock <= clock)) break
      if (edit.clock <= clock) edit.acked = true
    }
    this.#options.acked()
  }
}
