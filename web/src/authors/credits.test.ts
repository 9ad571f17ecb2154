import type { PersonId } from '@weft/space'
import type { ApiAuthor } from '@weft/space/api'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { clientsOf, creditsOf } from './credits.ts'
import { pieceOfType, piecesOfEntry, piecesOfText } from './pieces.ts'

const ann = 'ann_____________' as PersonId
const ben = 'ben_____________' as PersonId
const own = { client: 9, person: ben }
const stretch = (clock: number, at: number, by = ann, verified = true) => ({ clock, at, by, verified })

test('the characters of a text are told apart by who put them in, also around what was deleted', () => {
  const a = new Y.Doc()
  a.clientID = 1
  const text = new Y.XmlText()
  a.getXmlFragment('body').insert(0, [text])
  text.insert(0, 'hello world')
  const b = new Y.Doc()
  b.clientID = 2
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a))
  const other = b.getXmlFragment('body').get(0) as Y.XmlText
  other.insert(5, ' dear')
  other.format(0, 5, { bold: true })
  other.delete(10, 1)
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b))
  expect(text.toString()).toBe('<bold>hello</bold> dearworld')
  const who = (from: number, to: number) =>
    piecesOfText(text, from, to).map(({ client, length }) => [client, length])
  expect(who(0, 15)).toEqual([
    [1, 5],
    [2, 5],
    [1, 5],
  ])
  expect(who(4, 7)).toEqual([
    [1, 1],
    [2, 2],
  ])
  expect(who(3, 3)).toEqual([])
  // Clock 0 is the text itself.
  expect(piecesOfText(text, 11, 12)).toEqual([{ client: 1, clock: 8, length: 1 }])
  expect(pieceOfType(text)).toEqual({ client: 1, clock: 0, length: 1 })
  expect(pieceOfType(new Y.XmlText())).toBeNull()
})

test('what each wrote is summed up, with its times; most first', () => {
  const authors: ApiAuthor[] = [
    {
      client: 1,
      person: ann,
      end: 100,
      stretches: [stretch(0, 1_000), stretch(50, 600_000), stretch(80, 900_000)],
    },
    { client: 2, person: ben, end: 10, stretches: [stretch(0, 5_000, ben)] },
  ]
  const pieces = [
    { client: 2, clock: 0, length: 3 },
    { client: 1, clock: 40, length: 20 },
  ]
  expect(creditsOf(pieces, authors, own)).toEqual([
    { person: ann, kind: 'verified', time: { from: 1_000, to: 600_000 }, length: 20 },
    { person: ben, kind: 'verified', time: { from: 5_000, to: 5_000 }, length: 3 },
  ])
  expect(clientsOf(pieces)).toEqual([1, 2])
})

test('what was brought back is nobody’s verified word, and what the server lacks isn’t either', () => {
  const authors: ApiAuthor[] = [
    { client: 1, person: ann, end: 30, stretches: [stretch(10, 1_000), stretch(20, 2_000, ben, false)] },
    { client: 3, person: null, end: 4, stretches: [stretch(0, 3_000, ben, false)] },
  ]
  const pieces = [
    { client: 1, clock: 0, length: 30 },
    { client: 3, clock: 0, length: 5 },
    { client: 9, clock: 0, length: 2 },
    { client: 8, clock: 0, length: 1 },
  ]
  expect(creditsOf(pieces, authors, own)).toEqual([
    { person: ann, kind: 'verified', time: { from: 1_000, to: 1_000 }, length: 20 },
    { person: ben, kind: 'returned', time: { from: 2_000, to: 3_000 }, length: 14 },
    { person: null, kind: 'unsaved', time: null, length: 2 },
    { person: ben, kind: 'unsaved', time: null, length: 2 },
  ])
})

test('an entry is one unit', () => {
  const [piece] = piecesOfEntry('12:34' as Parameters<typeof piecesOfEntry>[0])
  expect(piece).toEqual({ client: 12, clock: 34, length: 1 })
})
