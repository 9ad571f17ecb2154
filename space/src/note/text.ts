import * as Y from 'yjs'
import { linesOf, partsOf } from './lines.ts'
import { LINE_BREAK, plainText, RULE } from './schema.ts'

/** A rule's line in the plain text of a note. */
export const RULE_TEXT = '---'

/**
 * Gathers lines. A block opens a line and closes it; a block that opens inside one that has no text yet shares its line, so
 * that every innermost block gives exactly one. The web app's `renderedText` gathers with the same rules from the DOM.
 */
export class Lines {
  readonly #done: string[] = []
  #open: string | null = null

  open(): void {
    if (this.#open !== '') this.close()
    this.#open = ''
  }
  add(text: string): void {
    this.#open = (this.#open ?? '') + text
  }
  close(): void {
    if (this.#open !== null) this.#done.push(this.#open)
    this.#open = null
  }
  toString(): string {
    this.close()
    return this.#done.join('\n')
  }
}

/**
 * A note's plain text, rebuilt from the shared document alone: a line for each block, joined by `\n`; a line break inside a
 * block is a `\n` too; a rule is `---`. Markers of lists and check boxes are no text. An empty body and a body of one empty
 * block both give ''. This is what the text on every screen must equal.
 */
export function noteText(body: Y.XmlElement): string {
  const lines = new Lines()
  for (const child of linesOf(body)) visit(child, lines)
  return lines.toString()
}

/** The plain text of each block of a note, as many as an editor shows; joined by `\n` they are `noteText`. */
export const noteBlocks = (body: Y.XmlElement): string[] => linesOf(body).map(blockText)

/** The plain text of one block, as in `noteText`. */
export function blockText(block: unknown): string {
  const lines = new Lines()
  visit(block, lines)
  return lines.toString()
}

function visit(node: unknown, lines: Lines): void {
  if (node instanceof Y.XmlText) lines.add(plainText(node))
  else if (node instanceof Y.XmlElement) {
    if (node.nodeName === LINE_BREAK) lines.add('\n')
    else {
      lines.open()
      if (node.nodeName === RULE) lines.add(RULE_TEXT)
      else for (const child of partsOf(node)) visit(child, lines)
      lines.close()
    }
  }
}
