import { type NoteId, noteTitle, type Persona } from '@weft/space'
import { noteText, writeMarkdown } from '@weft/space/note'
import { type CSSProperties, useRef } from 'react'
import type * as Y from 'yjs'
import { useLive } from '../../app/live.ts'
import type { OpenSpace } from '../../app/open-spaces.ts'
import type { SpaceSession } from '../../sync/contract.ts'
import { cx } from '../../ui/classes.ts'
import { $readBlocks } from '../nodes/blocks.ts'
import { AuthorsBox } from './AuthorsBox.tsx'
import { Banners } from './Banners.tsx'
import content from './Content.module.css'
import { IconRow } from './IconRow.tsx'
import { LinkBox } from './LinkBox.tsx'
import { MetaLine } from './MetaLine.tsx'
import css from './NotePane.module.css'
import { selectionRect } from './place.ts'
import { SlashMenu } from './SlashMenu.tsx'
import { TitleField } from './TitleField.tsx'
import { Toolbar } from './Toolbar.tsx'
import { useMountedNote } from './use-mounted-note.ts'
import { useSpot } from './use-spot.ts'

interface OpenNoteProps {
  readonly session: SpaceSession
  readonly note: NoteId
  readonly body: Y.XmlElement
  readonly deleted: boolean
  readonly me: Persona
  readonly readOnly: boolean
  readonly spot: OpenSpace['spot']
  readonly onClose: (() => void) | undefined
}

/** A custom property's value is CSS: the text as a string of it. */
const placeholder = (writable: boolean): CSSProperties => ({
  ['--placeholder' as string]: `"${writable ? 'Nothing here yet. Write, or type / for blocks.' : 'Nothing here yet.'}"`,
})

/** Whether the caret stands on the first line of the note, from where the way up leads to the title. */
function onFirstLine(root: HTMLElement): boolean {
  const caret = selectionRect(root)
  const first = root.firstElementChild?.getBoundingClientRect()
  return caret !== null && first !== undefined && caret.bottom - first.top < 40
}

/** A note whose body is here: it may be deleted while it is open. */
export function OpenNote({ session, note, body, deleted, me, readOnly, spot, onClose }: OpenNoteProps) {
  const doc = useLive(session.doc)
  const awareness = useLive(session.awareness)
  const role = useLive(session.role)
  const writable = !readOnly && !deleted
  const page = useRef<HTMLDivElement | null>(null)
  const root = useRef<HTMLDivElement | null>(null)
  const under = useRef<HTMLDivElement | null>(null)
  const over = useRef<HTMLDivElement | null>(null)
  const { mounted, state, retry } = useMountedNote(
    { root, under, over },
    // A note that is deleted keeps its editor as it is, so that its words stay: only its binding ends.
    { note, body, awareness, writable: !readOnly, released: deleted },
  )
  const editor = mounted?.editor ?? null
  useSpot(spot, note, root, editor)
  const title = noteTitle(doc, note)
  const editing = writable && state.kind !== 'frozen' && state.kind !== 'unknown' ? editor : null

  return (
    <div className={css.scroll} data-note-scroll>
      <div className={css.page} ref={page}>
        <Banners
          state={state}
          deleted={deleted}
          viewer={role === 'viewer'}
          readOnly={readOnly}
          text={() =>
            editor === null
              ? noteText(body)
              : writeMarkdown(editor.getEditorState().read(() => $readBlocks()))
          }
          onRetry={retry}
          onClose={onClose}
        />
        <IconRow doc={doc} note={note} writable={writable} />
        <TitleField
          title={title}
          writable={writable}
          onEnter={() => editor?.focus(undefined, { defaultSelection: 'rootStart' })}
        />
        <MetaLine session={session} note={note} me={me} body={body} />
        <div className={css.paper}>
          <div ref={under} className={css.layer} aria-hidden />
          {state.kind === 'frozen' ? (
            <pre className={css.plain} data-testid="note-plain">
              {noteText(body)}
            </pre>
          ) : (
            // biome-ignore lint/a11y/useSemanticElements: reason: only an editable element holds formatted text
            <div
              ref={root}
              className={cx(content.content, deleted && css.gone)}
              role="textbox"
              aria-multiline
              aria-label="Note"
              aria-description={
                editing === null ? undefined : 'Tab moves a line in. Escape, then Tab, leaves the note.'
              }
              tabIndex={0}
              spellCheck
              onKeyDown={(event) => {
                if (event.key !== 'ArrowUp' || event.shiftKey || event.nativeEvent.isComposing) return
                if (!onFirstLine(event.currentTarget)) return
                event.preventDefault()
                page.current?.querySelector('textarea')?.focus()
              }}
              data-testid="note-editor"
              data-note-id={note}
              style={placeholder(writable)}
              suppressContentEditableWarning
            />
          )}
          <div ref={over} className={cx(css.layer, css.over)} aria-hidden />
        </div>
        {mounted !== null && state.kind !== 'frozen' && !deleted && (
          <AuthorsBox
            editor={mounted.editor}
            binding={mounted.binder.binding}
            page={page}
            reading={editing === null}
          />
        )}
        {editing !== null && (
          <>
            <Toolbar editor={editing} page={page} />
            <LinkBox editor={editing} page={page} />
            <SlashMenu editor={editing} page={page} root={root} />
          </>
        )}
      </div>
    </div>
  )
}
