import { type Block, KINDS, type Kind, parseMarkdown } from '@weft/space/note'
import {
  $createLineBreakNode,
  $createRangeSelection,
  $createTextNode,
  $getRoot,
  $isTextNode,
  $setSelection,
  type LexicalNode,
} from 'lexical'
import { $shift, $turnInto } from '../editing/blocks.ts'
import { $insertBlocks } from '../editing/clipboard.ts'
import { $eraseSelection } from '../editing/erase.ts'
import { $range } from '../editing/selected.ts'
import { $createBlock, $isBlock, type BlockNode } from '../nodes/block-node.ts'
import { $setUrl } from '../nodes/link.ts'
import { $createRule } from '../nodes/rule-node.ts'

/** What a structural operation is tried on: four lines, the third with a line break in it. */
export const LINES: readonly Block[] = parseMarkdown(
  'alpha one\n\nbravo two\n\ncharlie three\\\nmore of it\n\ndelta four',
)

export function $line(at: number): BlockNode {
  const node = $getRoot().getChildAtIndex(at)
  if (!$isBlock(node)) throw new Error(`no line ${at}`)
  return node
}

type Place = readonly [line: number, offset: number]

/** A point by line and character, line breaks counted as one. */
function $point([at, offset]: Place): [string, number, 'text' | 'element'] {
  const line = $line(at)
  let left = offset
  for (const child of line.getChildren()) {
    const size = child.getTextContentSize()
    if ($isTextNode(child) && left <= size) return [child.getKey(), left, 'text']
    left -= size
  }
  return [line.getKey(), line.getChildrenSize(), 'element']
}
export function $select(from: Place, to: Place = from): void {
  const selection = $createRangeSelection()
  selection.anchor.set(...$point(from))
  selection.focus.set(...$point(to))
  $setSelection(selection)
}
const $size = (at: number): number => $line(at).getTextContentSize()
const $middle = (at: number): Place => [at, Math.floor($size(at) / 2)]
const $end = (at: number): Place => [at, $size(at)]

const erase = (from: () => Place, to: () => Place) => () => {
  $select(from(), to())
  $eraseSelection()
}
const enter = (at: () => Place) => () => {
  $select(at())
  $range()?.insertParagraph()
}
/** A copy with new nodes, as what is cut and pasted. */
function $again(line: BlockNode): LexicalNode {
  const copy = $createBlock(line.getKind())
  copy.append($createTextNode(line.getTextContent()))
  return copy
}

/** Everything that changes the structure of a note, each done to its second line or from there on. */
export const STRUCTURE: Readonly<Record<string, () => void>> = {
  'Backspace at the start of a line': erase(
    () => $end(0),
    () => [1, 0],
  ),
  'Delete at the end of a line': erase(
    () => $end(1),
    () => [2, 0],
  ),
  'erase from the middle of a line into the next': erase(
    () => $middle(1),
    () => [2, 3],
  ),
  'erase from the start of a line to the start of the next': erase(
    () => [1, 0],
    () => [2, 0],
  ),
  'erase over three lines': erase(
    () => $middle(0),
    () => [2, 3],
  ),
  'erase everything': erase(
    () => [0, 0],
    () => $end(3),
  ),
  'erase the words of a line': erase(
    () => [1, 0],
    () => $end(1),
  ),
  'type over the words of a line': () => {
    $select([1, 0], $end(1))
    $eraseSelection()
    $range()?.insertText('over')
  },
  'type over two lines': () => {
    $select([1, 2], [2, 3])
    $eraseSelection()
    $range()?.insertText('over')
  },
  'remove a line': () => $line(1).remove(),
  'move a line up': () => void $line(0).insertBefore($line(1)),
  'move a line down': () => void $line(2).insertAfter($line(1)),
  'cut a line and paste it below': () => {
    const copy = $again($line(1))
    $line(1).remove()
    $line(2).insertAfter(copy)
  },
  'paste three lines over the words of a line': () => {
    $select([1, 2], $end(1))
    $insertBlocks(parseMarkdown('x\n\ny\n\nz'))
  },
  'Enter at the start': enter(() => [1, 0]),
  'Enter in the middle': enter(() => $middle(1)),
  'Enter at the end': enter(() => $end(1)),
  'Enter twice': () => {
    enter(() => $middle(1))()
    enter(() => [2, 2])()
  },
  'a line break in the middle': () => {
    $select($middle(1))
    $range()?.insertNodes([$createLineBreakNode()])
  },
  'erase a line break': erase(
    () => [2, 'charlie three'.length],
    () => [2, 'charlie three'.length + 1],
  ),
  indent: () => {
    $select([1, 0])
    $shift(1)
  },
  'indent and outdent': () => {
    $select([1, 0])
    $shift(1)
    $shift(-1)
  },
  ...Object.fromEntries(
    KINDS.map((kind: Kind) => [
      `turn into ${kind}`,
      () => {
        $select([1, 0], $end(1))
        $turnInto(kind)
      },
    ]),
  ),
  bold: () => {
    $select([1, 2], [1, 6])
    $range()?.formatText('bold')
  },
  'bold over two lines': () => {
    $select([1, 2], [2, 6])
    $range()?.formatText('bold')
  },
  link: () => {
    const [text] = $line(1).getChildren().filter($isTextNode)
    const [, part] = text?.splitText(2, 6) ?? []
    if (part !== undefined) $setUrl(part, 'https://a.example/')
  },
  'a rule above': () => void $line(1).insertBefore($createRule()),
  'a new line below': () => void $line(1).insertAfter($createBlock()),
}
