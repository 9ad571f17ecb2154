import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { deletion, pairs, singles } from './hostile.ts'
import { asYjsHasIt, lightenYjs } from './lighten.ts'
import { LONGEST } from './parts.ts'

afterEach(asYjsHasIt)

/** So short that everything is cut, and so few moves that little is joined. */
const SHORT = { values: 3, letters: 4 }
const FEW = 6

/** Yjs copies values by these two, and moves structs by the third. */
function working(run: () => void): { copied: number; moved: number } {
  const { slice, concat, splice } = Array.prototype
  let copied = 0
  let moved = 0
  Array.prototype.slice = function (...all) {
    const part = slice.apply(this, all)
    copied += part.length
    return part
  }
  Array.prototype.concat = function (...all: unknown[]) {
    const whole = concat.apply(this, all)
    copied += whole.length
    return whole
  }
  Array.prototype.splice = function (this: unknown[], ...all: [number, number, ...unknown[]]) {
    if (this[0] instanceof Y.AbstractStruct) moved += this.length - all[0]
    return splice.apply(this, all)
  } as typeof splice
  try {
    run()
    return { copied, moved }
  } finally {
    Object.assign(Array.prototype, { slice, concat, splice })
  }
}

const lengths = (doc: Y.Doc) => [...doc.store.clients.values()].flat().map(({ length }) => length)
/** Independent of how items are cut: Yjs joins all that it can when it reads a state. */
function stateOf(doc: Y.Doc): Uint8Array {
  asYjsHasIt()
  const read = new Y.Doc()
  Y.applyUpdate(read, Y.encodeStateAsUpdate(doc))
  return Y.encodeStateAsUpdate(read)
}

// ── work ──

it('G8: single deletions in a list of many values that came as one copy little', () => {
  const source = new Y.Doc()
  source.clientID = 1
  source.getArray('a').push(Array.from({ length: 50_000 }, (_, i) => i))
  const whole = Y.encodeStateAsUpdate(source)
  const deletions = Array.from({ length: 50 }, (_, i) => deletion(1, [[501 * (i + 1), 1]]))
  const cost = (doc: Y.Doc) =>
    working(() => {
      for (const update of deletions) Y.applyUpdate(doc, update)
    }).copied
  const stock = new Y.Doc()
  Y.applyUpdate(stock, whole)
  expect(cost(stock)).toBeGreaterThan(3_000_000)
  lightenYjs()
  const doc = new Y.Doc()
  expect(working(() => Y.applyUpdate(doc, whole)).copied).toBeLessThan(60_000)
  expect(Math.max(...lengths(doc))).toBe(LONGEST.values)
  expect(cost(doc)).toBeLessThan(50 * 4 * LONGEST.values)
  expect(doc.getArray('a').toArray()).toEqual(stock.getArray('a').toArray())
})

it('G8: many values that came one by one are joined without copying all for each', () => {
  const update = singles(5_000)
  expect(working(() => Y.applyUpdate(new Y.Doc(), update)).copied).toBeGreaterThan(12_000_000)
  lightenYjs()
  const doc = new Y.Doc()
  expect(working(() => Y.applyUpdate(doc, update)).copied).toBeLessThan(5_000 * LONGEST.values)
  expect(lengths(doc)).toHaveLength(Math.ceil(5_000 / LONGEST.values))

  const slowly = new Y.Doc()
  const { copied } = working(() => {
    for (let i = 0; i < 2_000; i++) slowly.getArray('a').push([i])
  })
  expect(copied).toBeLessThan(2_000 * LONGEST.values)
})

it('G8: one deletion of many things that could be joined two by two moves the rest only so often', () => {
  const update = pairs(10_000)
  const all = deletion(1, [[0, 10_000]])
  const cost = (doc: Y.Doc) => working(() => Y.applyUpdate(doc, all)).moved
  const stock = new Y.Doc()
  Y.applyUpdate(stock, update)
  expect(cost(stock)).toBeGreaterThan(12_000_000)
  lightenYjs(LONGEST, 100_000)
  const doc = new Y.Doc()
  expect(working(() => Y.applyUpdate(doc, update)).moved).toBeLessThanOrEqual(100_000)
  expect(cost(doc)).toBeLessThanOrEqual(100_000)
  expect(stateOf(doc)).toEqual(stateOf(stock))
})

it('G8: also when somebody who is told of a change makes others, there and elsewhere', () => {
  lightenYjs(LONGEST, 100_000)
  const doc = new Y.Doc()
  const other = new Y.Doc()
  Y.applyUpdate(doc, pairs(10_000))
  doc.getArray('a').observe((_, { origin }) => {
    if (origin !== 'first') return
    other.getArray('told').push([1])
    doc.transact(() => doc.getMap('told').set('at', 1))
    other.getArray('told').push([2])
  })
  const cost = (clock: number, origin: string) =>
    working(() => Y.applyUpdate(doc, deletion(1, [[clock, 5_000]]), origin)).moved
  expect(cost(0, 'first')).toBeLessThanOrEqual(200_000)
  expect(cost(5_000, 'second')).toBeLessThanOrEqual(100_000)
  expect(other.getArray('told').toArray()).toEqual([1, 2])
})

// ── the same documents ──

interface Act {
  readonly device: number
  readonly what: 'values' | 'words' | 'remove' | 'cut' | 'sync' | 'undo' | 'redo'
  readonly at: number
  readonly size: number
  readonly other: number
}
const DEVICES = 3
const act: fc.Arbitrary<Act> = fc.record({
  device: fc.nat(DEVICES - 1),
  what: fc.constantFrom('values', 'words', 'remove', 'cut', 'sync', 'sync', 'undo', 'redo'),
  at: fc.nat(200),
  size: fc.integer({ min: 1, max: 14 }),
  other: fc.nat(DEVICES - 1),
})
const WORDS = 'ab\u{1f600}c\u{1f600}\u{1f600}de'

/** Devices that write and sync; those of which `isLight` says so do it with less work. */
function play(acts: readonly Act[], isLight: (device: number) => boolean): Y.Doc[] {
  const docs = Array.from({ length: DEVICES }, (_, i) => Object.assign(new Y.Doc(), { clientID: i + 1 }))
  const undos = docs.map(
    (doc) => new Y.UndoManager([doc.getArray('a'), doc.getText('t')], { captureTimeout: 0 }),
  )
  const as = (device: number, run: (doc: Y.Doc, undo: Y.UndoManager) => void) => {
    asYjsHasIt()
    if (isLight(device)) lightenYjs(SHORT, FEW)
    const [doc, undo] = [docs[device], undos[device]]
    if (doc && undo) run(doc, undo)
  }
  const send = (from: number, to: number) =>
    as(to, (doc) => {
      const source = docs[from]
      if (source) Y.applyUpdate(doc, Y.encodeStateAsUpdate(source, Y.encodeStateVector(doc)))
    })
  for (const { device, what, at, size, other } of acts)
    as(device, (doc, undo) => {
      const [list, text] = [doc.getArray('a'), doc.getText('t')]
      if (what === 'values')
        list.insert(
          at % (list.length + 1),
          Array.from({ length: size }, (_, i) => i),
        )
      else if (what === 'words')
        text.insert(at % (text.length + 1), [...WORDS.repeat(size)].slice(0, 2 * size).join(''))
      else if (what === 'remove')
        list.delete(at % (list.length + 1), Math.min(size, list.length - (at % (list.length + 1))))
      else if (what === 'cut')
        text.delete(at % (text.length + 1), Math.min(size, text.length - (at % (text.length + 1))))
      else if (what === 'sync') send(other, device)
      else if (what === 'undo') undo.undo()
      else undo.redo()
    })
  for (let round = 0; round < 2; round++)
    for (let from = 0; from < DEVICES; from++) for (let to = 0; to < DEVICES; to++) send(from, to)
  return docs
}
const shown = (doc: Y.Doc) => [doc.getArray('a').toArray(), doc.getText('t').toString()]
const acts = fc.array(act, { maxLength: 60, size: 'max' })

it('G4: documents are the same as those of Yjs as it comes, whoever of those who sync has which', () => {
  let cut = 0
  fc.assert(
    fc.property(acts, (all) => {
      const done = all.filter(({ what }) => what !== 'undo' && what !== 'redo')
      const [stock, ...others] = play(done, () => false)
      if (!stock) throw new Error('no device')
      const state = stateOf(stock)
      for (const one of others) expect(stateOf(one)).toEqual(state)
      for (const isLight of [() => true, (device: number) => device > 0, (device: number) => device > 1])
        for (const [device, one] of play(done, isLight).entries()) {
          expect(shown(one)).toEqual(shown(stock))
          expect(stateOf(one)).toEqual(state)
          expect(Y.encodeStateVector(one)).toEqual(Y.encodeStateVector(stock))
          if (!isLight(device)) continue
          cut += lengths(one).length - lengths(stock).length
        }
    }),
    { seed: 22, numRuns: 60 },
  )
  expect(cut).toBeGreaterThan(500)
})

it('G4: what is undone and done again is the same on all devices, whoever of them has which', () => {
  let undone = 0
  fc.assert(
    fc.property(acts, (all) => {
      undone += all.filter(({ what }) => what === 'redo').length
      const [one, ...others] = play(all, (device) => device > 0)
      if (!one) throw new Error('no device')
      for (const other of others) {
        expect(shown(other)).toEqual(shown(one))
        expect(stateOf(other)).toEqual(stateOf(one))
      }
    }),
    { seed: 23, numRuns: 60 },
  )
  expect(undone).toBeGreaterThan(100)
})

it('G4: an item of which a part is here, and one in what is deleted', () => {
  const source = new Y.Doc()
  source.clientID = 1
  source.getArray('a').push([1, 2, 3, 4, 5])
  const part = Y.encodeStateAsUpdate(source)
  source.getArray('a').push([6, 7, 8, 9, 10])
  const nested = new Y.Array<number>()
  source.getMap('m').set('n', nested)
  nested.push([1, 2, 3, 4, 5, 6, 7])
  const whole = Y.encodeStateAsUpdate(source)
  const other = new Y.Doc()
  other.clientID = 2
  Y.applyUpdate(other, Y.encodeStateAsUpdate(source))
  source.getMap('m').delete('n')
  ;(other.getMap('m').get('n') as Y.Array<number>).insert(3, [8, 9, 10, 11, 12, 13])
  const updates = [part, whole, Y.encodeStateAsUpdate(source), Y.encodeStateAsUpdate(other)]
  const made = (apply: () => void) => {
    asYjsHasIt()
    apply()
    const doc = new Y.Doc()
    for (const update of updates) Y.applyUpdate(doc, update)
    return doc
  }
  const light = made(() => lightenYjs(SHORT, FEW))
  const stock = made(() => undefined)
  expect(light.getArray('a').toArray()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(stateOf(light)).toEqual(stateOf(stock))
})

/** So many letters stay; then come so many new ones, then some stay, then others come, and some go. */
const stroke = fc.record({
  at: fc.nat(60),
  letters: fc.integer({ min: 1, max: 14 }),
  stay: fc.nat(30),
  more: fc.nat(14),
  bold: fc.boolean(),
  remove: fc.nat(6),
})

it('G4: words that are put into a text in several places at once come to stand where Yjs puts them, and so do those after', () => {
  const ABC = 'abcdefghijklmn'
  fc.assert(
    fc.property(fc.array(stroke, { maxLength: 20 }), (strokes) => {
      const written = (prepare: () => void) => {
        asYjsHasIt()
        prepare()
        const text = new Y.Doc().getText('t')
        for (const { at, letters, stay, more, bold, remove } of strokes) {
          const retain = Math.min(stay, text.length)
          text.applyDelta([
            { insert: ABC.slice(0, letters), ...(bold && { attributes: { bold } }) },
            ...(retain > 0 ? [{ retain, ...(bold && { attributes: { bold } }) }] : []),
            ...(more > 0 ? [{ insert: ABC.slice(-more) }] : []),
          ])
          text.insert(at % text.length, ABC.slice(0, letters), bold ? { bold } : {})
          text.delete(retain, Math.min(remove, text.length - retain))
        }
        return text.toDelta()
      }
      expect(written(() => lightenYjs(SHORT, FEW))).toEqual(written(() => undefined))
    }),
    { seed: 36, numRuns: 200 },
  )
})
