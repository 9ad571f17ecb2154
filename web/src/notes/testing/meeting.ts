import type { PersonId } from '@weft/space'
import { createNote } from '@weft/space'
import { type Block, blocksToYjs } from '@weft/space/note'
import { type VirtualRuntime, virtualRuntime } from '@weft/space/testing'
import * as Y from 'yjs'
import { type Desk, NOTE, openDesk } from './lab.ts'

const BY = 'personAAAAAAAAAA' as PersonId

/**
 * People on one note who work apart and meet: nothing is exchanged until `meet`, which then brings over all that the one
 * lacks, as after a time without a network. `reload` makes a new document, under a new client id, of what the old one held.
 */
export class Meeting {
  readonly runtime: VirtualRuntime = virtualRuntime(1)
  readonly desks: Desk[] = []
  #nextId = 0
  readonly #ids: readonly number[]

  constructor(blocks: readonly Block[], clientIds: readonly number[]) {
    this.#ids = clientIds
    const origin = new Y.Doc()
    origin.clientID = 1
    createNote(origin, { id: NOTE, title: 'Note', by: BY, at: 1, blocks: blocksToYjs(blocks) })
    const start = Y.encodeStateAsUpdate(origin)
    for (const id of clientIds) this.desks.push(this.#open(start, id))
  }
  #open(state: Uint8Array, id: number): Desk {
    const doc = new Y.Doc()
    doc.clientID = id
    Y.applyUpdate(doc, state, 'network')
    return openDesk(doc, this.runtime, true)
  }
  at(index: number): Desk {
    const desk = this.desks[index]
    if (desk === undefined) throw new Error(`nobody at desk ${index}`)
    return desk
  }
  reload(index: number): void {
    const { doc, binder } = this.at(index)
    binder.destroy()
    this.#nextId += 100
    this.desks[index] = this.#open(Y.encodeStateAsUpdate(doc), (this.#ids[index] ?? 0) + this.#nextId)
  }
  /** What one has and the other lacks goes over, one way. */
  tell(from: number, to: number): void {
    const [a, b] = [this.at(from).doc, this.at(to).doc]
    Y.applyUpdate(b, Y.encodeStateAsUpdate(a, Y.encodeStateVector(b)), 'network')
  }
  /** Until all are equal, everything that the editors add of their own accord included. */
  async settle(): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      for (let from = 0; from < this.desks.length; from += 1)
        for (let to = 0; to < this.desks.length; to += 1) if (from !== to) this.tell(from, to)
      await this.runtime.advance(1000)
    }
  }
}
