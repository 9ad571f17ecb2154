/**
 * A key in the message box, a caret in a text that has the focus (Lexical's bindings), or a place in a Yjs text (those of
 * ProseMirror, CodeMirror, Quill and Monaco). As it stands in JSON that a program wrote, without reading it.
 */
const PLACE = /"(?:typing|focusing)":true|"anchor":[{"]/
/** Nobody has touched the device for a while: the caret stands where it was left. */
const AWAY = '"idle":true'

/**
 * Whether presence that has just changed shows somebody about to write. Arriving says nothing: a stock client shows an empty state,
 * the web app which pane is open. Nor does being told the same again.
 */
export const isAboutToWrite = (before: string | null, state: string | null): boolean =>
  state !== null && state !== before && PLACE.test(state) && !state.includes(AWAY)
