/** Where drafts are kept: `localStorage`, or a map in tests. */
export interface Shelf {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** The message that a person was writing in a space on this device, over reloads; empty when none. */
export class Draft {
  readonly #shelf: Shelf
  readonly #key: string
  constructor(shelf: Shelf, person: string, space: string) {
    this.#shelf = shelf
    this.#key = `weft.draft.${person}.${space}`
  }
  read(): string {
    return this.#shelf.getItem(this.#key) ?? ''
  }
  /** Throws what the shelf throws: a full or forbidden store. */
  write(text: string): void {
    if (text === '') this.#shelf.removeItem(this.#key)
    else this.#shelf.setItem(this.#key, text)
  }
}
