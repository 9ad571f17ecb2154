import type { SpaceId } from '@weft/space'
import { encodeDown } from '@weft/space/wire'
import type { Outgoing, RoomsOptions } from './contract.ts'
import type { DurableDocument } from './document.ts'
import type { Lane } from './lane.ts'
import { StoredState } from './stored.ts'

/** Who asked what they lack. `use` is called in the moment as of which the answer is; `failed` when it can't be made. */
export interface Asker {
  use(out: Outgoing): void
  failed(error: unknown): void
}

/** A difference that is being made, and who waits for it. */
interface Answering {
  readonly since: Uint8Array
  readonly askers: Asker[]
}

export interface AnswersOptions {
  readonly space: SpaceId
  readonly lane: Lane
  readonly warn: RoomsOptions['warn']
  /** Changes with the durable state. */
  version(): number
  /** Asks once more, of what is there then. */
  again(since: Uint8Array, asker: Asker): void
  /** When the document is there. */
  whenReady(run: () => void): void
}

/**
 * Makes what people lack who come or fell behind. After a restart many ask for the same at the same moment: it is made once,
 * and kept for the next who ask.
 */
export class Answers {
  readonly #options: AnswersOptions
  readonly #underWay: Answering[] = []
  #last: { readonly since: Uint8Array; readonly version: number; readonly out: Outgoing } | null = null

  constructor(options: AnswersOptions) {
    this.#options = options
  }

  get busy(): boolean {
    return this.#underWay.length > 0
  }

  /** Lets go of what is kept for the next who ask. */
  forget(): void {
    this.#last = null
  }

  give(source: DurableDocument | StoredState, since: Uint8Array, asker: Asker): void {
    const last = this.#last
    if (last && last.version === this.#options.version() && isEqual(last.since, since)) {
      asker.use(last.out)
      return
    }
    const underWay = this.#underWay.find((one) => isEqual(one.since, since))
    if (underWay) underWay.askers.push(asker)
    else this.#make(source, since.slice(), asker)
  }

  #make(source: DurableDocument | StoredState, since: Uint8Array, asker: Asker): void {
    const { space, lane, warn, version, again, whenReady } = this.#options
    const answering: Answering = { since, askers: [asker] }
    this.#underWay.push(answering)
    const settle = (tell: (one: Asker) => void) => {
      this.#underWay.splice(this.#underWay.indexOf(answering), 1)
      for (const one of answering.askers) tell(one)
    }
    const asOf = version()
    lane.run(
      source.difference(since),
      ({ update, sections }) => {
        if (source instanceof StoredState && version() !== asOf) {
          // Somebody wrote meanwhile: what is stored is more than was read.
          settle((one) => again(since, one))
          return
        }
        const out: Outgoing = { payload: encodeDown({ type: 'step2', update }), sections }
        this.#last = { since, version: version(), out }
        settle((one) => one.use(out))
      },
      (error) => {
        if (source instanceof StoredState) {
          // What can't be cut as bytes Yjs may know how to take.
          warn('stored bytes not read', { space, error: String(error) })
          settle((one) => whenReady(() => again(since, one)))
        } else settle((one) => one.failed(error))
      },
    )
  }
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
