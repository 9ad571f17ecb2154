import {
  COMMAND_PRIORITY_LOW,
  createCommand,
  KEY_DOWN_COMMAND,
  type LexicalCommand,
  type LexicalEditor,
  mergeRegister,
} from 'lexical'
import { ExternalLink, Pencil, Unlink } from 'lucide-react'
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { IconButton } from '../../ui/IconButton.tsx'
import { isPress } from '../../ui/keys.ts'
import { LINK_KEYS } from '../editing/keys.ts'
import { $selectedUrl, LINK_COMMAND, urlFrom } from '../editing/links.ts'
import { $caret, $range } from '../editing/selected.ts'
import css from './LinkBox.module.css'
import { type Place, placeBox, selectionRect } from './place.ts'
import { useEditorRead } from './use-editor.ts'

/** Opens the field for the address of what is selected, or of the link that the caret is in. */
export const EDIT_LINK_COMMAND: LexicalCommand<void> = createCommand('EDIT_LINK_COMMAND')

interface LinkBoxProps {
  readonly editor: LexicalEditor
  readonly page: RefObject<HTMLElement | null>
}
const $linkAtCaret = (): string | null => ($caret() === null ? null : $selectedUrl())

/** Where a link leads, while the caret is in it; and the field to change that. */
export function LinkBox({ editor, page }: LinkBoxProps) {
  const url = useEditorRead(editor, $linkAtCaret)
  const [editing, setEditing] = useState<{ readonly url: string; readonly rect: DOMRect } | null>(null)
  const [dismissed, setDismissed] = useState<string | null>(null)
  const box = useRef<HTMLDivElement | null>(null)
  const [place, setPlace] = useState<Place | null>(null)

  useEffect(() => {
    const edit = (): boolean => {
      const rect = selectionRect(editor.getRootElement())
      const state = editor
        .getEditorState()
        .read(() => ({ url: $selectedUrl(), caret: $caret() !== null, any: $range() !== null }), { editor })
      if (rect === null || !state.any || (state.caret && state.url === null)) return false
      setEditing({ url: state.url ?? '', rect })
      return true
    }
    return mergeRegister(
      editor.registerCommand(EDIT_LINK_COMMAND, edit, COMMAND_PRIORITY_LOW),
      editor.registerCommand(
        KEY_DOWN_COMMAND,
        (event) => {
          if (event.key === 'Escape') setDismissed(url)
          if (!isPress(event, LINK_KEYS) || !edit()) return false
          event.preventDefault()
          return true
        },
        COMMAND_PRIORITY_LOW,
      ),
    )
  }, [editor, url])

  useEffect(() => {
    if (url === null) setDismissed(null)
  }, [url])

  const shown = editing !== null || (url !== null && url !== dismissed)
  useLayoutEffect(() => {
    const rect = editing?.rect ?? selectionRect(editor.getRootElement())
    if (!shown || box.current === null || page.current === null || rect === null) return
    setPlace(
      placeBox(rect, page.current.getBoundingClientRect(), box.current.getBoundingClientRect(), 'below', 6),
    )
  }, [shown, editing, editor, page])

  if (!shown) return null
  const close = (): void => {
    setEditing(null)
    editor.focus()
  }
  return (
    <div ref={box} className={css.box} style={place === null ? { visibility: 'hidden' } : place}>
      {editing === null ? (
        <Shown
          url={url ?? ''}
          onEdit={() => editor.dispatchCommand(EDIT_LINK_COMMAND, undefined)}
          onRemove={() => editor.dispatchCommand(LINK_COMMAND, null)}
        />
      ) : (
        <Field
          url={editing.url}
          placed={place !== null}
          onClose={close}
          onDone={(next) => {
            editor.dispatchCommand(LINK_COMMAND, next)
            close()
          }}
        />
      )}
    </div>
  )
}

function Shown({ url, onEdit, onRemove }: { url: string; onEdit: () => void; onRemove: () => void }) {
  return (
    <>
      <a className={css.url} href={url} target="_blank" rel="noopener noreferrer nofollow">
        <ExternalLink size={14} strokeWidth={1.75} aria-hidden />
        <span>{url.replace(/^(?:https?:\/\/|mailto:)/, '').replace(/\/$/, '')}</span>
      </a>
      <IconButton icon={Pencil} label="Change the address" keys={LINK_KEYS} onClick={onEdit} />
      <IconButton icon={Unlink} label="Remove the link" onClick={onRemove} />
    </>
  )
}

function Field({
  url,
  placed,
  onDone,
  onClose,
}: {
  url: string
  /** It can be seen; until then it takes no focus. */
  placed: boolean
  onDone: (url: string | null) => void
  onClose: () => void
}) {
  const [text, setText] = useState(url)
  const [wrong, setWrong] = useState(false)
  const field = useRef<HTMLInputElement | null>(null)
  useEffect(() => {
    if (!placed) return
    field.current?.focus({ preventScroll: true })
    field.current?.select()
  }, [placed])
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault()
        const next = urlFrom(text)
        if (text.trim() === '') onDone(null)
        else if (next === null) setWrong(true)
        else onDone(next)
      }}
    >
      <input
        ref={field}
        className={css.field}
        aria-label="Address of the link"
        aria-invalid={wrong}
        placeholder="Paste or type a link"
        value={text}
        inputMode="url"
        autoCapitalize="off"
        spellCheck={false}
        onChange={(event) => {
          setText(event.target.value)
          setWrong(false)
        }}
        onKeyDown={(event) => event.key === 'Escape' && onClose()}
        onBlur={(event) => !event.currentTarget.form?.contains(event.relatedTarget) && onClose()}
      />
      <button type="submit" className={css.done}>
        {text.trim() === '' && url !== '' ? 'Remove' : 'Link'}
      </button>
      {wrong && (
        <p className={css.wrong} role="alert">
          A link begins with https://, http:// or mailto:
        </p>
      )}
    </form>
  )
}
