import type { Kind } from '@weft/space/note'
import {
  $isTextNode,
  COLLABORATION_TAG,
  HISTORIC_TAG,
  type LexicalEditor,
  type TextFormatType,
  type TextNode,
} from 'lexical'
import { NEW_STEP_COMMAND } from '../binding/undo.ts'
import { $isBlock, type BlockNode } from '../nodes/block-node.ts'
import { $urlOf } from '../nodes/link.ts'
import { INSERT_RULE_COMMAND } from './blocks.ts'
import { $linkWordBefore } from './links.ts'
import { $blockAt, $caret } from './selected.ts'

/** What the beginning of a line means once a blank is typed behind it. */
const LINES: readonly { readonly mark: RegExp; readonly kind: Kind }[] = [
  { mark: /^# $/, kind: 'h1' },
  { mark: /^## $/, kind: 'h2' },
  { mark: /^#{3,6} $/, kind: 'h3' },
  { mark: /^[-*+] $/, kind: 'bullet' },
  { mark: /^\d{1,3}[.)] $/, kind: 'number' },
  { mark: /^[-*+]? ?\[[ xX]?\] $/, kind: 'check' },
  { mark: /^> $/, kind: 'quote' },
  { mark: /^```[\w+#-]* $/, kind: 'code' },
]

/** Marks around words, by the text up to the caret. The mark just typed ends the match. */
const WORDS: readonly { readonly mark: RegExp; readonly width: number; readonly format: TextFormatType }[] = [
  { mark: /(?<![\w`])`([^`]+)`$/, width: 1, format: 'code' },
  { mark: /(?<![\w*])\*\*([^\s*](?:[^*]*[^\s*])?)\*\*$/, width: 2, format: 'bold' },
  { mark: /(?<![\w_])__([^\s_](?:[^_]*[^\s_])?)__$/, width: 2, format: 'bold' },
  { mark: /(?<![\w~])~~([^\s~](?:[^~]*[^\s~])?)~~$/, width: 2, format: 'strikethrough' },
  { mark: /(?<![\w*])\*([^\s*](?:[^*]*[^\s*])?)\*$/, width: 1, format: 'italic' },
  { mark: /(?<![\w_])_([^\s_](?:[^_]*[^\s_])?)_$/, width: 1, format: 'italic' },
]

/** Markdown as it is typed: `# ` makes a heading, `**word**` a bold word, and an address a link. */
export function registerShortcuts(editor: LexicalEditor): () => void {
  return editor.registerUpdateListener(({ tags, dirtyLeaves, editorState, prevEditorState }) => {
    if (tags.has(COLLABORATION_TAG) || tags.has(HISTORIC_TAG) || editor.isComposing()) return
    const typed = editorState.read(() => {
      const caret = $caret()
      const node = caret?.anchor.getNode()
      if (caret === null || !$isTextNode(node) || !dirtyLeaves.has(node.getKey())) return null
      const before = prevEditorState._nodeMap.get(node.getKey())
      const was = $isTextNode(before) ? before.__text : ''
      // One more character, and the caret behind it: typed, and not pasted, deleted or moved to.
      const one = node.getTextContentSize() === was.length + 1
      return one ? node.getTextContent().slice(0, caret.anchor.offset) : null
    })
    if (typed === null || !/[ *_`~-]$/.test(typed)) return
    const rule = /^(?:---|\*\*\*)$/.test(typed)
    const line = LINES.find(({ mark }) => mark.test(typed))
    const word = WORDS.find(({ mark }) => mark.test(typed))
    const address = typed.endsWith(' ') && /[./]\S* $/.test(typed)
    if (!rule && line === undefined && word === undefined && !address) return
    editor.dispatchCommand(NEW_STEP_COMMAND, undefined)
    editor.update(() => {
      const caret = $caret()
      const node = caret?.anchor.getNode()
      const block = caret === null ? null : $blockAt(caret.anchor)
      if (caret === null || !$isTextNode(node) || block === null || block.getKind() === 'code') return
      const first = node.is(block.getFirstChild())
      if (rule && first && block.getTextContent() === typed) $makeRule(block, editor)
      else if (line !== undefined && first && block.getKind() !== line.kind)
        $makeLine(block, node, typed, line.kind)
      else if (word !== undefined && $urlOf(node) === null && !node.hasFormat('code'))
        $makeWord(node, typed, word)
      else if (address) $linkWordBefore()
    })
  })
}

function $makeRule(block: BlockNode, editor: LexicalEditor): void {
  block.clear()
  block.select()
  editor.dispatchCommand(INSERT_RULE_COMMAND, undefined)
}

function $makeLine(block: BlockNode, node: TextNode, typed: string, kind: Kind): void {
  node.spliceText(0, typed.length, '', true)
  if (node.getTextContentSize() === 0) {
    node.remove()
    block.selectStart()
  }
  block.setKind(kind)
  if (kind === 'check') block.setChecked(/x/i.test(typed))
  if (kind === 'code') block.setLanguage(typed.slice(3).trim())
  const start = Number.parseInt(typed, 10)
  if (kind === 'number' && start > 1 && !$continues(block, start)) block.setStart(start)
}
/** Whether a list counts up to here by itself. */
function $continues(block: BlockNode, start: number): boolean {
  const before = block.getPreviousSibling()
  return $isBlock(before) && before.getKind() === 'number' && start > 1
}

function $makeWord(node: TextNode, typed: string, { mark, width, format }: (typeof WORDS)[number]): void {
  const match = mark.exec(typed)
  if (match === null) return
  const from = match.index
  const [target] = node.splitText(from, typed.length).slice(from > 0 ? 1 : 0)
  if (target === undefined) return
  target.setTextContent(target.getTextContent().slice(width, -width))
  target.toggleFormat(format)
  const caret = target.selectEnd()
  // What comes after the word is plain again.
  if (caret.hasFormat(format)) caret.toggleFormat(format)
}
