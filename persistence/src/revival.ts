import { type Again, type Op, type OrderedBytes, StoreError } from './contract.ts'
import { FORMAT_KEY } from './keys.ts'
import type { SwappedBytes } from './swapped.ts'

/** What must be known of a failed disk, from before it is closed. */
interface Before {
  /** Puts back what was there before the failed batch: that was never visible, so reading tells. */
  readonly undo: readonly Op[]
  /** Who had written here last. */
  readonly signature: Uint8Array | null
}

/**
 * Has a disk again that failed. A batch that failed is on it or isn't: so it is opened anew, and what the batch touched is put back,
 * durably, which also shows that the disk takes writes. Only then does anything else go on.
 */
export class Revival {
  readonly #bytes: SwappedBytes
  readonly #own: Uint8Array
  readonly #again: Again
  /** Kept until it has succeeded: once closed, the disk may not open for long. */
  #before: Before | null = null

  /** `own`: what we sign with. */
  constructor(bytes: SwappedBytes, own: Uint8Array, again: Again) {
    this.#bytes = bytes
    this.#own = own
    this.#again = again
  }

  /** `unsure`: what the failed batch held. Throws StoreError. */
  async run(unsure: readonly Op[], where: string): Promise<void> {
    // As long as this fails the disk stays open, and can be read.
    await this.#again.probe()
    this.#before ??= await this.#look(unsure)
    const { undo, signature } = this.#before
    await this.#bytes.swap(() => this.#again.open())
    // For a moment the folder was anybody's.
    const found = await this.#bytes.get(FORMAT_KEY)
    if (!isEqual(found, signature) && !isEqual(found, this.#own)) {
      throw new StoreError('LOCKED', `Another Weft has written in ${where} meanwhile: start this one again`)
    }
    await this.#bytes.batch(undo, { sync: true })
    this.#before = null
  }

  async #look(unsure: readonly Op[]): Promise<Before> {
    const bytes: OrderedBytes = this.#bytes
    const undo: Op[] = []
    for (const op of unsure) {
      const key = 'put' in op ? op.put : op.del
      const value = await bytes.get(key)
      undo.push(value === null ? { del: key } : { put: key, value })
    }
    return { undo, signature: await bytes.get(FORMAT_KEY) }
  }
}

const isEqual = (a: Uint8Array | null, b: Uint8Array | null): boolean =>
  a === b || (a !== null && b !== null && Buffer.compare(a, b) === 0)
