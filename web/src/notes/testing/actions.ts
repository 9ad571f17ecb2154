import { type Block, KINDS, type Kind, run, textBlock } from '@weft/space/note'
import {
  $createLineBreakNode,
  $createRangeSelection,
  $getRoot,
  $getSelection,
  $isRangeSelection,
  $isTextNode,
  $setSelection,
  type ElementNode,
  REDO_COMMAND,
  type TextNode,
  UNDO_COMMAND,
} from 'lexical'
import { $eraseSelection } from '../editing/erase.ts'
import { $createBlock, $isBlock, type BlockNode } from '../nodes/block-node.ts'
import { $blockNodes } from '../nodes/blocks.ts'
import { $setUrl } from '../nodes/link.ts'
import { $createRule } from '../nodes/rule-node.ts'
import type { Desk } from './lab.ts'

type Chance = () => number
type Action = (desk: Desk, chance: Chance, typed: Typed) => void

const below = (chance: Chance, n: number): number => Math.floor(chance() * n)
function pick<T>(chance: Chance, all: readonly T[]): T {
  const one = all[below(chance, all.length)]
  if (one === undefined) throw new Error('nothing to choose from')
  return one
}
/** Every character that was typed, each only once, so that a lost or doubled one shows. */
export class Typed {
  readonly characters: string[] = []
  word(): string {
    const character = String.fromCodePoint(0x4e00 + this.characters.length)
    this.characters.push(character)
    return `${character}ab `
  }
}
const anything = new Typed()

const $blocks = (): BlockNode[] => $getRoot().getChildren().filter($isBlock)

function $pointIn(block: ElementNode, chance: Chance): [string, number, 'text' | 'element'] {
  const texts = block.getChildren().filter($isTextNode)
  if (texts.length === 0) return [block.getKey(), 0, 'element']
  const text: TextNode = pick(chance, texts)
  return [text.getKey(), below(chance, text.getTextContentSize() + 1), 'text']
}
function $select(chance: Chance, from: ElementNode, to: ElementNode): void {
  const selection = $createRangeSelection()
  selection.anchor.set(...$pointIn(from, chance))
  selection.focus.set(...$pointIn(to, chance))
  $setSelection(selection)
}
const inBlock =
  (change: (block: BlockNode, chance: Chance, typed: Typed) => void): Action =>
  (desk, chance, typed) =>
    desk.edit(() => {
      const blocks = $blocks()
      if (blocks.length > 0) change(pick(chance, blocks), chance, typed)
    })
const $range = () => {
  const selection = $getSelection()
  return $isRangeSelection(selection) ? selection : null
}
function $caret(block: BlockNode, chance: Chance): void {
  const [key, offset, type] = $pointIn(block, chance)
  const selection = $createRangeSelection()
  selection.anchor.set(key, offset, type)
  selection.focus.set(key, offset, type)
  $setSelection(selection)
}

const ACTIONS: Readonly<Record<string, Action>> = {
  type: inBlock((block, chance, typed) => {
    $caret(block, chance)
    $range()?.insertText(typed.word())
  }),
  typeMore: inBlock((block, _, typed) => {
    block.selectEnd()
    $range()?.insertText(typed.word())
  }),
  erase: inBlock((block, chance) => {
    $select(chance, block, block)
    $eraseSelection()
  }),
  eraseLines: inBlock((block, chance) => {
    const next = block.getNextSibling()
    $select(chance, block, $isBlock(next) ? next : block)
    $eraseSelection()
  }),
  select: inBlock((block, chance) => $select(chance, block, pick(chance, $blocks()))),
  enter: inBlock((block, chance) => {
    $caret(block, chance)
    $range()?.insertParagraph()
  }),
  lineBreak: inBlock((block, chance) => {
    $caret(block, chance)
    $range()?.insertNodes([$createLineBreakNode()])
  }),
  join: inBlock((block) => {
    const previous = block.getPreviousSibling()
    if (!$isBlock(previous)) return
    previous.append(...block.getChildren())
    block.remove()
  }),
  remove: inBlock((block) => {
    if ($getRoot().getChildrenSize() > 1) block.remove()
  }),
  move: inBlock((block, chance) => {
    const target = pick(chance, $blocks())
    if (!target.is(block)) target.insertBefore(block)
  }),
  kind: inBlock((block, chance) => {
    block.setKind(pick<Kind>(chance, KINDS))
  }),
  indent: inBlock((block, chance) => {
    block.setIndent(below(chance, 4))
  }),
  check: inBlock((block) => {
    block.setKind('check').setChecked(!block.getChecked())
  }),
  bold: inBlock((block, chance) => {
    $select(chance, block, block)
    $range()?.formatText(pick(chance, ['bold', 'italic', 'code'] as const))
  }),
  link: inBlock((block, chance) => {
    const text = block.getChildren().find($isTextNode)
    if (text === undefined) return
    const [head = text] = text.splitText(below(chance, text.getTextContentSize() + 1))
    $setUrl(head, chance() < 0.7 ? 'https://a.example/' : null)
  }),
  newLine: inBlock((block) => {
    block.insertAfter($createBlock(block.getKind()))
  }),
  rule: inBlock((block) => {
    block.insertAfter($createRule())
  }),
  paste: inBlock((block, chance, typed) => {
    const blocks: Block[] = Array.from({ length: 3 }, () =>
      textBlock(pick<Kind>(chance, KINDS), [run(typed.word()), run(typed.word(), 1)]),
    )
    let after: BlockNode | ReturnType<typeof $createRule> = block
    for (const node of $blockNodes(blocks)) {
      after.insertAfter(node)
      after = node
    }
  }),
  undo: (desk) => void desk.editor.dispatchCommand(UNDO_COMMAND, undefined),
  redo: (desk) => void desk.editor.dispatchCommand(REDO_COMMAND, undefined),
}
const NAMES = Object.keys(ACTIONS)
/** Typing is most of what people do. */
const MORE_TYPING = ['type', 'typeMore', 'typeMore', 'enter', 'select']

/** One thing that somebody might do, by chance; returns its name. */
export function act(desk: Desk, chance: Chance): string {
  const name = pick(chance, chance() < 0.5 ? MORE_TYPING : NAMES)
  ACTIONS[name]?.(desk, chance, anything)
  return name
}

/** What deletes and moves nothing: whatever is typed stays, once. */
const GENTLE = ['type', 'typeMore', 'newLine', 'kind', 'indent', 'check', 'bold', 'link', 'rule', 'select']

export function actGently(desk: Desk, chance: Chance, typed: Typed): string {
  const name = pick(chance, chance() < 0.5 ? ['type', 'typeMore'] : GENTLE)
  ACTIONS[name]?.(desk, chance, typed)
  return name
}

/** What moves words and deletes none. */
const MOVING = ['join', 'join', 'move', 'enter', 'lineBreak', 'newLine', 'kind', 'indent', 'rule']
const WRITING = ['type', 'typeMore']

/** One thing that somebody might do who moves lines about, and undoes it; who only writes; or who does both. */
export function actMoving(desk: Desk, chance: Chance, typed: Typed, may: 'move' | 'write' | 'both'): string {
  const names = {
    move: [...MOVING, 'undo', 'redo'],
    write: WRITING,
    both: [...MOVING, ...WRITING, ...WRITING],
  }
  const name = pick(chance, names[may])
  ACTIONS[name]?.(desk, chance, typed)
  return name
}
