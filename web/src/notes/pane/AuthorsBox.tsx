import type { BindingV2 } from '@lexical/yjs'
import {
  $createRangeSelectionFromDom,
  $getSelection,
  $isRangeSelection,
  COMMAND_PRIORITY_LOW,
  createCommand,
  type LexicalCommand,
  type LexicalEditor,
} from 'lexical'
import { UserPen } from 'lucide-react'
import {
  type ReactNode,
  type RefObject,
  Suspense,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import type { Piece } from '../../authors/pieces.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { lazyPart } from '../../ui/lazy-part.tsx'
import { $selectedPieces } from '../binding/pieces.ts'
import { isWhoPress, WHO_KEYS } from '../editing/keys.ts'
import css from './AuthorsBox.module.css'
import { type Place, placeBox, selectionRect } from './place.ts'

const WrittenBy = lazyPart(() => import('../../authors/WrittenBy.tsx'))

/** Shows who wrote what is selected, or what the caret stands behind. */
export const WHO_WROTE_COMMAND: LexicalCommand<void> = createCommand('WHO_WROTE_COMMAND')

interface AuthorsBoxProps {
  readonly editor: LexicalEditor
  readonly binding: BindingV2
  readonly page: RefObject<HTMLElement | null>
  /** There is no toolbar, so selected words get a button of their own. */
  readonly reading: boolean
}

/** Who wrote the selected words: beside them, when asked for. */
export function AuthorsBox({ editor, binding, page, reading }: AuthorsBoxProps) {
  const [asked, setAsked] = useState<{ readonly pieces: readonly Piece[]; readonly rect: DOMRect } | null>(
    null,
  )

  const open = useCallback((): boolean => {
    const rect = selectionRect(editor.getRootElement())
    const pieces = editor.getEditorState().read(
      () => {
        const own = $getSelection()
        const selection = $isRangeSelection(own) ? own : $createRangeSelectionFromDom(getSelection(), editor)
        return selection === null ? [] : $selectedPieces(binding, selection)
      },
      { editor },
    )
    if (rect === null || pieces.length === 0) return false
    setAsked({ pieces, rect })
    return true
  }, [editor, binding])

  useEffect(() => editor.registerCommand(WHO_WROTE_COMMAND, open, COMMAND_PRIORITY_LOW), [editor, open])
  useEffect(() => {
    // On the element itself: an editor that only shows hears of no keys.
    const root = editor.getRootElement()
    const press = (event: KeyboardEvent): void => {
      if (isWhoPress(event) && open()) event.preventDefault()
    }
    root?.addEventListener('keydown', press)
    return () => root?.removeEventListener('keydown', press)
  }, [editor, open])

  if (asked !== null)
    return (
      <Box page={page} rect={asked.rect} onClose={() => setAsked(null)} onBack={() => editor.focus()}>
        <WrittenBy what={asked.pieces} />
      </Box>
    )
  return reading ? <Offer editor={editor} page={page} onAsk={open} /> : null
}

interface BoxProps {
  readonly page: RefObject<HTMLElement | null>
  readonly rect: DOMRect
  readonly onClose: () => void
  /** The focus goes back to the words. */
  readonly onBack: () => void
  readonly children: ReactNode
}

function Box({ page, rect, onClose, onBack, children }: BoxProps) {
  const box = useRef<HTMLDivElement | null>(null)
  const [place, setPlace] = useState<Place | null>(null)
  useLayoutEffect(() => {
    if (box.current === null || page.current === null) return
    setPlace(
      placeBox(rect, page.current.getBoundingClientRect(), box.current.getBoundingClientRect(), 'below', 6),
    )
    box.current.focus({ preventScroll: true })
  }, [page, rect])
  return (
    <div
      ref={box}
      className={css.box}
      role="dialog"
      aria-label="Who wrote this"
      tabIndex={-1}
      style={place ?? { left: 0, top: 0 }}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && onClose()}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onClose()
        onBack()
      }}
    >
      <Suspense fallback={null}>{children}</Suspense>
    </div>
  )
}

/** A button beside selected words where there is no toolbar. */
function Offer({
  editor,
  page,
  onAsk,
}: {
  readonly editor: LexicalEditor
  readonly page: RefObject<HTMLElement | null>
  readonly onAsk: () => void
}) {
  const [place, setPlace] = useState<Place | null>(null)
  useEffect(() => {
    const look = (): void => {
      const rect = getSelection()?.isCollapsed === false ? selectionRect(editor.getRootElement()) : null
      const { current } = page
      setPlace(
        rect === null || current === null
          ? null
          : placeBox(rect, current.getBoundingClientRect(), { width: 36, height: 36 }, 'above'),
      )
    }
    document.addEventListener('selectionchange', look)
    return () => document.removeEventListener('selectionchange', look)
  }, [editor, page])
  if (place === null) return null
  return (
    <div className={css.offer} role="toolbar" aria-label="Selected words" style={place}>
      <IconButton
        icon={UserPen}
        label="Who wrote this"
        keys={WHO_KEYS}
        // A press must not take the selection away.
        onMouseDown={(event) => event.preventDefault()}
        onClick={onAsk}
      />
    </div>
  )
}
