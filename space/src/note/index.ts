export {
  type Block,
  blocksFromYjs,
  blocksText,
  blocksToYjs,
  type Inline,
  inlineText,
  mergeRuns,
  ordinals,
  run,
  type TextBlock,
  textBlock,
} from './blocks.ts'
export { parseMarkdown } from './markdown/read.ts'
export { writeMarkdown } from './markdown/write.ts'
export { markdownToNote, type NoteFile, noteToMarkdown, readNoteMarkdown } from './note-markdown.ts'
export * from './schema.ts'
export { Lines, noteText, RULE_TEXT } from './text.ts'
