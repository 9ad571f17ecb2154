import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { blocksFromYjs, blocksToYjs } from './blocks.ts'
import { deleteLine, deletePart, isGone, linesOf, partsOf } from './lines.ts'
import { parseMarkdown } from './markdown/read.ts'
import { noteToMarkdown } from './note-markdown.ts'
import { noteBlocks, noteText } from './text.ts'

/** Two copies of one note. */
function copies(markdown: string): [Y.XmlElement, Y.XmlElement] {
  const bodies = [1, 2].map((clientID) => {
    const doc = new Y.Doc()
    doc.clientID = clientID
    return doc.get('body', Y.XmlElement) as unknown as Y.XmlElement
  })
  const [a, b] = bodies
  if (a === undefined || b === undefined) throw new Error('no bodies')
  a.insert(0, blocksToYjs(parseMarkdown(markdown)))
  meet(a, b)
  return [a, b]
}
function meet(a: Y.XmlElement, b: Y.XmlElement): void {
  for (const [from, to] of [
    [a.doc, b.doc],
    [b.doc, a.doc],
  ])
    if (from && to) Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)))
}
function line(body: Y.XmlElement, at: number): Y.XmlElement {
  const found = linesOf(body)[at]
  if (!(found instanceof Y.XmlElement)) throw new Error(`no line ${at}`)
  return found
}
function textOf(body: Y.XmlElement, at: number, part = 0): Y.XmlText {
  const found = partsOf(line(body, at))[part]
  if (!(found instanceof Y.XmlText)) throw new Error(`no text in line ${at}`)
  return found
}

test('a line that was deleted is nowhere, in no form of the note', () => {
  const [a, b] = copies('one\n\n- two\n\nthree')
  const two = line(a, 1)
  deleteLine(two)
  expect(isGone(two)).toBe(true)
  meet(a, b)
  for (const body of [a, b]) {
    expect(noteText(body)).toBe('one\nthree')
    expect(blocksFromYjs(body)).toHaveLength(2)
    expect(noteToMarkdown(body, '')).not.toContain('two')
  }
})

test('G4 words that somebody put into it at that moment bring it back, and none of the others', () => {
  const [a, b] = copies('one\n\n- two\n\nthree')
  textOf(b, 1).insert(3, ' of Ben’s')
  deleteLine(line(a, 1))
  meet(a, b)
  for (const body of [a, b]) {
    expect(noteText(body)).toBe('one\n of Ben’s\nthree')
    expect(blocksFromYjs(body)[1]).toMatchObject({ kind: 'bullet' })
  }
  textOf(a, 1).delete(0, 9)
  meet(a, b)
  expect([noteText(a), noteText(b)]).toEqual(['one\nthree', 'one\nthree'])
})

test('so do words behind a break that was deleted, and the break is there again', () => {
  const [a, b] = copies('one\\\ntwo')
  textOf(b, 0, 2).insert(3, '!')
  const [first, lineBreak, second] = partsOf(line(a, 0))
  if (lineBreak === undefined || second === undefined || !(first instanceof Y.XmlText))
    throw new Error('no parts')
  first.insert(3, 'two')
  deletePart(lineBreak)
  deletePart(second)
  expect(noteText(a)).toBe('onetwo')
  meet(a, b)
  expect([noteText(a), noteText(b)]).toEqual(['onetwo\n!', 'onetwo\n!'])
})

test('a rule goes for good, as nobody can write in it', () => {
  const [a] = copies('one\n\n---\n\ntwo')
  deleteLine(line(a, 1))
  expect(Y.XmlElement.prototype.toArray.call(a)).toHaveLength(2)
  expect(noteText(a)).toBe('one\ntwo')
})

test('an empty line, and one with breaks only, have a text to begin in', () => {
  const [a] = copies('one')
  a.insert(
    1,
    blocksToYjs([
      {
        type: 'block',
        kind: 'p',
        indent: 0,
        checked: false,
        start: 0,
        language: '',
        content: [{ type: 'break' }],
      },
    ]),
  )
  const parts = Y.XmlElement.prototype.toArray.call(line(a, 1))
  expect(parts.map((part) => part instanceof Y.XmlText)).toEqual([true, false, true])
  expect(noteText(a)).toBe('one\n\n')
})

test('the texts of the blocks are the note’s text, line breaks within them too', () => {
  const [body] = copies('# Plan\n\nOne line,\\\nand its second\n\n---\n\n- [x] beans')
  expect(noteBlocks(body)).toEqual(['Plan', 'One line,\nand its second', '---', 'beans'])
  deleteLine(body.get(0) as Y.XmlElement)
  expect(noteBlocks(body).join('\n')).toBe(noteText(body))
})
