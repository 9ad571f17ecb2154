import { moves, play, sizesOf } from '@weft/space/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { encodeState } from './encode-state.ts'
import { atOnce } from './lane.ts'

test('it makes what Yjs makes, for whoever knows whatever', () => {
  fc.assert(
    fc.property(moves(40), fc.integer({ min: 1, max: 5 }), fc.nat({ max: 2 }), (sequence, step, reader) => {
      const { docs, updates } = play(sequence)
      const whole = new Y.Doc()
      for (const update of updates) Y.applyUpdate(whole, update)
      const known = Y.encodeStateVector(docs[reader] ?? new Y.Doc())
      const { update, sections } = atOnce(encodeState(whole, Y.decodeStateVector(known), step))
      expect(update).toEqual(Y.encodeStateAsUpdate(whole, known))
      expect(sections).toEqual(sizesOf(update))
    }),
    { seed: 31, numRuns: 200 },
  )
})

test('what is written between its steps is in it, whole', () => {
  fc.assert(
    fc.property(moves(60), fc.nat({ max: 40 }), fc.integer({ min: 1, max: 4 }), (sequence, begin, every) => {
      const { updates } = play(sequence)
      const growing = new Y.Doc()
      const next = updates.values()
      for (let i = 0; i < begin; i++) {
        const { value } = next.next()
        if (value) Y.applyUpdate(growing, value)
      }
      const work = encodeState(growing, undefined, 1)
      let made: Uint8Array | null = null
      for (let i = 0; made === null; i++) {
        const step = work.next()
        if (step.done) made = step.value.update
        else if (i % every === 0) {
          const { value } = next.next()
          if (value) Y.applyUpdate(growing, value)
        }
      }
      const copy = new Y.Doc()
      Y.applyUpdate(copy, made)
      expect(copy.store.pendingStructs).toBeNull()
      expect(copy.store.pendingDs).toBeNull()
      expect(Y.encodeStateVector(copy)).toHaveLength(Y.encodeStateVector(growing).length)
      expect(Y.equalSnapshots(Y.snapshot(copy), Y.snapshot(growing))).toBe(true)
      expect(copy.getText('text').toDelta()).toEqual(growing.getText('text').toDelta())
      expect(copy.getArray('array').toJSON()).toEqual(growing.getArray('array').toJSON())
    }),
    { seed: 32, numRuns: 300 },
  )
})
