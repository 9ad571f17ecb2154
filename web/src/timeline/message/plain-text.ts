import { type Mention, withoutHalf } from '@weft/space'
import { type Inline, lightMarkdown } from './light-markdown.ts'

/** A message's words without the signs of its little Markdown. `shown`: what stands for a mention. */
export function plainText(text: string, shown = asWritten): string {
  const inlineText = (node: Inline): string =>
    node.type === 'mention'
      ? shown(node.mention)
      : 'text' in node
        ? node.text
        : node.children.map(inlineText).join('')
  return lightMarkdown(text)
    .map((block) => ('text' in block ? block.text : block.children.map(inlineText).join('')))
    .join('\n')
}
const asWritten = ({ sign, name }: Mention): string => sign + name

/** UTF-16 units of a message that can stand on one line, with room for signs that aren't shown. */
const LINE = 300

/** A message's first words, on one line. */
export function firstWords(text: string, shown = asWritten): string {
  const cut = text.slice(0, LINE)
  // Not half of a character.
  const whole = /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut
  return (
    plainText(cut === text ? text : withoutHalf(whole), shown)
      .replace(/\s+/g, ' ')
      .trim() || '…'
  )
}
