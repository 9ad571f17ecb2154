import { safeUrl } from '@weft/space'
import {
  $getState,
  $isTextNode,
  $setState,
  createState,
  DEFAULT_EDITOR_DOM_CONFIG,
  type EditorDOMRenderConfig,
  type LexicalNode,
  type TextNode,
} from 'lexical'

/**
 * A link is a state of text, like bold is: its address goes along when text is split, joined or copied, and linking a word
 * leaves it where others are typing. The binding keeps the state as the attribute `s_url` of the run.
 */
const urlState = createState('url', { parse: (value) => (typeof value === 'string' ? value : null) })

/** The address of linked text, or null. Whatever came in by the document is judged here, at each use. */
export function $urlOf(node: LexicalNode | null | undefined): string | null {
  if (!$isTextNode(node)) return null
  const url = $getState(node, urlState)
  return url === null ? null : safeUrl(url)
}
export function $setUrl(node: TextNode, url: string | null): void {
  if ($getState(node, urlState) !== url) $setState(node, urlState, url)
}

/** How the editor draws linked text: Lexical's own element inside an `<a>`. */
export const linkRendering: Partial<EditorDOMRenderConfig> = {
  $createDOM: (node, editor) => {
    const dom = DEFAULT_EDITOR_DOM_CONFIG.$createDOM(node, editor)
    const url = $urlOf(node)
    if (url === null) return dom
    const link = document.createElement('a')
    link.href = url
    link.rel = 'noopener noreferrer nofollow'
    link.target = '_blank'
    link.append(dom)
    return link
  },
  $updateDOM: (next, previous, dom, editor) => {
    if (!$isTextNode(next) || !$isTextNode(previous)) return next.updateDOM(previous, dom, editor._config)
    const url = $urlOf(next)
    if (url !== $urlIn(previous)) return true
    const inner = url === null ? dom : dom.firstElementChild
    return !(inner instanceof HTMLElement) || next.updateDOM(previous, inner, editor._config)
  },
}

/** As `$urlOf`, of a version of the node that may not be the latest. */
export function $urlIn(version: TextNode): string | null {
  const url = $getState(version, urlState, 'direct')
  return url === null ? null : safeUrl(url)
}
