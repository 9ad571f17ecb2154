import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { moves, play, sizesOf } from './histories.ts'
import { type Portion, portions } from './portions.ts'

const clockOf = (doc: Y.Doc) => (client: number) => Y.getState(doc.store, client)
const updatesOf = (made: Iterable<Portion | null>) => [...made].flatMap((one) => (one ? [one.update] : []))
const cut = (update: Uint8Array, most: number, doc = new Y.Doc()): Uint8Array[] =>
  updatesOf(portions(update, clockOf(doc), most))
const merged = (updates: readonly Uint8Array[]) => Y.mergeUpdates([...updates])
const stateOf = (doc: Y.Doc) => Y.encodeStateAsUpdate(doc)
/** As a server keeps it: without the deletions by which Yjs tidies formatting after a remote transaction. */
function untidied(): Y.Doc {
  const doc = new Y.Doc()
  doc.on('beforeObserverCalls', (transaction: Y.Transaction) => {
    transaction.local = true
  })
  return doc
}
/** What it says, and what of it is gone: how its structs are joined is nobody's business. */
function meaning(doc: Y.Doc): unknown {
  const { ds } = Y.decodeUpdate(stateOf(doc))
  const gone = [...ds.clients].map(([client, ranges]) => [
    client,
    ranges.map(({ clock, len }) => [clock, len]),
  ])
  return {
    here: [...doc.store.clients.keys()].sort().map((client) => [client, Y.getState(doc.store, client)]),
    gone: gone.sort(),
    array: doc.getArray('array').toJSON(),
    map: doc.getMap('map').toJSON(),
    text: doc.getText('text').toDelta(),
    xml: doc.getXmlFragment('xml').toString(),
  }
}

test('portions one after the other give the document, and Yjs never has to hold one back', () => {
  fc.assert(
    fc.property(moves(60), fc.integer({ min: 1, max: 9 }), (sequence, most) => {
      const whole = merged(play(sequence).updates)
      const once = untidied()
      Y.applyUpdate(once, whole)
      const full = stateOf(once)
      const bitByBit = untidied()
      for (const portion of portions(full, clockOf(bitByBit), most)) {
        if (portion === null) continue
        Y.applyUpdate(bitByBit, portion.update)
        expect(bitByBit.store.pendingStructs).toBeNull()
        expect(bitByBit.store.pendingDs).toBeNull()
        for (const [client, clock] of portion.reached) expect(Y.getState(bitByBit.store, client)).toBe(clock)
      }
      expect(meaning(bitByBit)).toEqual(meaning(once))
      const fine = untidied()
      for (const update of updatesOf(portions(full, clockOf(fine), most, [], 2))) Y.applyUpdate(fine, update)
      expect(fine.store.pendingStructs).toBeNull()
      expect(meaning(fine)).toEqual(meaning(once))
      const known = updatesOf(portions(full, () => 0, most, sizesOf(full)))
      expect(known).toEqual(cut(full, most))
    }),
    { seed: 26, numRuns: 300 },
  )
})

test('portions of an update build on what is there already, and may repeat it', () => {
  fc.assert(
    fc.property(moves(40), fc.nat({ max: 40 }), (sequence, at) => {
      const { updates } = play(sequence)
      const there = untidied()
      for (const update of updates.slice(0, at)) Y.applyUpdate(there, update)
      const same = untidied()
      for (const update of updates) Y.applyUpdate(same, update)
      const whole = stateOf(same)
      for (const portion of cut(whole, 3, there)) {
        Y.applyUpdate(there, portion)
        expect(there.store.pendingStructs).toBeNull()
      }
      expect(meaning(there)).toEqual(meaning(same))
    }),
    { seed: 27, numRuns: 200 },
  )
})

test('no portion has more than it may', () => {
  const doc = new Y.Doc()
  const text = doc.getText('t')
  for (let i = 0; i < 100; i++) text.insert((i * 7) % (text.length + 1), 'x')
  for (let i = 0; i < 30; i++) text.delete((i * 3) % text.length, 1)
  const pieces = cut(stateOf(doc), 10)
  const sizes = pieces.map((piece) => {
    const { structs, ds } = Y.decodeUpdate(piece)
    return structs.length + [...ds.clients.values()].reduce((sum, ranges) => sum + ranges.length, 0)
  })
  expect(Math.max(...sizes)).toBe(10)
  expect(sizes.reduce((a, b) => a + b)).toBeGreaterThan(60)
})

test('what lacks its causes comes in one piece, and Yjs keeps it until they are there', () => {
  const author = new Y.Doc()
  author.clientID = 1
  const reader = new Y.Doc()
  reader.clientID = 2
  author.getText('t').insert(0, 'first')
  const first = stateOf(author)
  Y.applyUpdate(reader, first)
  reader.getText('t').insert(5, ' second')
  reader.getText('u').insert(0, 'alone')
  reader.getText('t').delete(0, 2)
  const second = Y.encodeStateAsUpdate(reader, Y.encodeStateVector(author))
  const late = new Y.Doc()
  for (const portion of cut(second, 1)) Y.applyUpdate(late, portion)
  expect(late.getText('t').toString()).toBe('')
  Y.applyUpdate(late, first)
  expect(late.getText('t').toString()).toBe('rst second')
  expect(late.getText('u').toString()).toBe('alone')
})

test('a gap inside a state stays one', () => {
  const author = new Y.Doc()
  const updates: Uint8Array[] = []
  author.on('update', (update: Uint8Array) => updates.push(update))
  for (const word of ['one ', 'two ', 'three']) author.getText('t').insert(author.getText('t').length, word)
  const [one = new Uint8Array(), two = new Uint8Array(), three = new Uint8Array()] = updates
  const late = new Y.Doc()
  for (const portion of cut(merged([one, three]), 1)) Y.applyUpdate(late, portion)
  expect(late.getText('t').toString()).toBe('one ')
  Y.applyUpdate(late, two)
  expect(late.getText('t').toString()).toBe('one two three')
})

test('a conversation in which all answer each other is cut, too', () => {
  const doc = new Y.Doc()
  for (let i = 0; i < 300; i++) {
    doc.clientID = 1 + (i % 7)
    doc.getArray('a').push([i])
  }
  const made = cut(stateOf(doc), 20)
  expect(made.length).toBeGreaterThan(15)
  const late = new Y.Doc()
  for (const update of made) {
    Y.applyUpdate(late, update)
    expect(late.store.pendingStructs).toBeNull()
  }
  expect(late.getArray('a').toJSON()).toEqual(doc.getArray('a').toJSON())
})

test('what one person wrote in one go is cut too, between its characters and values', () => {
  const doc = new Y.Doc()
  doc.getText('t').insert(0, 'ab🧵'.repeat(3_000))
  doc.getArray('a').push(Array.from({ length: 2_000 }, (_, i) => ({ n: i, text: 'äö' })))
  doc.getText('t').insert(5_000, 'in between')
  doc.getText('t').delete(100, 50)
  const full = stateOf(doc)
  const made = updatesOf(portions(full, () => 0, 30, [], 1_000))
  const structs = made.flatMap((update) => Y.decodeUpdate(update).structs)
  expect(structs.length).toBeGreaterThan(40)
  expect(Math.max(...made.map((update) => update.length))).toBeLessThan(3_000)
  const late = new Y.Doc()
  for (const update of made) {
    Y.applyUpdate(late, update)
    expect(late.store.pendingStructs).toBeNull()
    expect(late.getText('t').toString()).not.toContain('\ufffd')
  }
  expect(meaning(late)).toEqual(meaning(doc))
  expect(Y.encodeStateAsUpdate(late)).toEqual(full)
})

test('damaged bytes throw, and nothing is made of them', () => {
  expect(() => [...portions(Uint8Array.of(1, 0xff, 0xff, 0xff, 0xff, 0x7f, 1, 0))]).toThrow('unreadable')
  expect(() => [...portions(new Uint8Array())]).toThrow('unreadable')
})
