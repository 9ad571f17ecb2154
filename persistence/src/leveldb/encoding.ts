/** The bytes that LevelDB's files are made of. */
export interface Handle {
  readonly offset: number
  readonly size: number
}

/** LevelDB stores no checksum as it is, since a checksum of bytes that contain their own is weak. */
export const mask = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0

export function varint(value: number): number[] {
  const bytes = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return [...bytes, rest]
}

export class Reader {
  readonly #bytes: Uint8Array
  at: number

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes
    this.at = at
  }

  get done(): boolean {
    return this.at >= this.#bytes.length
  }

  varint(): number | null {
    let value = 0
    for (let shift = 1; shift <= 2 ** 42; shift *= 128) {
      const byte = this.#bytes[this.at++]
      if (byte === undefined) return null
      value += (byte & 127) * shift
      if (byte < 128) return value
    }
    return null
  }

  handle(): Handle | null {
    const [offset, size] = [this.varint(), this.varint()]
    return offset === null || size === null ? null : { offset, size }
  }

  /** The next `length` bytes, as a view; null if there are fewer. */
  bytes(length: number): Uint8Array | null {
    if (this.at + length > this.#bytes.length) return null
    this.at += length
    return this.#bytes.subarray(this.at - length, this.at)
  }

  /** The next write of a batch; null where there can't be one. */
  write(): { key: Uint8Array; value: Uint8Array | null } | null {
    const tag = this.bytes(1)?.[0]
    const key = this.#sized()
    if (key === null || tag === undefined || tag > 1) return null
    if (tag === 0) return { key, value: null }
    const value = this.#sized()
    return value && { key, value }
  }

  #sized(): Uint8Array | null {
    const length = this.varint()
    return length === null ? null : this.bytes(length)
  }
}
