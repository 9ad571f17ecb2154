import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Scan } from './contract.ts'
import { copyOf, moves, play } from './histories.ts'
import { Keys } from './keys.ts'
import { scanUpdate } from './scan.ts'

const scanned = (update: Uint8Array): Scan => {
  const scan = scanUpdate(update)
  if (!scan.ok) throw new Error(`refused: ${scan.problem} at ${scan.at}`)
  return scan
}
/** The document of somebody with client id 1: an array with a map in it (1:0), whose key `k` has a value (1:1). */
function honest(): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = 1
  doc.getArray('a').insert(0, [new Y.Map([['k', 'v']])])
  return doc
}
/** The text "ab" of client 9, to the right of 1:1; deletes its second letter. */
const bomb = Uint8Array.from([1, 1, 9, 0, 0x84, 1, 1, 2, 0x61, 0x62, 1, 9, 1, 1, 1])

it('G8: two units under one key, of which one is cut off, make Yjs throw when all of it is deleted', () => {
  const doc = honest()
  Y.applyUpdate(doc, bomb)
  expect(() => doc.getArray('a').delete(0)).toThrow('Unexpected case')
  expect(new Keys(honest()).overfilled(scanned(bomb))).toBe(true)
})

it('G8: so they do when that key is in the same update, and when it is on its way', () => {
  // As above, and then the text "cd" to the right of 9:0, where nothing is deleted.
  const named = Uint8Array.from([
    1, 2, 9, 0, 0x28, 1, 1, 0x6d, 1, 0x6b, 1, 0x7e, 0x84, 9, 0, 2, 0x63, 0x64, 0,
  ])
  expect(new Keys(new Y.Doc()).overfilled(scanned(named))).toBe(true)
  const doc = honest()
  const keys = new Keys(new Y.Doc())
  keys.take(scanned(Y.encodeStateAsUpdate(doc)))
  expect(keys.overfilled(scanned(bomb))).toBe(true)
  keys.applied()
})

it('G8: so does what goes on where a known value of a key stands, whatever it says of itself', () => {
  const doc = honest()
  const client = Uint8Array.from([1, 1, 1, 1, 0x08, 1, 1, 0x77, 3, 0x7e, 0x7e, 0x7e, 0])
  const scan = scanned(client)
  expect(scan.sections[0]?.structs).toMatchObject([{ clock: 1, length: 3, keyed: false, parent: 'w' }])
  expect(new Keys(doc).overfilled(scan)).toBe(true)
  const keys = new Keys(new Y.Doc())
  keys.take(scanned(Y.encodeStateAsUpdate(doc)))
  expect(keys.overfilled(scan)).toBe(true)
})

it('G8: and what leans on a value of a key is one, also when an update says otherwise of that', () => {
  // 1:1 again, as if it stood in the array `w`, and two units of 9 behind it.
  const lie = Uint8Array.from([2, 1, 9, 0, 0x88, 1, 1, 2, 0x7e, 0x7e, 1, 1, 1, 0x08, 1, 1, 0x77, 1, 0x7e, 0])
  expect(new Keys(honest()).overfilled(scanned(lie))).toBe(true)
})

it('whatever Yjs writes passes, also where it keeps what was deleted', () => {
  fc.assert(
    fc.property(moves(40), (sequence) => {
      const { docs, updates } = play(sequence)
      const whole = docs.map((doc) => Y.encodeStateAsUpdate(doc))
      const cut = docs.flatMap((doc) => whole.map((update) => Y.diffUpdate(update, Y.encodeStateVector(doc))))
      for (const update of [...updates, ...whole, ...cut])
        for (const base of [new Y.Doc(), ...docs])
          expect(new Keys(copyOf(base)).overfilled(scanned(update))).toBe(false)
    }),
    { seed: 17, numRuns: 8 },
  )
  const keeper = new Y.Doc({ gc: false })
  for (let i = 0; i < 5; i++) keeper.getMap('m').set('k', i)
  keeper.getMap('m').delete('k')
  const scan = scanned(Y.encodeStateAsUpdate(keeper))
  expect(scan.sections[0]?.structs).toMatchObject([{ content: 'any', length: 5 }])
  expect(new Keys(new Y.Doc()).overfilled(scan)).toBe(false)
})
