import { type Block, blocksFromYjs } from '@weft/space/note'
import { $getRoot, type LexicalEditor } from 'lexical'
import type * as Y from 'yjs'
import { $readBlocks } from '../nodes/blocks.ts'

/** Whether the editor shows what the shared body holds: blocks, words and looks. Reads all of both. */
export function showsBody(editor: LexicalEditor, body: Y.XmlElement): boolean {
  const shown = editor.read('latest', () => $readBlocks($getRoot().getChildren()))
  const held = blocksFromYjs(body)
  // An editor puts an empty line into an empty body for the caret, and writes it with the first word.
  if (held.length === 0) return shown.length === 0 || (shown.length === 1 && isEmptyLine(shown[0]))
  return shown.length === held.length && shown.every((block, at) => sameBlock(block, held[at]))
}

const isEmptyLine = (block: Block | undefined): boolean =>
  block?.type === 'block' && block.kind === 'p' && block.content.length === 0

function sameBlock(a: Block, b: Block | undefined): boolean {
  if (a.type === 'rule' || b === undefined) return a.type === b?.type
  if (a.type === 'unknown' || b.type !== 'block')
    return a.type === 'unknown' && b.type === 'unknown' && a.name === b.name && a.text === b.text
  return (
    a.kind === b.kind &&
    a.indent === b.indent &&
    a.checked === b.checked &&
    a.start === b.start &&
    a.language === b.language &&
    a.content.length === b.content.length &&
    a.content.every((inline, at) => {
      const other = b.content[at]
      if (inline.type === 'break' || other?.type !== 'text') return inline.type === other?.type
      return inline.text === other.text && inline.format === other.format && inline.url === other.url
    })
  )
}
