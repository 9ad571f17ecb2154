import {
  COMMAND_PRIORITY_NORMAL,
  KEY_ARROW_DOWN_COMMAND,
  KEY_ARROW_UP_COMMAND,
  KEY_ENTER_COMMAND,
  KEY_ESCAPE_COMMAND,
  KEY_TAB_COMMAND,
  type LexicalEditor,
  mergeRegister,
} from 'lexical'
import { type RefObject, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { Kbd } from '../../ui/Kbd.tsx'
import { NEW_STEP_COMMAND } from '../binding/undo.ts'
import { type BlockChoice, choose, findChoices } from './kinds.ts'
import { type Place, placeBox, selectionRect } from './place.ts'
import css from './SlashMenu.module.css'
import { $eraseSlash, $slashQuery } from './slash-query.ts'
import { useEditorRead } from './use-editor.ts'

/** Moves the list alone: `scrollIntoView` would move the note too, to where the list is before it has its place. */
function reveal(list: HTMLElement | null, index: number): void {
  const item = list?.children[index]
  if (list === null || !(item instanceof HTMLElement)) return
  const over = item.offsetTop - list.scrollTop
  if (over < 0) list.scrollTop += over
  const under = item.offsetTop + item.offsetHeight - list.scrollTop - list.clientHeight
  if (under > 0) list.scrollTop += under
}

interface SlashMenuProps {
  readonly editor: LexicalEditor
  readonly page: RefObject<HTMLElement | null>
  readonly root: RefObject<HTMLElement | null>
}

/** The menu of blocks that a slash opens. The caret stays in the line; what is typed on narrows the choice. */
export function SlashMenu({ editor, page, root }: SlashMenuProps) {
  const query = useEditorRead(editor, $slashQuery)
  const [dismissed, setDismissed] = useState(false)
  useEffect(() => {
    if (query === null) setDismissed(false)
  }, [query])
  const choices = query === null || dismissed ? [] : findChoices(query)
  if (query === null || choices.length === 0) return null
  return (
    <Choices
      key={query}
      editor={editor}
      page={page}
      root={root}
      query={query}
      choices={choices}
      onDismiss={() => setDismissed(true)}
    />
  )
}

interface ChoicesProps extends SlashMenuProps {
  readonly query: string
  readonly choices: readonly BlockChoice[]
  readonly onDismiss: () => void
}

function Choices({ editor, page, root, query, choices, onDismiss }: ChoicesProps) {
  const id = useId()
  const list = useRef<HTMLDivElement | null>(null)
  const [at, setAt] = useState(0)
  const [place, setPlace] = useState<Place | null>(null)

  const take = (index: number): void => {
    const chosen = choices[index]
    if (chosen === undefined) return
    editor.dispatchCommand(NEW_STEP_COMMAND, undefined)
    editor.update(() => $eraseSlash(query), { discrete: true })
    choose(editor, chosen.kind)
    editor.focus()
  }

  useEffect(() => {
    const key = (run: () => void) => (event: KeyboardEvent | null) => {
      event?.preventDefault()
      run()
      return true
    }
    const step = (by: number) => key(() => setAt((now) => (now + by + choices.length) % choices.length))
    const level = COMMAND_PRIORITY_NORMAL
    return mergeRegister(
      editor.registerCommand(KEY_ARROW_DOWN_COMMAND, step(1), level),
      editor.registerCommand(KEY_ARROW_UP_COMMAND, step(-1), level),
      editor.registerCommand(
        KEY_ENTER_COMMAND,
        key(() => take(at)),
        level,
      ),
      editor.registerCommand(
        KEY_TAB_COMMAND,
        key(() => take(at)),
        level,
      ),
      editor.registerCommand(KEY_ESCAPE_COMMAND, key(onDismiss), level),
    )
  })

  useEffect(() => {
    // The list isn't focused, so the field that is says which entry is meant.
    const field = root.current
    field?.setAttribute('aria-controls', id)
    field?.setAttribute('aria-activedescendant', `${id}-${at}`)
    reveal(list.current, at)
    return () => {
      field?.removeAttribute('aria-controls')
      field?.removeAttribute('aria-activedescendant')
    }
  }, [root, id, at])

  useLayoutEffect(() => {
    const rect = selectionRect(editor.getRootElement())
    if (list.current === null || page.current === null || rect === null) return
    setPlace(
      placeBox(rect, page.current.getBoundingClientRect(), list.current.getBoundingClientRect(), 'below', 4),
    )
  }, [editor, page])

  return (
    <div
      ref={list}
      id={id}
      className={css.list}
      role="listbox"
      aria-label="Blocks"
      style={place === null ? { visibility: 'hidden' } : place}
    >
      {choices.map(({ kind, label, hint, icon: Glyph, keys }, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: reason: the keys go to the editor, which keeps the focus
        <div
          key={kind}
          id={`${id}-${index}`}
          className={css.item}
          role="option"
          aria-selected={index === at}
          tabIndex={-1}
          onPointerMove={() => setAt(index)}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => take(index)}
        >
          <Glyph size={16} strokeWidth={1.75} aria-hidden />
          <span className={css.label}>{label}</span>
          <span className={css.hint}>{hint}</span>
          {keys !== undefined && <Kbd keys={keys} />}
        </div>
      ))}
    </div>
  )
}
