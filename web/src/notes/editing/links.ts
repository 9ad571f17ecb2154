import { safeUrl } from '@weft/space'
import {
  $getEditor,
  $isTextNode,
  COMMAND_PRIORITY_LOW,
  createCommand,
  type LexicalCommand,
  type LexicalEditor,
  type LexicalNode,
  mergeRegister,
  TextNode,
} from 'lexical'
import { $setUrl, $urlIn, $urlOf } from '../nodes/link.ts'
import { $blockAt, $caret, $range } from './selected.ts'

/** Links the selected text, or the link that the caret is in, to an address; null takes the link away. */
export const LINK_COMMAND: LexicalCommand<string | null> = createCommand('LINK_COMMAND')

/** What a person typed as an address: a bare domain is one of the web. Null if it isn't safe to follow. */
export function urlFrom(typed: string): string | null {
  const text = typed.trim()
  if (/^[^\s@/:]+@[^\s@/]+\.[^\s@/]+$/.test(text)) return safeUrl(`mailto:${text}`)
  return (
    safeUrl(text) ?? (/^[\w-]+(?:\.[\w-]+)+(?:[/:?#]\S*)?$/.test(text) ? safeUrl(`https://${text}`) : null)
  )
}

/** The address of what is selected, if all of it has one and the same. */
export function $selectedUrl(): string | null {
  const range = $range()
  if (range === null) return null
  if (range.isCollapsed()) return $urlOf(range.anchor.getNode())
  const urls = new Set(range.getNodes().filter($isTextNode).map($urlOf))
  const [url = null] = urls
  return urls.size === 1 ? url : null
}

export function $link(url: string | null): void {
  const range = $range()
  if (range === null) return
  const nodes: LexicalNode[] = range.isCollapsed() ? $wholeLink(range.anchor.getNode()) : range.extract()
  for (const node of nodes) if ($isTextNode(node)) $setUrl(node, url)
}

/** All neighbouring text of one link: it may have several looks. */
export function $wholeLink(node: LexicalNode): TextNode[] {
  const url = $urlOf(node)
  if (url === null || !$isTextNode(node)) return []
  const all = [node]
  for (
    let next = node.getNextSibling();
    $isTextNode(next) && $urlOf(next) === url;
    next = next.getNextSibling()
  )
    all.push(next)
  for (
    let last = node.getPreviousSibling();
    $isTextNode(last) && $urlOf(last) === url;
    last = last.getPreviousSibling()
  )
    all.unshift(last)
  return all
}

const ADDRESS = /(?:^|[\s(])((?:https?:\/\/|www\.)[^\s<>]*[^\s<>.,:;!?'")\]]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)$/i

/** Links the address that ends at the caret, or just before the blank that ends there. */
export function $linkWordBefore(): void {
  const caret = $caret()
  const node = caret?.anchor.getNode()
  if (caret === null || !$isTextNode(node) || $urlOf(node) !== null || node.hasFormat('code')) return
  if ($blockAt(caret.anchor)?.getKind() === 'code') return
  // What ends a sentence or a bracket behind an address isn't part of it.
  const text = node
    .getTextContent()
    .slice(0, caret.anchor.offset)
    .replace(/[\s.,:;!?'")\]]+$/, '')
  const word = ADDRESS.exec(text)?.[1]
  const url = word === undefined ? null : urlFrom(word)
  if (word === undefined || url === null) return
  const parts = node.splitText(text.length - word.length, text.length)
  const linked = text.length === word.length ? parts[0] : parts[1]
  if (linked !== undefined) $setUrl(linked, url)
}

/** What is typed behind a link isn't part of it, although Lexical adds it to the node before the caret. */
function $endLink(node: TextNode): void {
  const editor = $getEditor()
  const before = editor.getEditorState()._nodeMap.get(node.getKey())
  const caret = $caret()
  if (editor.isComposing() || caret === null || !$isTextNode(before)) return
  if ($urlIn(before) === null || $urlIn(before) !== $urlOf(node)) return
  const was = before.__text.length
  const behind = caret.anchor.key === node.getKey() && caret.anchor.offset === node.getTextContentSize()
  if (!behind || node.getTextContentSize() <= was || !node.getTextContent().startsWith(before.__text)) return
  const added = node.splitText(was)[1]
  if (added !== undefined) $setUrl(added, null)
}

export function registerLinks(editor: LexicalEditor): () => void {
  return mergeRegister(
    editor.registerNodeTransform(TextNode, $endLink),
    editor.registerCommand(
      LINK_COMMAND,
      (url) => {
        $link(url)
        return true
      },
      COMMAND_PRIORITY_LOW,
    ),
  )
}
