import { type Kind, MAX_INDENT } from '@weft/space/note'
import {
  $createParagraphNode,
  $getRoot,
  $isLineBreakNode,
  COMMAND_PRIORITY_LOW,
  CONTROLLED_TEXT_INSERTION_COMMAND,
  createCommand,
  DELETE_CHARACTER_COMMAND,
  DELETE_LINE_COMMAND,
  DELETE_WORD_COMMAND,
  INSERT_PARAGRAPH_COMMAND,
  INSERT_TAB_COMMAND,
  KEY_ARROW_DOWN_COMMAND,
  KEY_BACKSPACE_COMMAND,
  KEY_TAB_COMMAND,
  type LexicalCommand,
  type LexicalEditor,
  mergeRegister,
  REMOVE_TEXT_COMMAND,
} from 'lexical'
import { $createBlock, $isBlock, type BlockNode } from '../nodes/block-node.ts'
import { $createRule } from '../nodes/rule-node.ts'
import { $eraseSelection } from './erase.ts'
import { $linkWordBefore } from './links.ts'
import { $atEnd, $atStart, $blockAt, $caret, $range, $selectedBlocks } from './selected.ts'

/** Turns the selected lines into something else; back into plain lines if they all are that already. */
export const TURN_INTO_COMMAND: LexicalCommand<Kind> = createCommand('TURN_INTO_COMMAND')
export const INSERT_RULE_COMMAND: LexicalCommand<void> = createCommand('INSERT_RULE_COMMAND')
/** Ticks or unticks the selected check boxes. */
export const TICK_COMMAND: LexicalCommand<void> = createCommand('TICK_COMMAND')
/** Moves the selected lines one level in (1) or out (-1). */
export const SHIFT_COMMAND: LexicalCommand<1 | -1> = createCommand('SHIFT_COMMAND')

export function $turnInto(kind: Kind): void {
  const blocks = $selectedBlocks()
  const back = kind !== 'p' && blocks.length > 0 && blocks.every((block) => block.getKind() === kind)
  for (const block of blocks) block.setKind(back ? 'p' : kind)
  if (kind === 'code' && !back)
    for (const block of blocks) for (const text of block.getAllTextNodes()) text.setFormat(0)
}

function $insertRule(): void {
  const [block] = $selectedBlocks()
  if (block === undefined) return
  const rule = $createRule()
  if (block.isEmpty()) block.insertBefore(rule)
  else block.insertAfter(rule)
  const next = rule.getNextSibling()
  if ($isBlock(next)) next.selectStart()
  else {
    const line = $createBlock()
    rule.insertAfter(line)
    line.select()
  }
}

function $tick(): boolean {
  const checks = $selectedBlocks().filter((block) => block.getKind() === 'check')
  const all = checks.every((block) => block.getChecked())
  for (const check of checks) check.setChecked(!all)
  return checks.length > 0
}

/** A line is at most one level deeper than the line before it, or its place in the list would be lost. */
export function $shift(by: 1 | -1): void {
  for (const block of $selectedBlocks()) {
    const before = block.getPreviousSibling()
    const most = $isBlock(before) ? Math.min(before.getIndent() + 1, MAX_INDENT) : 0
    const indent = block.getIndent() + by
    if (by < 0 ? indent >= 0 : indent <= most) block.setIndent(indent)
  }
}

/** What Enter does where a line isn't simply split. */
function $enter(): boolean {
  $eraseSelection()
  const caret = $caret()
  const block = caret === null ? null : $blockAt(caret.anchor)
  if (caret === null || block === null) return false
  if (block.getKind() === 'code') {
    if (!$leaveCode(block)) caret.insertLineBreak()
    return true
  }
  $linkWordBefore()
  if (block.isEmpty() && (block.getKind() !== 'p' || block.getIndent() > 0)) {
    if (block.getIndent() > 0) block.setIndent(block.getIndent() - 1)
    else block.setKind('p')
    return true
  }
  if (!block.isEmpty() && $atStart(caret, block)) {
    // The words stay in their line, where others may be writing; the new line comes before it.
    const kind = block.getKind()
    const line = $createBlock(block.isList() || kind === 'quote' ? kind : 'p').setIndent(block.getIndent())
    if (block.getStart() > 0) {
      line.setStart(block.getStart())
      block.setStart(0)
    }
    block.insertBefore(line)
    return true
  }
  return false
}

/** Two empty lines at the end of code mean that the code is over. */
function $leaveCode(block: BlockNode): boolean {
  const caret = $caret()
  const last = block.getLastChild()
  const before = last?.getPreviousSibling()
  if (caret === null || !$atEnd(caret, block) || !$isLineBreakNode(last) || !$isLineBreakNode(before))
    return false
  last.remove()
  before.remove()
  const line = $createParagraphNode()
  block.insertAfter(line)
  line.select()
  return true
}

/** Below code, a quote or a rule at the note's end there is always a plain line to go to. */
export function $lineBelow(): boolean {
  const last = $getRoot().getLastChild()
  if (last === null || ($isBlock(last) && last.getKind() !== 'code' && last.getKind() !== 'quote'))
    return false
  const line = $createBlock()
  last.insertAfter(line)
  line.select()
  return true
}
function $down(event: KeyboardEvent): boolean {
  const caret = $caret()
  const block = caret === null || event.shiftKey ? null : $blockAt(caret.anchor)
  if (caret === null || block === null || block.getNextSibling() !== null || !$atEnd(caret, block))
    return false
  const done = $lineBelow()
  if (done) event.preventDefault()
  return done
}

/** Backspace at the beginning of a line first takes away what the line is. */
function $unmark(): boolean {
  const caret = $caret()
  const block = caret === null ? null : $blockAt(caret.anchor)
  if (caret === null || block === null || block.getKind() === 'p' || !$atStart(caret, block)) return false
  block.setKind('p')
  return true
}

function $tab(event: KeyboardEvent, editor: LexicalEditor): boolean {
  const range = $range()
  const block = range === null ? null : $blockAt(range.anchor)
  if (range === null || block === null || event.ctrlKey || event.altKey || event.metaKey) return false
  event.preventDefault()
  if (block.getKind() === 'code' && !event.shiftKey)
    return editor.dispatchCommand(INSERT_TAB_COMMAND, undefined)
  $shift(event.shiftKey ? -1 : 1)
  return true
}

const then = (change: () => void) => (): true => {
  change()
  return true
}

/** What keys do to lines. The order is Lexical's: what returns false is left to its rich text. */
export function registerBlocks(editor: LexicalEditor): () => void {
  const at = COMMAND_PRIORITY_LOW
  return mergeRegister(
    editor.registerCommand(TURN_INTO_COMMAND, (kind) => then(() => $turnInto(kind))(), at),
    editor.registerCommand(INSERT_RULE_COMMAND, then($insertRule), at),
    editor.registerCommand(TICK_COMMAND, $tick, at),
    editor.registerCommand(SHIFT_COMMAND, (by) => then(() => $shift(by))(), at),
    editor.registerCommand(INSERT_PARAGRAPH_COMMAND, $enter, at),
    editor.registerCommand(KEY_ARROW_DOWN_COMMAND, $down, at),
    editor.registerCommand(KEY_TAB_COMMAND, (event) => $tab(event, editor), at),
    editor.registerCommand(
      KEY_BACKSPACE_COMMAND,
      (event) => {
        const done = $unmark()
        if (done) event.preventDefault()
        return done
      },
      at,
    ),
    editor.registerCommand(DELETE_CHARACTER_COMMAND, (back) => $eraseSelection() || (back && $unmark()), at),
    editor.registerCommand(DELETE_WORD_COMMAND, $eraseSelection, at),
    editor.registerCommand(DELETE_LINE_COMMAND, $eraseSelection, at),
    editor.registerCommand(REMOVE_TEXT_COMMAND, $eraseSelection, at),
    editor.registerCommand(
      CONTROLLED_TEXT_INSERTION_COMMAND,
      () => {
        $eraseSelection()
        return false
      },
      at,
    ),
  )
}
