/** What a test in a real browser needs to compare a screen with its document. */
export { renderedText } from '../notes/rendered-text.ts'
export { type Inline, lightMarkdown } from '../timeline/message/light-markdown.ts'
