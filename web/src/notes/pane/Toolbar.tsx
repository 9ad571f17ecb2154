import {
  COMMAND_PRIORITY_LOW,
  KEY_DOWN_COMMAND,
  type LexicalEditor,
  REDO_COMMAND,
  UNDO_COMMAND,
} from 'lexical'
import { IndentDecrease, IndentIncrease, Redo2, Undo2 } from 'lucide-react'
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { systemRuntime } from '../../sync/system-runtime.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { useMedia } from '../../ui/media.ts'
import { SHIFT_COMMAND } from '../editing/blocks.ts'
import { type Place, placeBox, selectionRect } from './place.ts'
import css from './Toolbar.module.css'
import { $selected, type Selected, ToolbarControls } from './ToolbarControls.tsx'
import { useEditorRead } from './use-editor.ts'
import { useFocused } from './use-focused.ts'
import { useKeyboardInset } from './use-keyboard-inset.ts'

interface ToolbarProps {
  readonly editor: LexicalEditor
  readonly page: RefObject<HTMLElement | null>
}

/** What can be done with selected words: beside them for a mouse, at the foot of the window for fingers. */
export function Toolbar({ editor, page }: ToolbarProps) {
  const touch = useMedia('(pointer: coarse)')
  const selected = useEditorRead(editor, $selected)
  const [menu, setMenu] = useState(false)
  const busy = useFocused(editor) || menu
  const onMenu = (open: boolean): void => {
    // A menu that closes gives the focus back a moment later; until then the bar stays.
    if (open) setMenu(true)
    else systemRuntime.timer(50, () => setMenu(false))
  }
  const controls = <ToolbarControls editor={editor} selected={selected} touch={touch} onMenu={onMenu} />
  if (touch) return busy ? <TouchBar editor={editor}>{controls}</TouchBar> : null
  return (
    <FloatingBar editor={editor} page={page} selected={selected} busy={busy}>
      {controls}
    </FloatingBar>
  )
}

interface FloatingBarProps extends ToolbarProps {
  readonly selected: Selected
  /** The editor has the focus, or a menu of this bar. */
  readonly busy: boolean
  readonly children: ReactNode
}

function FloatingBar({ editor, page, selected, busy, children }: FloatingBarProps) {
  const bar = useRef<HTMLDivElement | null>(null)
  const [place, setPlace] = useState<Place | null>(null)
  const [pressing, setPressing] = useState(false)
  const [inside, setInside] = useState(false)
  const shown = selected.words && !pressing && (busy || inside)

  useEffect(() => {
    // While the mouse is still selecting, a bar would be in its way.
    const root = editor.getRootElement()
    const down = (): void => setPressing(true)
    const up = (): void => setPressing(false)
    root?.addEventListener('pointerdown', down)
    addEventListener('pointerup', up)
    addEventListener('pointercancel', up)
    return () => {
      root?.removeEventListener('pointerdown', down)
      removeEventListener('pointerup', up)
      removeEventListener('pointercancel', up)
    }
  }, [editor])

  useEffect(
    () =>
      editor.registerCommand(
        KEY_DOWN_COMMAND,
        (event) => {
          if (!event.altKey || event.key !== 'F10') return false
          const first = bar.current?.querySelector('button')
          first?.focus()
          return first !== null && first !== undefined
        },
        COMMAND_PRIORITY_LOW,
      ),
    [editor],
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: reason: another selection stands somewhere else
  useLayoutEffect(() => {
    const rect = selectionRect(editor.getRootElement())
    if (!shown || bar.current === null || page.current === null || rect === null) return
    setPlace(
      placeBox(rect, page.current.getBoundingClientRect(), bar.current.getBoundingClientRect(), 'above'),
    )
  }, [shown, selected, editor, page])

  if (!shown) return null
  return (
    <div
      ref={bar}
      className={css.floating}
      role="toolbar"
      aria-label="Selected words"
      style={place === null ? { visibility: 'hidden' } : place}
      onFocus={() => setInside(true)}
      onBlur={(event) => setInside(event.currentTarget.contains(event.relatedTarget))}
      onKeyDown={(event) => walk(event, () => editor.focus())}
      onMouseDown={keep}
    >
      {children}
    </div>
  )
}

function TouchBar({ editor, children }: { readonly editor: LexicalEditor; readonly children: ReactNode }) {
  const inset = useKeyboardInset()
  return (
    <div
      className={css.touch}
      role="toolbar"
      aria-label="Formatting"
      style={{ bottom: inset }}
      onMouseDown={keep}
    >
      {children}
      <span className={css.line} />
      <IconButton
        icon={IndentDecrease}
        label="Move out"
        onClick={() => editor.dispatchCommand(SHIFT_COMMAND, -1)}
      />
      <IconButton
        icon={IndentIncrease}
        label="Move in"
        onClick={() => editor.dispatchCommand(SHIFT_COMMAND, 1)}
      />
      <span className={css.line} />
      <IconButton icon={Undo2} label="Undo" onClick={() => editor.dispatchCommand(UNDO_COMMAND, undefined)} />
      <IconButton icon={Redo2} label="Redo" onClick={() => editor.dispatchCommand(REDO_COMMAND, undefined)} />
    </div>
  )
}

/** A press on a button must not take the caret, and the keyboard with it, out of the note. */
const keep = (event: { preventDefault(): void }): void => event.preventDefault()

/** Arrow keys go from button to button, Escape back to the words. */
function walk(event: KeyboardEvent<HTMLElement>, back: () => void): void {
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const at = buttons.indexOf(event.target as HTMLButtonElement)
  if (event.key === 'Escape') back()
  else if (event.key === 'ArrowRight') buttons[(at + 1) % buttons.length]?.focus()
  else if (event.key === 'ArrowLeft') buttons.at(at - 1)?.focus()
  else return
  event.preventDefault()
}
