/**
 * What a person reads in a note's editor, as `noteText` (space/src/note/text.ts) gives it from the shared document: the two
 * must be equal on every screen. Looks only at the DOM and uses nothing from outside of itself, so that a test can put it
 * into a page: `page.locator('[data-testid=note-editor]').evaluate(renderedText)`.
 */
export function renderedText(editorRoot: HTMLElement): string {
  const lines: string[] = []
  let open: string | null = null
  const close = (): void => {
    if (open !== null) lines.push(open)
    open = null
  }
  const begin = (): void => {
    if (open !== '') close()
    open = ''
  }
  const LEXICALS = [
    'data-lexical-cursor',
    'data-lexical-managed-linebreak',
    'data-lexical-decorator-boundary',
  ]
  const visit = (node: Node): void => {
    if (node.nodeType === Node.TEXT_NODE) {
      open = (open ?? '') + (node.nodeValue ?? '')
      return
    }
    if (!(node instanceof HTMLElement)) return
    // Lexical's own are no text: its caret between blocks, the break that keeps an empty line open, the edge of a rule.
    if (LEXICALS.some((name) => node.hasAttribute(name))) return
    if (node.tagName === 'BR') {
      open = `${open ?? ''}\n`
      return
    }
    const line =
      node.parentElement === editorRoot ||
      node.hasAttribute('data-unknown') ||
      node.hasAttribute('data-block')
    if (line) begin()
    if (node.getAttribute('data-block') === 'rule') open = '---'
    else node.childNodes.forEach(visit)
    if (line) close()
  }
  editorRoot.childNodes.forEach(visit)
  close()
  return lines.join('\n')
}
