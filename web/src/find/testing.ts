import type { EntryId, NoteId, PersonId, Runtime, SpaceId } from '@weft/space'
import type { MessageWords, NoteWords, Passage } from './contract.ts'

export const anna = 'annaannaannaanna' as PersonId
export const here = 'hereherehereherehereh1' as SpaceId

export const message = (n: number, text: string): MessageWords => ({
  kind: 'message',
  id: `1:${n}` as EntryId,
  text,
  by: anna,
  at: 1_000 + n,
})
export const note = (
  n: number,
  title: string,
  blocks: readonly string[] = [],
  archived = false,
): NoteWords => ({
  kind: 'note',
  id: `note${String(n).padStart(12, '0')}` as NoteId,
  title,
  icon: null,
  archived,
  at: 1_000 + n,
  blocks,
})

export const textOf = (passage: Passage): string => passage.map(({ text }) => text).join('')

/** Timers that run when the test says so: one turn of the event loop after the other. */
export class Turns implements Pick<Runtime, 'timer'> {
  #waiting: { readonly at: number; readonly run: () => void }[] = []
  #now = 0

  timer(ms: number, run: () => void): () => void {
    const one = { at: this.#now + ms, run }
    this.#waiting.push(one)
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== one)
    }
  }

  /** Runs the next timer; false when there is none due within `ms`. */
  turn(ms = 0): boolean {
    const next = this.#waiting.toSorted((a, b) => a.at - b.at)[0]
    if (next === undefined || next.at > this.#now + ms) return false
    this.#now = Math.max(this.#now, next.at)
    this.#waiting = this.#waiting.filter((one) => one !== next)
    next.run()
    return true
  }

  /** Runs all that is due within `ms`; gives how many turns it took. */
  run(ms = 0): number {
    let turns = 0
    const end = this.#now + ms
    while (this.turn(end - this.#now)) turns++
    this.#now = end
    return turns
  }
}
