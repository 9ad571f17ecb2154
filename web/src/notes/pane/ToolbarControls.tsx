import type { Kind } from '@weft/space/note'
import { FORMAT_TEXT_COMMAND, type LexicalEditor, type TextFormatType } from 'lexical'
import { Bold, ChevronDown, Code, Italic, Link, Strikethrough, Underline, UserPen } from 'lucide-react'
import { IconButton } from '../../ui/IconButton.tsx'
import type { Icon } from '../../ui/icon.ts'
import { Menu } from '../../ui/Menu.tsx'
import { FORMAT_KEYS, LINK_KEYS, WHO_KEYS } from '../editing/keys.ts'
import { $selectedUrl } from '../editing/links.ts'
import { $range, $selectedBlocks } from '../editing/selected.ts'
import { WHO_WROTE_COMMAND } from './AuthorsBox.tsx'
import { BLOCK_CHOICES, choose, labelOf } from './kinds.ts'
import { EDIT_LINK_COMMAND } from './LinkBox.tsx'
import css from './Toolbar.module.css'

type Format = keyof typeof FORMAT_KEYS
const FORMATS: readonly { format: Format; icon: Icon; label: string }[] = [
  { format: 'bold', icon: Bold, label: 'Bold' },
  { format: 'italic', icon: Italic, label: 'Italic' },
  { format: 'underline', icon: Underline, label: 'Underline' },
  { format: 'strikethrough', icon: Strikethrough, label: 'Strike through' },
  { format: 'code', icon: Code, label: 'Code' },
]

/** What the controls say of the selection. */
export interface Selected {
  readonly words: boolean
  readonly formats: readonly TextFormatType[]
  readonly linked: boolean
  readonly kind: Kind
}
export function $selected(): Selected {
  const range = $range()
  const [block] = $selectedBlocks()
  return {
    words: range !== null && !range.isCollapsed() && range.getTextContent().trim() !== '',
    formats: FORMATS.map(({ format }) => format).filter((format) => range?.hasFormat(format) === true),
    linked: $selectedUrl() !== null,
    kind: block?.getKind() ?? 'p',
  }
}

interface ControlsProps {
  readonly editor: LexicalEditor
  readonly selected: Selected
  readonly touch: boolean
  readonly onMenu: (open: boolean) => void
}

/** The kind of the lines, and the looks of the words. */
export function ToolbarControls({ editor, selected, touch, onMenu }: ControlsProps) {
  return (
    <>
      <Menu
        className={css.kind}
        label="Turn into"
        align="start"
        onOpenChange={onMenu}
        items={() =>
          BLOCK_CHOICES.filter(({ kind }) => kind !== 'rule').map(({ kind, label, icon, keys }) => ({
            kind: 'action',
            label,
            icon,
            ...(keys === undefined || touch ? {} : { keys }),
            run: () => {
              choose(editor, kind)
              editor.focus()
            },
          }))
        }
      >
        {labelOf(selected.kind)}
        <ChevronDown size={13} strokeWidth={2} aria-hidden />
      </Menu>
      <span className={css.line} />
      {FORMATS.map(({ format, icon, label }) => (
        <IconButton
          key={format}
          icon={icon}
          label={label}
          keys={FORMAT_KEYS[format]}
          aria-pressed={selected.formats.includes(format)}
          onClick={() => editor.dispatchCommand(FORMAT_TEXT_COMMAND, format)}
        />
      ))}
      <IconButton
        icon={Link}
        label="Link"
        keys={LINK_KEYS}
        aria-pressed={selected.linked}
        onClick={() => editor.dispatchCommand(EDIT_LINK_COMMAND, undefined)}
      />
      <span className={css.line} />
      <IconButton
        icon={UserPen}
        label="Who wrote this"
        keys={WHO_KEYS}
        onClick={() => editor.dispatchCommand(WHO_WROTE_COMMAND, undefined)}
      />
    </>
  )
}
