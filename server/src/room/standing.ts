import type { PersonId } from '@weft/space'
import type { Pipeline } from './pipeline.ts'
import type { StoredState } from './stored.ts'

/** What a room knows of its document while it doesn't have it. */
interface Rested {
  readonly version: number
  readonly stateVector: Uint8Array
  readonly wrote: ReadonlySet<PersonId>
}

/** A room's life, as far as it matters here. */
interface Alive {
  /** Null while it has no document. */
  readonly pipeline: Pipeline | null
  /** @throws {RoomClosed} */
  live(): Pipeline
}

/** How far a room's durable state has come, whether it has its document just now or not. */
export class Standing {
  readonly #life: Alive
  /** As of the last time it came to rest. */
  #rested: Rested | null = null
  #vector: { readonly version: number; readonly bytes: Uint8Array } | null = null

  constructor(life: Alive) {
    this.#life = life
  }

  /** It has known what is stored: people have been let in. */
  get known(): boolean {
    return this.#rested !== null
  }

  /** Changes with the durable state. */
  version(): number {
    if (this.#life.pipeline === null && this.#rested) return this.#rested.version
    // A document that was loaded anew counts anew.
    const before = this.#rested ? this.#rested.version + 1 : 0
    return before + this.#life.live().document.version
  }

  stateVector(): Uint8Array {
    if (this.#life.pipeline === null && this.#rested) return this.#rested.stateVector
    const { document } = this.#life.live()
    const version = this.version()
    if (this.#vector?.version !== version) this.#vector = { version, bytes: document.stateVector() }
    return this.#vector.bytes
  }

  /** Everybody who ever wrote in it. */
  wrote(): ReadonlySet<PersonId> {
    if (this.#life.pipeline === null && this.#rested) return this.#rested.wrote
    return this.#life.live().owners.people()
  }

  /** It is told from stored bytes: what is stored hasn't changed since it came to rest. */
  served({ stateVector, wrote }: StoredState): void {
    this.#rested = { version: this.#rested?.version ?? 0, stateVector, wrote }
  }

  /** It lets go of its document. */
  rests({ document, owners }: Pipeline): void {
    this.#rested = {
      version: this.version(),
      stateVector: document.stateVector(),
      wrote: owners.people(),
    }
    this.#vector = null
  }
}
