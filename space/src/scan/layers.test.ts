import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Scan } from './contract.ts'
import { copyOf, moves, play, sizesOf } from './histories.ts'
import { Layers } from './layers.ts'
import { scanUpdate } from './scan.ts'

function scanned(update: Uint8Array): Scan {
  const scan = scanUpdate(update)
  if (!scan.ok) throw new Error(scan.problem)
  return scan
}

function run<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

/** The first so many updates as a state, the others laid on top of it. */
function lay(updates: readonly Uint8Array[], first: number): { whole: Y.Doc; layers: Layers } {
  const whole = new Y.Doc()
  for (const update of updates.slice(0, first)) Y.applyUpdate(whole, update)
  const state = Y.encodeStateAsUpdate(whole)
  const layers = new Layers(3)
  expect(run(layers.state(state, sizesOf(state)))).toBe(true)
  for (const update of updates.slice(first)) {
    expect(layers.add(update)).toBe(true)
    Y.applyUpdate(whole, update)
  }
  run(layers.settle())
  return { whole, layers }
}

const shown = (doc: Y.Doc) => [
  doc.getArray('array').toJSON(),
  doc.getMap('map').toJSON(),
  doc.getText('text').toDelta(),
  doc.getXmlFragment('xml').toString(),
]

test('whoever knows whatever is given what they lack, as by a document', () => {
  fc.assert(
    fc.property(moves(60), fc.nat({ max: 60 }), (sequence, first) => {
      const { docs, updates } = play(sequence)
      const { whole, layers } = lay(updates, first)
      expect(layers.clocks()).toEqual(Y.decodeStateVector(Y.encodeStateVector(whole)))
      for (const doc of [new Y.Doc(), ...docs]) {
        const known = Y.decodeStateVector(Y.encodeStateVector(doc))
        const [reader, other] = [copyOf(doc), copyOf(doc)]
        Y.applyUpdate(reader, run(layers.difference(known)).update)
        Y.applyUpdate(other, Y.encodeStateAsUpdate(whole, Y.encodeStateVector(doc)))
        expect(reader.store.pendingStructs).toBeNull()
        expect(reader.store.pendingDs).toBeNull()
        expect(Y.equalSnapshots(Y.snapshot(reader), Y.snapshot(other))).toBe(true)
        expect(shown(reader)).toEqual(shown(other))
      }
    }),
    { seed: 28, numRuns: 300 },
  )
})

test('of what was deleted nobody is given more than its place', () => {
  fc.assert(
    fc.property(moves(60), fc.nat({ max: 60 }), (sequence, first) => {
      const { layers } = lay(play(sequence).updates, first)
      const { sections, deletes } = scanned(run(layers.difference(new Map())).update)
      for (const { client, structs } of sections) {
        for (const struct of structs) {
          const touched = deletes.filter(
            (range) =>
              range.client === client &&
              range.clock < struct.clock + struct.length &&
              struct.clock < range.clock + range.length,
          )
          if (touched.length > 0)
            expect(struct).toMatchObject(struct.type === 'gc' ? {} : { content: 'deleted' })
          for (const { clock, length } of touched) {
            expect(layers.isDeleted({ client, clock, length })).toBe(true)
            expect(layers.isDeleted({ client, clock, length: length + 1 })).toBe(false)
          }
        }
      }
    }),
    { seed: 29, numRuns: 300 },
  )
})

test('what was added twice counts once; what overlaps is not taken', () => {
  const doc = new Y.Doc()
  const text = doc.getText('text')
  text.insert(0, 'one')
  const one = Y.encodeStateAsUpdate(doc)
  text.insert(3, ' two')
  const both = Y.encodeStateAsUpdate(doc)
  const layers = new Layers()
  expect(layers.add(one)).toBe(true)
  expect(layers.add(one)).toBe(true)
  expect(layers.clock(doc.clientID)).toBe(3)
  expect(layers.add(both)).toBe(false)
  expect(layers.clock(doc.clientID)).toBe(3)
})

test('a state that isn’t as its sizes say is not taken', () => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'one')
  const state = Y.encodeStateAsUpdate(doc)
  expect(run(new Layers().state(state, []))).toBe(false)
  const sizes = sizesOf(state)
  expect(run(new Layers().state(Uint8Array.of(...state, 0), sizes))).toBe(false)
  expect(() =>
    run(
      new Layers().state(
        state,
        sizes.map(({ length }) => ({ length, bytes: 999 })),
      ),
    ),
  ).toThrow()
})

test('what leans on something that isn’t there is not taken', () => {
  const [ann, ben] = [new Y.Doc(), new Y.Doc()]
  ann.clientID = 1
  ann.getText('text').insert(0, 'one')
  Y.applyUpdate(ben, Y.encodeStateAsUpdate(ann))
  ben.getText('text').insert(3, ' two')
  const two = Y.encodeStateAsUpdate(ben, Y.encodeStateVector(ann))
  ben.getText('text').delete(0, 1)
  const less = Y.encodeStateAsUpdate(ben)
  const layers = new Layers()
  expect(layers.add(two)).toBe(false)
  expect(layers.add(Uint8Array.of(0, ...less.slice(-5)))).toBe(false)
  expect(layers.clocks()).toEqual(new Map())
  expect(layers.add(Y.encodeStateAsUpdate(ann))).toBe(true)
  expect(layers.add(two)).toBe(true)
  expect([...layers.roots]).toEqual(['text'])
})
