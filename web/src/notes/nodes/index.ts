import type { UnknownContent } from '@weft/space/note'
import { type LexicalNodeConfig, ParagraphNode } from 'lexical'
import { BlockNode } from './block-node.ts'
import { RuleNode } from './rule-node.ts'
import { standIns } from './unknown-nodes.ts'

const NOTHING: UnknownContent = { elements: new Set(), texts: new Set() }

/** The classes an editor of a note needs; with stand-ins for what the note holds and this version doesn't know. */
export const noteNodes = (unknown: UnknownContent = NOTHING): LexicalNodeConfig[] => [
  BlockNode,
  RuleNode,
  { replace: ParagraphNode, with: () => new BlockNode(), withKlass: BlockNode },
  ...standIns(unknown),
]
