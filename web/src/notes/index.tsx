export { NotePane as default } from './pane/NotePane.tsx'
