import { expect, test } from 'vitest'
import { Ledger } from './ledger.ts'

const bytes = new Uint8Array([0, 0])

/** Three edits, each kept in a row of its own number, the last two sent in frames 2 and 3. */
function three() {
  const ledger = new Ledger()
  const [a, b, c] = [ledger.made(bytes), ledger.made(bytes), ledger.made(bytes)]
  for (const [row, edit] of [a, b, c].entries()) ledger.kept(edit, row + 1)
  return { ledger, a, b, c }
}

test('G1 an ack covers the frames up to its number, and not one more', () => {
  const { ledger, a, b, c } = three()
  ledger.sent([a], 10)
  ledger.sent([b, c], 10)
  expect(ledger.acked(0)).toEqual({ rows: [], news: false })
  expect(ledger.acked(1)).toEqual({ rows: [1], news: true })
  expect(ledger.unsaved).toBe(2)
  expect(ledger.unackedBytes).toBe(10)
  expect(ledger.acked(1)).toEqual({ rows: [], news: false })
  expect(ledger.acked(2)).toEqual({ rows: [2, 3], news: true })
  expect(ledger.unsaved).toBe(0)
})

test('G1 a step 2 covers what was known when it was made, and nothing later', () => {
  const { ledger } = three()
  ledger.sentAll(10)
  const later = ledger.made(bytes)
  expect(ledger.acked(1).rows).toEqual([1, 2, 3])
  expect(ledger.maySend(later)).toBe(true)
})

test('G1 an edit that the document holds back is in no step 2, until it is not held back any more', () => {
  const ledger = new Ledger()
  ledger.found(1, false)
  ledger.found(2, true)
  expect(ledger.adrift).toBe(1)
  ledger.sentAll(10)
  expect(ledger.acked(1).rows).toEqual([1])
  ledger.settled()
  ledger.sentAll(10)
  expect(ledger.acked(2).rows).toEqual([2])
})

test('G1 an ack of more than was sent is believed no further than what was', () => {
  const { ledger, a, b } = three()
  ledger.sent([a], 10)
  expect(ledger.acked(99).rows).toEqual([1])
  ledger.sent([b], 10)
  expect(ledger.unsaved).toBe(2)
  expect(ledger.acked(2)).toEqual({ rows: [2], news: true })
})

test('G1 a new line counts from one', () => {
  const { ledger, a, b } = three()
  ledger.sent([a], 10)
  ledger.sent([b], 10)
  ledger.lineLost()
  expect(ledger.acked(2)).toEqual({ rows: [], news: false })
  ledger.sentAll(10)
  expect(ledger.acked(1).rows).toEqual([1, 2, 3])
})

test('rows are marked whether the ack or the disk was first', () => {
  const ledger = new Ledger()
  const edit = ledger.made(bytes)
  expect(ledger.unkept).toBe(1)
  ledger.sent([edit], 10)
  expect(ledger.acked(1).rows).toEqual([])
  expect(ledger.unsaved).toBe(0)
  expect(ledger.kept(edit, 7)).toBe(false)
})

test('what another tab got acked is not counted here, and a row is found once', () => {
  const { ledger } = three()
  expect(ledger.found(2, false)).toBe(null)
  ledger.ackedElsewhere([2, 99])
  expect(ledger.unsaved).toBe(2)
  expect(ledger.unkept).toBe(0)
})

test('putting aside gives the bytes that no row holds, and forgets everything', () => {
  const ledger = new Ledger()
  ledger.found(1, false)
  const edit = ledger.made(bytes)
  expect(ledger.unstored()).toEqual([[edit, bytes]])
  expect(ledger.putAside()).toEqual([bytes])
  expect(ledger.unsaved).toBe(0)
  expect(ledger.kept(edit, 2)).toBe(false)
})

test('G1: an edit that misses its causes is not sent alone: the ack of the full state would count it, too', () => {
  const ledger = new Ledger()
  const edit = ledger.found(7, true) ?? 0
  expect(ledger.maySend(edit)).toBe(false)
  ledger.settled()
  expect(ledger.maySend(edit)).toBe(true)
})
