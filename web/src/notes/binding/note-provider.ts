import type { Provider, ProviderAwareness, UserState } from '@lexical/yjs'
import type { NoteId } from '@weft/space'
import type { Awareness } from 'y-protocols/awareness'
import type { RelativePosition } from 'yjs'

/** What is told to others of this device's place in a note: nothing else, since who it is, the server says. */
export interface NoteCursor {
  readonly anchorPos: RelativePosition | null
  readonly focusPos: RelativePosition | null
  /** The caret is in the text, and the window is in front. */
  readonly focusing: boolean
}

export const cursorField = (note: NoteId): `note:${string}` => `note:${note}`

const NOBODY: UserState = {
  anchorPos: null,
  focusPos: null,
  focusing: false,
  name: '',
  color: '',
  awarenessData: {},
}

export interface NoteProvider extends Provider {
  /** This device's cursor; kept here even while nothing can be told to others. */
  readonly cursor: NoteCursor
  setFocusing(focusing: boolean): void
  /** Takes the cursor away from all screens, and forgets the awareness. */
  close(): void
}

/**
 * What @lexical/yjs sees of a space's connection: one note's cursor, under a field of its own. Lexical would write its
 * fields at the top of the presence state, replacing all else, and would disconnect the space when a note closes. The states
 * of others aren't handed to it: we draw their cursors (see `cursors/`), and its drawing throws on what it can't place.
 */
export function createNoteProvider(awareness: Awareness, note: NoteId): NoteProvider {
  const field = cursorField(note)
  let state: UserState = NOBODY
  let open = true

  const told = (): NoteCursor => ({
    anchorPos: state.anchorPos,
    focusPos: state.focusPos,
    focusing: state.focusing,
  })
  const tell = (): void => {
    // Null while this device is not present anywhere: nothing to add to.
    if (open && awareness.getLocalState() !== null) awareness.setLocalStateField(field, told())
  }
  const set = (next: UserState): void => {
    const same =
      next.anchorPos === state.anchorPos &&
      next.focusPos === state.focusPos &&
      next.focusing === state.focusing
    state = next
    if (!same) tell()
  }
  // Presence that was dropped and taken up again (a reconnect) has lost the field.
  const restore = ({ added, updated }: { added: number[]; updated: number[] }): void => {
    const own = awareness.clientID
    if (!added.includes(own) && !updated.includes(own)) return
    const local = awareness.getLocalState()
    if (local !== null && !(field in local) && state.anchorPos !== null) tell()
  }
  awareness.on('change', restore)

  const proxy: ProviderAwareness = {
    getLocalState: () => state,
    setLocalState: (next) => set(next ?? NOBODY),
    setLocalStateField: (name, value) => set({ ...state, [name]: value }),
    getStates: () => new Map(),
    on: () => undefined,
    off: () => undefined,
  }
  return {
    awareness: proxy,
    connect: () => undefined,
    disconnect: () => undefined,
    on: () => undefined,
    off: () => undefined,
    get cursor() {
      return told()
    },
    setFocusing: (focusing) => set({ ...state, focusing }),
    close: () => {
      open = false
      awareness.off('change', restore)
      const { [field]: _, ...rest } = awareness.getLocalState() ?? {}
      if (field in (awareness.getLocalState() ?? {})) awareness.setLocalState(rest)
    },
  }
}
