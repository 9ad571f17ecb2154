export {
  type Block,
  blocksFromYjs,
  blocksText,
  blocksToYjs,
  formatOf,
  type Inline,
  indentOf,
  inlineText,
  mergeRuns,
  ordinals,
  run,
  startOf,
  type TextBlock,
  textBlock,
} from './blocks.ts'
export {
  allChildren,
  deleteLine,
  deletePart,
  GONE,
  isEmpty,
  isGone,
  isMarked,
  keepTexts,
  linesOf,
  mark,
  partsOf,
} from './lines.ts'
export { parseMarkdown } from './markdown/read.ts'
export { writeMarkdown } from './markdown/write.ts'
export { markdownToNote, type NoteFile, noteToMarkdown, readNoteMarkdown } from './note-markdown.ts'
export * from './schema.ts'
export { blockText, Lines, noteBlocks, noteText, RULE_TEXT } from './text.ts'
