import { run, textBlock } from '@weft/space/note'
import { $createRangeSelection, $getRoot, $isElementNode, $isTextNode, type TextNode } from 'lexical'
import { expect, test } from 'vitest'
import { type Desk, noteLab } from '../testing/lab.ts'
import { $selectedPieces } from './pieces.ts'

function $texts(line: number): TextNode[] {
  const block = $getRoot().getChildAtIndex(line)
  return $isElementNode(block) ? block.getChildren().filter($isTextNode) : []
}

/** Types into a line, as keys would. */
function type(desk: Desk, line: number, offset: number, text: string): void {
  desk.edit(() => void $texts(line)[0]?.select(offset, offset).insertText(text))
}

/** Whose the selected characters are, as desk's client ids with lengths. */
const who = (desk: Desk, from: readonly [number, number, number], to = from): [number, number][] =>
  desk.editor.getEditorState().read(() => {
    const selection = $createRangeSelection()
    const [a, b] = [$texts(from[0])[from[1]], $texts(to[0])[to[1]]]
    if (a === undefined || b === undefined) throw new Error('no such text')
    selection.anchor.set(a.getKey(), from[2], 'text')
    selection.focus.set(b.getKey(), to[2], 'text')
    return $selectedPieces(desk.binder.binding, selection).map(({ client, length }) => [client, length])
  })

test('G6: what is selected is told apart by who put it in, on every screen', async () => {
  const lab = noteLab(2, [textBlock('p', [run('soup')]), textBlock('p', [run('salad')])])
  const [anna, ben] = lab.desks as [Desk, Desk]
  type(anna, 0, 4, ' and bread')
  await lab.settle()
  type(ben, 0, 9, 'hot-')
  await lab.settle()
  for (const desk of [anna, ben]) {
    expect(desk.text()).toBe('soup and hot-bread\nsalad')
    expect(who(desk, [0, 0, 0], [0, 0, 18])).toEqual([
      [1, 4],
      [10, 5],
      [11, 4],
      [10, 5],
    ])
    // Backwards, and over the end of a line.
    expect(who(desk, [1, 0, 2], [0, 0, 10])).toEqual([
      [11, 3],
      [10, 5],
      [1, 2],
    ])
    // A caret: what is before it.
    expect(who(desk, [0, 0, 12])).toEqual([[11, 1]])
    expect(who(desk, [0, 0, 0])).toEqual([[1, 1]])
  }
})

test('G6: bold words in the midst of a line don’t shift who wrote the rest', async () => {
  const lab = noteLab(2, [textBlock('p', [run('one '), run('two', 1), run(' three')])])
  const [anna] = lab.desks as [Desk, Desk]
  type(anna, 0, 4, 'more ')
  await lab.settle()
  const [, ben] = lab.desks as [Desk, Desk]
  const ends = ben.editor.getEditorState().read(() => $texts(0).map((text) => text.getTextContentSize()))
  expect(who(ben, [0, 0, 0], [0, ends.length - 1, ends.at(-1) ?? 0]).reduce((sum, [, n]) => sum + n, 0)).toBe(
    18,
  )
  expect(who(ben, [0, ends.length - 1, 1], [0, ends.length - 1, 3])).toEqual([[1, 2]])
})

test('an empty line is whoever made it', async () => {
  const lab = noteLab(1)
  const [anna] = lab.desks as [Desk]
  const pieces = anna.editor.getEditorState().read(() => {
    const selection = $createRangeSelection()
    const block = $getRoot().getFirstChildOrThrow()
    selection.anchor.set(block.getKey(), 0, 'element')
    selection.focus.set(block.getKey(), 0, 'element')
    return $selectedPieces(anna.binder.binding, selection)
  })
  expect(pieces).toMatchObject([{ client: 1, length: 1 }])
})
