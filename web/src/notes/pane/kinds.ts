import type { Kind } from '@weft/space/note'
import type { LexicalEditor } from 'lexical'
import {
  Code,
  Heading1,
  Heading2,
  Heading3,
  List,
  ListChecks,
  ListOrdered,
  Minus,
  Pilcrow,
  TextQuote,
} from 'lucide-react'
import type { Icon } from '../../ui/icon.ts'
import { INSERT_RULE_COMMAND, TURN_INTO_COMMAND } from '../editing/blocks.ts'
import { KIND_KEYS } from '../editing/keys.ts'

/** Something that a line can be turned into, as menus offer it. */
export interface BlockChoice {
  readonly kind: Kind | 'rule'
  readonly label: string
  readonly hint: string
  readonly icon: Icon
  /** Other words under which somebody may look for it. */
  readonly also: string
  readonly keys?: string
}

const choice = (
  kind: BlockChoice['kind'],
  icon: Icon,
  label: string,
  hint: string,
  also: string,
): BlockChoice => {
  const keys = kind === 'rule' ? undefined : KIND_KEYS[kind]
  return { kind, icon, label, hint, also, ...(keys === undefined ? {} : { keys }) }
}

export const BLOCK_CHOICES: readonly BlockChoice[] = [
  choice('p', Pilcrow, 'Text', 'Plain words', 'paragraph plain normal'),
  choice('h1', Heading1, 'Heading 1', '# and a blank', 'title big h1'),
  choice('h2', Heading2, 'Heading 2', '## and a blank', 'subtitle h2'),
  choice('h3', Heading3, 'Heading 3', '### and a blank', 'h3'),
  choice('bullet', List, 'Bulleted list', '- and a blank', 'unordered ul points'),
  choice('number', ListOrdered, 'Numbered list', '1. and a blank', 'ordered ol'),
  choice('check', ListChecks, 'Check list', '[] and a blank', 'todo task checkbox'),
  choice('quote', TextQuote, 'Quote', '> and a blank', 'blockquote citation'),
  choice('code', Code, 'Code', '``` and a blank', 'monospace pre program'),
  choice('rule', Minus, 'Divider', '---', 'rule line hr separator'),
]

export const labelOf = (kind: Kind): string => BLOCK_CHOICES.find((one) => one.kind === kind)?.label ?? 'Text'

/** Those that a query finds: by the beginning of a word of the label, or of another name. */
export function findChoices(query: string): readonly BlockChoice[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return BLOCK_CHOICES
  return BLOCK_CHOICES.filter(({ label, also }) => {
    const words = `${label} ${also}`.toLowerCase()
    return (
      words.split(' ').some((word) => word.startsWith(wanted)) ||
      words.startsWith(wanted) ||
      label.toLowerCase().replace(' ', '').startsWith(wanted)
    )
  })
}

export function choose(editor: LexicalEditor, kind: BlockChoice['kind']): void {
  if (kind === 'rule') editor.dispatchCommand(INSERT_RULE_COMMAND, undefined)
  else editor.dispatchCommand(TURN_INTO_COMMAND, kind)
}
