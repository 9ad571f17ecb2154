import type { Op, OrderedBytes } from './contract.ts'

type Range = { reverse?: boolean; limit?: number }

/** Bytes that may be closed and opened again under those who use them. Who asks meanwhile waits. */
export class SwappedBytes implements OrderedBytes {
  #bytes: OrderedBytes
  #closed: boolean = false
  #swapping: Promise<void> | null = null

  constructor(bytes: OrderedBytes) {
    this.#bytes = bytes
  }

  /** Rejects with what `open` rejects with; then nothing can be read or written until the next time. */
  async swap(open: () => Promise<OrderedBytes>): Promise<void> {
    const swapped = this.#swap(open)
    const over = (): void => {
      this.#swapping = null
    }
    this.#swapping = swapped.then(over, over)
    await swapped
  }

  async #swap(open: () => Promise<OrderedBytes>): Promise<void> {
    await this.#close()
    this.#bytes = await open()
    this.#closed = false
  }

  get(key: Uint8Array): Promise<Uint8Array | null> {
    return this.#with((bytes) => bytes.get(key))
  }

  range(from: Uint8Array, to: Uint8Array, options?: Range): AsyncIterable<[Uint8Array, Uint8Array]> {
    return this.#each((bytes) => bytes.range(from, to, options))
  }

  keys(from: Uint8Array, to: Uint8Array, options?: Range): AsyncIterable<Uint8Array> {
    return this.#each((bytes) => bytes.keys(from, to, options))
  }

  batch(ops: readonly Op[], options: { readonly sync: boolean }): Promise<void> {
    return this.#with((bytes) => bytes.batch(ops, options))
  }

  erase(from: Uint8Array, to: Uint8Array): Promise<void> {
    return this.#with(async (bytes) => bytes.erase?.(from, to))
  }

  async close(): Promise<void> {
    await this.#swapping
    await this.#close()
  }

  async #close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#bytes.close()
  }

  async #with<T>(run: (bytes: OrderedBytes) => Promise<T>): Promise<T> {
    if (this.#swapping !== null) await this.#swapping
    return await run(this.#bytes)
  }

  async *#each<T>(run: (bytes: OrderedBytes) => AsyncIterable<T>): AsyncIterable<T> {
    if (this.#swapping !== null) await this.#swapping
    yield* run(this.#bytes)
  }
}
