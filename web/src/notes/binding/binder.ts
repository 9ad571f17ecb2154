import {
  type BindingV2,
  createBindingV2__EXPERIMENTAL,
  syncLexicalUpdateToYjsV2__EXPERIMENTAL,
  syncYjsChangesToLexicalV2__EXPERIMENTAL,
  syncYjsStateToLexicalV2__EXPERIMENTAL,
} from '@lexical/yjs'
import type { NoteId, Runtime } from '@weft/space'
import { unknownContent } from '@weft/space/note'
import {
  $getRoot,
  $isElementNode,
  COLLABORATION_TAG,
  HISTORIC_TAG,
  type LexicalEditor,
  mergeRegister,
  SKIP_COLLAB_TAG,
  type UpdateListenerPayload,
} from 'lexical'
import type * as Y from 'yjs'
import { $alignBlocks, $keepTexts } from './align.ts'
import type { Faults } from './faults.ts'
import { registerFocus } from './focus.ts'
import { heardBy, type LinesView, viewLines } from './lines-view.ts'
import { guardMapping, type MappingGuard } from './mapping-guard.ts'
import type { NoteProvider } from './note-provider.ts'
import { $remapText } from './remap.ts'
import { $restoreSelection, placeIn, positionOf, type TextPlace } from './selection.ts'
import { showsBody } from './self-check.ts'
import { unsharedProperties } from './shared-properties.ts'
import { bringHome, type Stray, straysIn } from './strays.ts'
import { type Moved, movedBy, movedTwice, takeBack } from './twice.ts'
import { createOwnUndo, registerUndo, withLastStep } from './undo.ts'

/** The editor is checked against the shared body this long (ms) after others changed it … */
const CHECK_AFTER = 100
/** … or so many times as long as the last check took: a long note isn't read all the time while somebody writes in it. */
const CHECK_SHARE = 20
/** A third rebuild within this time (ms) means that rebuilding doesn't help: the editor stays frozen. */
const REBUILD_WINDOW = 10_000
const REBUILDS = 2
/** So many of the lines that I moved last are remembered, in case that somebody else moves them at the same moment. */
const MOVES = 50

/** What a person should know about the editor, and what should be reported. */
export type BinderEvent =
  /** Something failed; the editor was made anew from the shared text and goes on. */
  | { readonly kind: 'rebuilt'; readonly error: unknown }
  /** The editor didn't show what is shared, without any error, and was made anew. */
  | { readonly kind: 'healed' }
  /** Something came in that this editor has no node for: it takes no more keys. Make one that has stand-ins. */
  | { readonly kind: 'unknown' }
  /** Rebuilding didn't help. The editor takes no more keys; the shared text is as it was. */
  | { readonly kind: 'frozen'; readonly error: unknown }

export interface BinderOptions {
  readonly editor: LexicalEditor
  readonly note: NoteId
  readonly body: Y.XmlElement
  readonly provider: NoteProvider
  /** Where Lexical's errors arrive. */
  readonly faults: Faults
  /** False for a viewer, and for a note with unknown content: nothing is ever written. */
  readonly writable: boolean
  readonly runtime: Pick<Runtime, 'timer' | 'elapsed'>
  readonly onEvent: (event: BinderEvent) => void
}

export interface Binder {
  readonly binding: BindingV2
  readonly frozen: boolean
  /** Ends the binding; the editor keeps what it shows, and takes no keys. */
  destroy(): void
}

/**
 * Binds an editor to a note's shared body, with @lexical/yjs's V2 functions. Call it once the space's content is loaded: it
 * fills the editor from the body first, and only then makes it editable. Opening writes nothing; what only others changed is
 * never written back; after an error nothing is typed on until the editor was filled anew.
 */
export function bindNote(options: BinderOptions): Binder {
  return new NoteBinder(options)
}

class NoteBinder implements Binder {
  readonly binding: BindingV2
  readonly #options: BinderOptions
  readonly #guard: MappingGuard
  readonly #undo: Y.UndoManager
  readonly #view: LinesView
  /** The origin of what settles my words among those of others. */
  readonly #settling: object = {}
  #moved: readonly Moved[] = []
  readonly #unregister: () => void
  /** Until the editor was filled, and from an error until it was filled anew: nothing goes in either direction. */
  #frozen: boolean = true
  #ended: boolean = false
  #faults = 0
  #strikes = 0
  /** In ms. */
  #checkTook = 0
  #cancelCheck: (() => void) | null = null
  #cancelRebuild: (() => void) | null = null
  /** When it was rebuilt lately (ms of `elapsed`). */
  #rebuilds: number[] = []

  constructor(options: BinderOptions) {
    const { editor, note, body, faults, provider } = options
    const { doc } = body
    if (doc === null) throw new Error('the note is not part of a document')
    this.#options = options
    this.#view = viewLines(body)
    this.binding = createBindingV2__EXPERIMENTAL(editor, note, doc, new Map([[note, doc]]), {
      getXmlElement: () => body,
      excludedProperties: unsharedProperties(),
    })
    this.#guard = guardMapping(this.binding.mapping)
    this.#undo = createOwnUndo(body, [this.binding, this.#settling])
    const follow = (events: Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction) =>
      this.#afterShared(events, transaction)
    body.observeDeep(follow)
    this.#unregister = mergeRegister(
      faults.listen((error) => this.#fault(error)),
      editor.registerUpdateListener((update) => this.#afterUpdate(update)),
      registerUndo(editor, this.#undo, () => !this.#frozen && options.writable),
      registerFocus(editor, provider),
      () => body.unobserveDeep(follow),
    )
    this.#fill()
  }

  get frozen(): boolean {
    return this.#frozen
  }

  destroy(): void {
    if (this.#ended) return
    this.#ended = true
    this.#freeze()
    this.#cancelCheck?.()
    this.#cancelRebuild?.()
    this.#unregister()
    this.#undo.destroy()
    this.#options.provider.close()
  }

  #freeze(): void {
    this.#frozen = true
    this.#options.editor.setEditable(false)
  }

  /** Fills the editor from the shared body and lets it go; false if that failed. */
  #fill(): boolean {
    const { editor, provider, writable } = this.#options
    const faults = this.#faults
    const { cursor } = provider
    try {
      syncYjsStateToLexicalV2__EXPERIMENTAL(this.binding, provider)
      if (cursor.focusing) editor.update(() => void $restoreSelection(this.binding, cursor), SHARED)
    } catch (error) {
      this.#fault(error)
    }
    // Lexical reports what fails inside an update to `faults` instead of throwing it.
    if (faults !== this.#faults) return false
    this.#frozen = false
    editor.setEditable(writable)
    return true
  }

  /** Local changes go into the shared body. */
  #afterUpdate(update: UpdateListenerPayload): void {
    const { editorState, prevEditorState, dirtyElements, dirtyLeaves, normalizedNodes, tags } = update
    const { writable, provider, body } = this.#options
    if (tags.has(SKIP_COLLAB_TAG) || this.#ended) return
    if (tags.has(COLLABORATION_TAG) || tags.has(HISTORIC_TAG)) {
      editorState.read(() => $remapText(this.binding, normalizedNodes))
      return
    }
    if (!writable || this.#frozen || (body.length === 0 && editorState.read($showsEmptyLine))) return
    try {
      this.#write(() => {
        if (dirtyElements.has('root'))
          editorState.read(() => $alignBlocks(this.binding, this.#guard.raw, update))
        this.#guard.lower(() =>
          syncLexicalUpdateToYjsV2__EXPERIMENTAL(
            this.binding,
            provider,
            prevEditorState,
            editorState,
            dirtyElements,
            dirtyLeaves,
            normalizedNodes,
            tags,
          ),
        )
        editorState.read(() => $keepTexts(this.binding, update))
      })
    } catch (error) {
      this.#fault(error)
    }
  }

  #write(change: () => void): void {
    const { doc, mapping } = this.binding
    doc.transact(() => this.#view.writing(mapping, change), this.binding)
  }

  /** Changes of others, and undo, go into the editor. */
  #afterShared(events: Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction): void {
    const { provider, body, writable } = this.#options
    if (transaction.origin === this.binding) {
      this.#moved = [...this.#moved, ...movedBy(body, transaction)].slice(-MOVES)
      return
    }
    if (this.#frozen) return
    try {
      syncYjsChangesToLexicalV2__EXPERIMENTAL(
        this.binding,
        provider,
        heardBy(this.binding, events, transaction),
        transaction,
        transaction.origin === this.#undo,
      )
    } catch (error) {
      this.#fault(error)
    }
    this.#checkLater()
    if (transaction.local || !writable) return
    const strays = straysIn(body, transaction)
    const twice = movedTwice(this.#moved, body, transaction)
    if (strays.length > 0 || twice.length > 0)
      this.binding.doc.once('afterAllTransactions', () => this.#settle(strays, twice))
  }

  /**
   * What I was writing in a line while others moved its words follows them, and so does the caret; what others moved, too, I
   * take back.
   */
  #settle(strays: readonly Stray[], twice: readonly Moved[]): void {
    const { editor, provider } = this.#options
    const { doc } = this.binding
    // Whoever composes a character would lose it; their words stay in a line of their own.
    if (this.#ended || this.#frozen || editor.isComposing()) return
    const { cursor } = provider
    const [anchor, focus] = [placeIn(doc, cursor.anchorPos), placeIn(doc, cursor.focusPos)]
    let now = (place: TextPlace): TextPlace => place
    try {
      withLastStep(this.#undo, () =>
        doc.transact(() => {
          now = bringHome(strays)
          twice.forEach(takeBack)
        }, this.#settling),
      )
    } catch (error) {
      this.#fault(error)
      return
    }
    if (anchor === null || focus === null || now(anchor) === anchor) return
    const moved = { ...cursor, anchorPos: positionOf(now(anchor)), focusPos: positionOf(now(focus)) }
    editor.update(() => void $restoreSelection(this.binding, moved), { discrete: true })
  }

  #checkLater(): void {
    const { runtime } = this.#options
    const wait = Math.max(CHECK_AFTER, CHECK_SHARE * this.#checkTook)
    this.#cancelCheck ??= runtime.timer(wait, () => {
      this.#cancelCheck = null
      const begun = runtime.elapsed()
      this.#check()
      this.#checkTook = runtime.elapsed() - begun
    })
  }
  /** Two mismatches in a row: the first may be a change that is still on its way into the document. */
  #check(): void {
    const { editor, body, onEvent } = this.#options
    if (this.#frozen) return
    if (!editor.isComposing() && showsBody(editor, body)) {
      this.#strikes = 0
      return
    }
    if (!editor.isComposing()) this.#strikes += 1
    if (this.#strikes < 2) {
      this.#checkLater()
      return
    }
    this.#strikes = 0
    if (this.#fill()) onEvent({ kind: 'healed' })
  }

  #fault(error: unknown): void {
    this.#faults += 1
    if (this.#ended) return
    this.#freeze()
    // Not at once: we may be inside an update of the editor or a transaction of the document.
    this.#cancelRebuild ??= this.#options.runtime.timer(0, () => {
      this.#cancelRebuild = null
      this.#rebuild(error)
    })
  }
  #rebuild(error: unknown): void {
    const { editor, body, runtime, onEvent } = this.#options
    const { elements, texts } = unknownContent(body)
    if ([...elements, ...texts].some((name) => !editor._nodes.has(name))) {
      onEvent({ kind: 'unknown' })
      return
    }
    const now = runtime.elapsed()
    this.#rebuilds = this.#rebuilds.filter((at) => now - at < REBUILD_WINDOW)
    if (this.#rebuilds.length >= REBUILDS) {
      onEvent({ kind: 'frozen', error })
      return
    }
    this.#rebuilds.push(now)
    if (this.#fill()) onEvent({ kind: 'rebuilt', error })
  }
}

/** For updates that show what is shared, and are nobody's edit. */
const SHARED = { discrete: true, skipTransforms: true, tag: COLLABORATION_TAG } as const

/** An empty line over an empty body is there for the caret only. It is written together with its first word. */
function $showsEmptyLine(): boolean {
  const root = $getRoot()
  const only = root.getFirstChild()
  return root.getChildrenSize() === 1 && $isElementNode(only) && only.isEmpty()
}
