import { type Block, mergeRuns, type TextBlock, textBlock } from '@weft/space/note'
import {
  $getSelection,
  $isRangeSelection,
  $isTextNode,
  COMMAND_PRIORITY_LOW,
  CONTROLLED_TEXT_INSERTION_COMMAND,
  COPY_COMMAND,
  CUT_COMMAND,
  DROP_COMMAND,
  type LexicalEditor,
  type LexicalNode,
  mergeRegister,
  PASTE_COMMAND,
  type RangeSelection,
} from 'lexical'
import { NEW_STEP_COMMAND } from '../binding/undo.ts'
import { $createBlock, $isBlock, type BlockNode } from '../nodes/block-node.ts'
import { $blockNodes, $inlineNodes, $readBlocks, $readInline } from '../nodes/blocks.ts'
import { readClipboard, writeClipboard } from './clipboard-data.ts'
import { $eraseSelection } from './erase.ts'
import { $link, urlFrom } from './links.ts'
import { $blockAt, $caret, $range } from './selected.ts'

/** What is selected, as blocks. A part of one line is words, not the line: it is given as a plain one. */
export function $selectionAsBlocks(range: RangeSelection): Block[] {
  const [start, end] = range.isBackward() ? [range.focus, range.anchor] : [range.anchor, range.focus]
  const selected = new Set(range.getNodes().map((node) => node.getKey()))
  const tops = new Map(
    [start.getNode(), ...range.getNodes(), end.getNode()].flatMap((node) => {
      const top = node.getTopLevelElement() ?? node
      return [[top.getKey(), top] as const]
    }),
  )
  const $part = (child: LexicalNode) => {
    if (!$isTextNode(child)) return selected.has(child.getKey()) ? $readInline(child) : []
    if (!selected.has(child.getKey())) return []
    const from = child.is(start.getNode()) ? start.offset : 0
    const to = child.is(end.getNode()) ? end.offset : child.getTextContentSize()
    return $readInline(child).map((inline) =>
      inline.type === 'break' ? inline : { ...inline, text: inline.text.slice(from, to) },
    )
  }
  const blocks = [...tops.values()].flatMap((node): Block[] => {
    const [whole] = $readBlocks([node])
    if (!$isBlock(node) || whole?.type !== 'block') return whole === undefined ? [] : [whole]
    const content = node.getChildren().flatMap($part)
    const partial = tops.size === 1 && range.getTextContent() !== node.getTextContent()
    return [
      partial && whole.kind !== 'code' ? textBlock('p', content) : { ...whole, content: mergeRuns(content) },
    ]
  })
  // A selection that ends at the beginning of a line doesn't mean that line.
  const last = blocks.at(-1)
  if (blocks.length > 1 && end.offset === 0 && last?.type === 'block' && last.content.length === 0)
    blocks.pop()
  return blocks
}

function $copy(event: ClipboardEvent | KeyboardEvent | null): boolean {
  const selection = $getSelection()
  if (!(event instanceof ClipboardEvent) || event.clipboardData === null) return false
  if (!$isRangeSelection(selection) || selection.isCollapsed()) return false
  event.preventDefault()
  writeClipboard(event.clipboardData, $selectionAsBlocks(selection))
  return true
}

function $paste(event: unknown, editor: LexicalEditor): boolean {
  const data = event instanceof ClipboardEvent ? event.clipboardData : null
  const range = $range()
  if (!(event instanceof ClipboardEvent) || data === null || range === null) return false
  const text = data.getData('text/plain')
  const words = readClipboard(data)
  if (words === null) {
    // Without words there is nothing to take; Lexical would look into the HTML for more.
    if (data.types.includes('text/html')) event.preventDefault()
    return data.types.includes('text/html')
  }
  event.preventDefault()
  editor.dispatchCommand(NEW_STEP_COMMAND, undefined)
  const block = $blockAt(range.anchor)
  const url =
    /^\S+$/.test(text.trim()) && /^(?:https?:|mailto:|www\.)/i.test(text.trim()) ? urlFrom(text) : null
  if (block?.getKind() === 'code') {
    $eraseSelection()
    $range()?.insertRawText(text)
  } else if (url !== null && !range.isCollapsed()) $link(url)
  else {
    $eraseSelection()
    if (url === null) $insertBlocks(words)
    else $range()?.insertNodes($inlineNodes([{ type: 'text', text: text.trim(), format: 0, url }]))
  }
  return true
}

/** What is dropped, or put in the place of a word by the browser, comes the same way as what is pasted. */
function $drop(what: InputEvent | string, editor: LexicalEditor): boolean {
  const data = typeof what === 'string' ? null : what.dataTransfer
  if (data?.types.includes('text/html') !== true || $range() === null) return false
  const words = readClipboard(data)
  editor.dispatchCommand(NEW_STEP_COMMAND, undefined)
  $eraseSelection()
  if (words !== null) $insertBlocks(words)
  return true
}

/** Puts blocks where the caret is. The first goes on in the caret's line if it is a plain one. */
export function $insertBlocks(blocks: readonly Block[]): void {
  const caret = $caret()
  const line = caret === null ? null : $blockAt(caret.anchor)
  const [first, ...rest] = blocks
  if (caret === null || line === null || first === undefined) return
  if (first.type === 'block' && first.kind === 'p' && !line.isEmpty()) {
    caret.insertNodes($inlineNodes(first.content))
    if (rest.length > 0) $insertLines(rest)
  } else if (first.type === 'block' && line.isEmpty()) {
    $become(line, first)
    line.selectEnd()
    if (rest.length > 0) $insertLines(rest)
  } else $insertLines(blocks)
}

/** An empty line takes the place of the first pasted one, keeping its depth in a list. */
function $become(line: BlockNode, block: TextBlock): void {
  if (block.kind !== 'p') line.setKind(block.kind).setIndent(Math.max(line.getIndent(), block.indent))
  if (block.kind === 'check') line.setChecked(block.checked)
  if (block.start > 0) line.setStart(block.start)
  if (block.language !== '') line.setLanguage(block.language)
  line.append(...$inlineNodes(block.content))
}

function $insertLines(blocks: readonly Block[]): void {
  const range = $range()
  const line = range === null ? null : $blockAt(range.anchor)
  if (range === null || line === null) return
  const rest = range.insertParagraph()
  let after: LexicalNode = line
  for (const node of $blockNodes(blocks)) {
    after.insertAfter(node)
    after = node
  }
  if ($isBlock(rest) && rest.isEmpty()) rest.remove()
  if (line.isEmpty() && line.getKind() === 'p') line.remove()
  if ($isBlock(after)) after.selectEnd()
  else {
    const next = $createBlock()
    after.insertAfter(next)
    next.select()
  }
}

export function registerClipboard(editor: LexicalEditor): () => void {
  const at = COMMAND_PRIORITY_LOW
  return mergeRegister(
    editor.registerCommand(COPY_COMMAND, $copy, at),
    editor.registerCommand(CUT_COMMAND, (event) => $copy(event) && $eraseSelection(), at),
    editor.registerCommand(PASTE_COMMAND, (event) => $paste(event, editor), at),
    editor.registerCommand(CONTROLLED_TEXT_INSERTION_COMMAND, (what) => $drop(what, editor), at),
    // A file dropped on the page would replace the app.
    editor.registerCommand(
      DROP_COMMAND,
      (event) => {
        if (!event.dataTransfer?.types.includes('Files')) return false
        event.preventDefault()
        return true
      },
      at,
    ),
  )
}
