import type { PersonId } from '@weft/space'
import { expect, test } from 'vitest'
import { decodeRecord, encodeRecord, type LogEntry, LogFormatError } from './record.ts'
import { decodeSnapshot, encodeSnapshot, type SpaceSnapshot } from './snapshot.ts'

const ANN = 'ann_____________' as PersonId
const BEN = 'ben_____________' as PersonId

const entry: LogEntry = {
  at: 1_767_225_600_000,
  parts: [
    {
      person: ANN,
      unverified: false,
      ranges: [{ client: 4_000_000_000, clock: 300, length: 2 }],
      update: new Uint8Array([1, 2, 3]),
    },
    { person: BEN, unverified: true, ranges: [], update: new Uint8Array([0, 0]) },
    { person: ANN, unverified: false, ranges: [], update: new Uint8Array(0) },
  ],
  owners: [[4_000_000_000, ANN]],
}
const snapshot: SpaceSnapshot = {
  at: 1_767_225_600_000,
  wounded: true,
  owners: [
    [7, BEN],
    [4_000_000_000, ANN],
  ],
  stretches: new Map([
    [
      7,
      [
        { clock: 0, at: 1_767_225_600_000, person: BEN, unverified: false },
        { clock: 300, at: 1_767_225_900_000, person: ANN, unverified: true },
      ],
    ],
  ]),
  outline: { sections: [{ length: 300, bytes: 5 }], names: [{ client: 7, clock: 2 }] },
  state: new Uint8Array([0, 0]),
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const unhex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))
const annHex = hex(Buffer.from(ANN))
const benHex = hex(Buffer.from(BEN))

// A change of these bytes needs a new version and a reader for the old one.
test('golden bytes of a record, version 1', () => {
  const people = `0210${annHex}10${benHex}`
  const parts = '0300000180d0acf30eac02020301020301010002000000000000'
  const bytes = `0180d0eab6b733${people}${parts}0180d0acf30e00`
  expect(hex(encodeRecord(entry))).toBe(bytes)
  expect(decodeRecord(unhex(bytes))).toEqual(entry)
})

const stretches = '0107020080f2d6ca0600ac02acf4d6ca0603'
test('golden bytes of a snapshot, version 3', () => {
  const bytes = `0380d0eab6b733030210${benHex}10${annHex}02070080d0acf30e01${stretches}01ac0205010702020000`
  expect(hex(encodeSnapshot(snapshot))).toBe(bytes)
  expect(decodeSnapshot(unhex(bytes))).toEqual(snapshot)
})

test('a snapshot of version 2 is read: it has no outline', () => {
  const bytes = `0280d0eab6b733010210${benHex}10${annHex}02070080d0acf30e01${stretches}020000`
  expect(decodeSnapshot(unhex(bytes))).toEqual({ ...snapshot, outline: null })
  expect(hex(encodeSnapshot({ ...snapshot, outline: null }))).toBe(`03${bytes.slice(2)}`)
})

test('a snapshot of version 1 is read: it says nothing of when', () => {
  const bytes = `0180d0eab6b733010210${benHex}10${annHex}02070080d0acf30e01020000`
  expect(decodeSnapshot(unhex(bytes))).toEqual({ ...snapshot, stretches: new Map(), outline: null })
})

test('no damaged byte makes a record decode into something else than a record, or an error of ours', () => {
  const bytes = encodeRecord(entry)
  for (let length = 0; length < bytes.length; length++) {
    expect(() => decodeRecord(bytes.subarray(0, length))).toThrow(LogFormatError)
  }
  for (let at = 0; at < bytes.length; at++) {
    for (const value of [0, 0x7f, 0xff]) {
      const bad = bytes.slice()
      bad[at] = value
      try {
        decodeRecord(bad)
      } catch (error) {
        expect(error).toBeInstanceOf(LogFormatError)
      }
    }
  }
})

test('a record of a newer Weft is told apart from a damaged one', () => {
  const newer = encodeRecord(entry)
  newer[0] = 2
  expect(() => decodeRecord(newer)).toThrow(expect.objectContaining({ code: 'version' }))
  expect(() => decodeRecord(new Uint8Array([0]))).toThrow(expect.objectContaining({ code: 'malformed' }))
})
