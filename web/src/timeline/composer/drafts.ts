import { type EntryId, isEntryId } from '@weft/space'

/** Where drafts are kept: `localStorage`, or a map in tests. */
export interface Shelf {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** Before the words of an answer stands which message it answers, between two of these, which nobody types. */
const SIGN = '\0'

/** The message that a person was writing in a space on this device, over reloads; empty when none. */
export class Draft {
  readonly #shelf: Shelf
  readonly #key: string
  #re: EntryId | null
  constructor(shelf: Shelf, person: string, space: string) {
    this.#shelf = shelf
    this.#key = `weft.draft.${person}.${space}`
    const [, re] = (shelf.getItem(this.#key) ?? '').split(SIGN)
    this.#re = isEntryId(re) ? re : null
  }
  read(): string {
    const kept = this.#shelf.getItem(this.#key) ?? ''
    return kept.slice(kept.lastIndexOf(SIGN) + 1)
  }
  /** The message that it answers; kept with its words, as long as there are any. */
  get re(): EntryId | null {
    return this.#re
  }
  /** Throws what the shelf throws: a full or forbidden store. */
  answer(re: EntryId | null): void {
    this.#re = re
    this.write(this.read())
  }
  /** Throws what the shelf throws: a full or forbidden store. */
  write(text: string): void {
    if (text === '') this.#shelf.removeItem(this.#key)
    else this.#shelf.setItem(this.#key, this.#re === null ? text : SIGN + this.#re + SIGN + text)
  }
}
