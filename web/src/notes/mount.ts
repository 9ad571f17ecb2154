import { registerRichText } from '@lexical/rich-text'
import type { NoteId, Runtime } from '@weft/space'
import type { UnknownContent } from '@weft/space/note'
import { createEditor, type EditorThemeClasses, type LexicalEditor, mergeRegister } from 'lexical'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { type Binder, type BinderEvent, bindNote } from './binding/binder.ts'
import { createFaults } from './binding/faults.ts'
import { createNoteProvider } from './binding/note-provider.ts'
import { showCursors } from './cursors/layer.ts'
import { registerBlocks } from './editing/blocks.ts'
import { registerClipboard } from './editing/clipboard.ts'
import { registerFreshSelection } from './editing/fresh-selection.ts'
import { registerKeys } from './editing/keys.ts'
import { registerLeaving } from './editing/leaving.ts'
import { registerLinks } from './editing/links.ts'
import { registerPresses } from './editing/presses.ts'
import { registerShortcuts } from './editing/shortcuts.ts'
import { noteNodes } from './nodes/index.ts'
import { linkRendering } from './nodes/link.ts'

export interface MountOptions {
  readonly root: HTMLElement
  readonly under: HTMLElement
  readonly over: HTMLElement
  readonly note: NoteId
  readonly body: Y.XmlElement
  readonly awareness: Awareness
  readonly unknown: UnknownContent
  readonly writable: boolean
  readonly theme: EditorThemeClasses
  readonly runtime: Pick<Runtime, 'timer' | 'elapsed'>
  readonly onEvent: (event: BinderEvent) => void
}

export interface MountedNote {
  readonly editor: LexicalEditor
  readonly binder: Binder
  /** Ends the editing and the cursors; the words stay on the screen. */
  release(): void
  /** Takes everything away. */
  unmount(): void
}

/** Puts an editor for a note into the page, bound to its shared body. */
export function mountNote(options: MountOptions): MountedNote {
  const { root, under, over, note, body, awareness, unknown, writable, theme, runtime, onEvent } = options
  const faults = createFaults()
  const editor = createEditor({
    namespace: 'weft-note',
    nodes: noteNodes(unknown),
    theme,
    dom: linkRendering,
    editable: false,
    onError: faults.raise,
    onWarn: (warning) => console.warn(warning),
  })
  const reflect = (editable: boolean): void => {
    root.contentEditable = String(editable)
    root.setAttribute('aria-readonly', String(!editable))
  }
  const unregister = mergeRegister(
    registerFreshSelection(editor),
    registerRichText(editor),
    registerLeaving(editor),
    registerBlocks(editor),
    registerLinks(editor),
    registerShortcuts(editor),
    registerClipboard(editor),
    registerKeys(editor),
    registerPresses(editor),
    editor.registerEditableListener(reflect),
  )
  reflect(false)
  editor.setRootElement(root)
  const provider = createNoteProvider(awareness, note)
  const binder = bindNote({ editor, note, body, provider, faults, writable, runtime, onEvent })
  const hideCursors = showCursors({ editor, binding: binder.binding, awareness, note, under, over, runtime })
  let released = false
  const release = (): void => {
    if (released) return
    released = true
    hideCursors()
    binder.destroy()
  }
  return {
    editor,
    binder,
    release,
    unmount: () => {
      release()
      unregister()
      editor.setRootElement(null)
    },
  }
}
