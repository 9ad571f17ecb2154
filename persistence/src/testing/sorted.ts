/** Bytes under byte keys, sorted. Keys are kept as strings of one character a byte, which compare as the bytes do. */
export class Sorted {
  #keys: string[]
  readonly #values: Map<string, Uint8Array>

  constructor(from?: Sorted) {
    this.#keys = from ? [...from.#keys] : []
    this.#values = new Map(from ? from.#values : [])
  }

  get(key: Uint8Array): Uint8Array | null {
    return this.#values.get(name(key)) ?? null
  }

  put(key: Uint8Array, value: Uint8Array): void {
    const at = name(key)
    if (!this.#values.has(at)) {
      const i = this.#from(at)
      if (i === this.#keys.length) this.#keys.push(at)
      else this.#keys.splice(i, 0, at)
    }
    this.#values.set(at, value)
  }

  delete(key: Uint8Array): void {
    const at = name(key)
    if (this.#values.delete(at)) this.#keys.splice(this.#from(at), 1)
  }

  /** The entries with `from <= key < to`, as they are now. */
  slice(from: Uint8Array, to: Uint8Array): [key: Uint8Array, value: Uint8Array][] {
    const keys = this.#keys.slice(this.#from(name(from)), this.#from(name(to)))
    return keys.map((key) => [bytes(key), this.#values.get(key) ?? new Uint8Array()])
  }

  all(): [key: Uint8Array, value: Uint8Array][] {
    return this.#keys.map((key) => [bytes(key), this.#values.get(key) ?? new Uint8Array()])
  }

  /** Where the first key that is `at` or comes after it lies. */
  #from(at: string): number {
    let low = 0
    let high = this.#keys.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#keys[middle] ?? '') < at) low = middle + 1
      else high = middle
    }
    return low
  }
}

const name = (key: Uint8Array): string => Buffer.from(key).toString('latin1')
const bytes = (key: string): Uint8Array => new Uint8Array(Buffer.from(key, 'latin1'))
