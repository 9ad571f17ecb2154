/** Why bytes from outside can't be read. */
export type Unreadable = 'truncated' | 'overflow' | 'count' | 'text' | 'json' | 'reserved'

/** Thrown by `Reader`; whoever owns the format turns it into their own error. Nothing was allocated for what failed. */
export class ReadError extends Error {
  readonly code: Unreadable
  constructor(code: Unreadable) {
    super(`unreadable bytes: ${code}`)
    this.name = 'ReadError'
    this.code = code
  }
}

/** `ignoreBOM`, because what is read must be written back the same: both as lib0 does it. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Reads lib0's encoding from bytes that a stranger sent. It does what lib0's decoder doesn't: every length and count is
 * held against the bytes that are left before anything is made of it, so that nine bytes can't ask for gigabytes.
 */
export class Reader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get position(): number {
    return this.#at
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  byte(): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) throw new ReadError('truncated')
    this.#at++
    return byte
  }

  /** An unsigned integer below 2^53, in at most 8 bytes. */
  uint(): number {
    let value = 0
    let place = 1
    for (let read = 0; read < 8; read++) {
      const byte = this.byte()
      value += (byte & 0x7f) * place
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) throw new ReadError('overflow')
        return value
      }
      place *= 128
    }
    throw new ReadError('overflow')
  }

  /** A number of things that take at least `least` bytes each. */
  count(least: number): number {
    const count = this.uint()
    if (count * least > this.left) throw new ReadError('count')
    return count
  }

  /** A view of the next `length` bytes: it lives as long as the frame, so copy what outlives it. */
  take(length: number): Uint8Array {
    if (length > this.left) throw new ReadError('truncated')
    const start = this.#at
    this.#at += length
    return this.#bytes.subarray(start, this.#at)
  }

  skip(length: number): void {
    if (length > this.left) throw new ReadError('truncated')
    this.#at += length
  }

  /** A length and so many bytes, as a view. */
  bytes(): Uint8Array {
    return this.take(this.uint())
  }

  /** `length` bytes of strict UTF-8. */
  text(length: number): string {
    const bytes = this.take(length)
    try {
      return utf8.decode(bytes)
    } catch {
      // A fatal TextDecoder throws a TypeError for one reason only.
      throw new ReadError('text')
    }
  }

  /** Goes past `length` bytes of strict UTF-8 without making a text of them. Returns its length in UTF-16 units. */
  skipText(length: number): number {
    const start = this.#at
    const end = start + length
    if (length > this.left) throw new ReadError('truncated')
    // Most text begins with plain letters, or is nothing else.
    let at = start
    while (at < end && (this.#bytes[at] ?? 0) < 0x80) at++
    this.#at = at
    let units = at - start
    while (this.#at < end) {
      const lead = this.byte()
      if (lead < 0x80) {
        units++
        continue
      }
      // The table of well-formed sequences in the Unicode Standard, 3.9: no overlong forms, no surrogates, nothing above
      // U+10FFFF. It must refuse exactly what a fatal TextDecoder refuses, or applying the update would throw.
      if (lead < 0xc2 || lead > 0xf4) throw new ReadError('text')
      const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
      const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
      this.#continuation(end, low, high)
      if (lead >= 0xe0) this.#continuation(end, 0x80, 0xbf)
      if (lead >= 0xf0) this.#continuation(end, 0x80, 0xbf)
      units += lead >= 0xf0 ? 2 : 1
    }
    return units
  }

  #continuation(end: number, low: number, high: number): void {
    if (this.#at >= end) throw new ReadError('text')
    const byte = this.byte()
    if (byte < low || byte > high) throw new ReadError('text')
  }
}
