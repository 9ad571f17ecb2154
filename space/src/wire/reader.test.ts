import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ReadError, Reader } from './reader.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const decoded = (bytes: Uint8Array): number | null => {
  try {
    return utf8.decode(bytes).length
  } catch {
    return null
  }
}
const skipped = (bytes: Uint8Array): number | null => {
  try {
    return new Reader(bytes).skipText(bytes.length)
  } catch (error) {
    expect(error).toBeInstanceOf(ReadError)
    return null
  }
}

it('skips exactly the texts that a fatal TextDecoder reads, and knows their length', () => {
  const text = fc.string({ unit: 'binary' }).map((s) => new TextEncoder().encode(s))
  const nearly = fc.array(
    fc.constantFrom(
      0x41,
      0x7f,
      0x80,
      0x8f,
      0x90,
      0x9f,
      0xa0,
      0xbf,
      0xc1,
      0xc2,
      0xdf,
      0xe0,
      0xed,
      0xef,
      0xf0,
      0xf4,
      0xf5,
    ),
    { maxLength: 5 },
  )
  let valid = 0
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        nearly.map((bytes) => Uint8Array.from(bytes)),
        fc.uint8Array({ maxLength: 6 }),
      ),
      (bytes) => {
        if (decoded(bytes) !== null) valid++
        expect(skipped(bytes)).toBe(decoded(bytes))
      },
    ),
    {
      seed: 10,
      numRuns: 3_000,
      examples: [[Uint8Array.of(0xef, 0xbb, 0xbf)], [Uint8Array.of(0xf0, 0x9f, 0x98, 0x80)]],
    },
  )
  expect(valid).toBeGreaterThan(800)
})

it('never skips past the text into what follows', () => {
  expect(() => new Reader(Uint8Array.of(0xc3, 0xa9)).skipText(1)).toThrow(ReadError)
  expect(() => new Reader(Uint8Array.of(0x41)).skipText(2)).toThrow(ReadError)
})
