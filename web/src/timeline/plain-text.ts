import { type Inline, lightMarkdown } from './light-markdown.ts'

/** A message's words without the signs of its little Markdown. */
export const plainText = (text: string): string =>
  lightMarkdown(text)
    .map((block) => ('text' in block ? block.text : block.children.map(inlineText).join('')))
    .join('\n')
const inlineText = (node: Inline): string =>
  'text' in node ? node.text : node.children.map(inlineText).join('')

/** UTF-16 units of a message that can stand on one line, with room for signs that aren't shown. */
const LINE = 300

/** A message's first words, on one line. */
export function firstWords(text: string): string {
  const cut = text.slice(0, LINE)
  // Not half of a character.
  const whole = /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut
  return plainText(whole).replace(/\s+/g, ' ').trim() || '…'
}
