import { deletion, pairs } from '@weft/space/walk/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { Gone } from './gone.ts'

/** Bytes, of which no two are joined while they live. */
function made(many: number, deleted: readonly (readonly [number, number])[]): Y.Doc {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, pairs(many))
  for (const range of deleted) Y.applyUpdate(doc, deletion(1, [range]))
  return doc
}

it('G8: what is deleted is looked through once, however often and from wherever it is asked about', () => {
  const doc = made(8_000, [[0, 7_999]])
  const gone = new Gone(doc)
  const structs = doc.store.clients.get(1)?.length ?? 0
  expect(structs).toBeGreaterThan(3_900)
  const asks = [
    ...Array.from({ length: 100 }, () => [0, 7_999] as const),
    ...Array.from({ length: 100 }, (_, i) => [0, 7_900 + i] as const),
    ...Array.from({ length: 100 }, (_, i) => [100 - i, 7_000] as const),
  ]
  for (const [clock, length] of asks) expect(gone.holds(1, clock, length)).toBe(true)
  for (let i = 0; i < 100; i++) expect(gone.holds(1, i, 8_000 - i)).toBe(false)
  expect(gone.looks).toBeLessThan(structs + 2_000)
  expect([gone.holds(1, 0, 9_000), gone.holds(2, 0, 1)]).toEqual([false, false])

  const backwards = new Gone(doc)
  for (let i = 6_000; i >= 0; i -= 20) backwards.holds(1, i, 7_999 - i)
  expect(backwards.looks).toBeLessThan(60_000)
})

it('says of every range what the structs say, whatever was asked before', () => {
  const range = fc.tuple(fc.nat(3_900), fc.integer({ min: 1, max: 2_500 }))
  let held = 0
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), range), { minLength: 10, maxLength: 40 }), (steps) => {
      const doc = made(4_000, [])
      const gone = new Gone(doc)
      const dead = new Set<number>()
      for (const [isDeletion, [clock, most]] of steps) {
        const length = Math.min(most, 4_000 - clock)
        const units = Array.from({ length }, (_, i) => clock + i)
        if (isDeletion) {
          Y.applyUpdate(doc, deletion(1, [[clock, length]]))
          for (const unit of units) dead.add(unit)
        }
        const truth = units.every((unit) => dead.has(unit))
        expect(gone.holds(1, clock, length)).toBe(truth)
        if (truth) held++
      }
    }),
    { seed: 33, numRuns: 30 },
  )
  expect(held).toBeGreaterThan(100)
})
