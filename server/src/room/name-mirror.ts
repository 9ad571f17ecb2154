import { readMeta, type SpaceId } from '@weft/space'
import type * as Y from 'yjs'
import type { RoomsOptions } from './contract.ts'

/** Tells the lists what a space is called, whenever its document says something else than they were told last. */
export class NameMirror {
  readonly #space: SpaceId
  readonly #options: Pick<RoomsOptions, 'metaChanged' | 'warn'>
  #told: { readonly name: string; readonly icon: string | null } | null = null

  constructor(space: SpaceId, options: Pick<RoomsOptions, 'metaChanged' | 'warn'>) {
    this.#space = space
    this.#options = options
  }

  look(doc: Y.Doc): void {
    const { name, icon } = readMeta(doc)
    // A document that has no name yet is no reason to forget the one in the lists.
    if (name === '' || (name === this.#told?.name && icon === this.#told.icon)) return
    this.#told = { name, icon }
    try {
      this.#options.metaChanged(this.#space, this.#told)
    } catch (error) {
      // A list that can't be kept is no reason to shut the space.
      this.#options.warn('name not mirrored', { space: this.#space, error: String(error) })
    }
  }
}
