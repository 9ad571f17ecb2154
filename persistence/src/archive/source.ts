import { crc32c } from '../crc32c.ts'
import { ArchiveError } from './contract.ts'

/** Bytes that come in chunks of any size, taken in pieces of a wanted one. */
export class Source {
  readonly #chunks: AsyncIterator<Uint8Array>
  #chunk: Uint8Array = new Uint8Array(0)
  /** CRC-32C of all that was taken. */
  sum = 0

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** Exactly `count` bytes, of their own. Throws ArchiveError `truncated`. */
  async take(count: number): Promise<Uint8Array> {
    const bytes = await this.upTo(count)
    if (bytes.length < count) throw new ArchiveError('truncated')
    return bytes
  }

  /** Fewer only at the end. */
  async upTo(count: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(count)
    let filled = 0
    while (filled < count && (await this.#more())) {
      const some = this.#chunk.subarray(0, count - filled)
      bytes.set(some, filled)
      filled += some.length
      this.#chunk = this.#chunk.subarray(some.length)
    }
    const taken = bytes.subarray(0, filled)
    this.sum = crc32c(taken, this.sum)
    return taken
  }

  async isOver(): Promise<boolean> {
    return !(await this.#more())
  }

  /** Whether there is a byte left; waits for the next chunk when this one is used up. */
  async #more(): Promise<boolean> {
    while (this.#chunk.length === 0) {
      const next = await this.#chunks.next()
      if (next.done === true) return false
      this.#chunk = next.value
    }
    return true
  }
}
