export { NotePane, NotePane as default, type NotePaneProps } from './pane/NotePane.tsx'
