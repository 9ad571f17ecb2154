import { type Klass, type LexicalNode, TextNode } from 'lexical'
import { BlockNode } from '../nodes/block-node.ts'

/**
 * What of a node lies in the document, by its class; of every other class, nothing. The binding would take whatever stands
 * there under a property's name, and some of them are harmful in another's hands: a text's `__style` goes into the page as it
 * is, so that whoever writes in a note could lay a picture of theirs over everybody's screen. Others are this device's own: a
 * line remembers the look of its text (`__textFormat`) for the caret's sake, and to share that would be an edit that nobody made.
 */
const SHARED = new Map<unknown, ReadonlySet<string>>([
  [BlockNode, new Set(['__kind', '__checked', '__start', '__language', '__indent'])],
  [TextNode, new Set(['__format'])],
])
const NOTHING: ReadonlySet<string> = new Set()

/** In the form in which the binding takes it, as what to leave out: everything else. */
class AllBut extends Set<string> {
  readonly #kept: ReadonlySet<string>
  constructor(kept: ReadonlySet<string>) {
    super()
    this.#kept = kept
  }
  override has(name: string): boolean {
    return !this.#kept.has(name)
  }
}
class Unshared extends Map<Klass<LexicalNode>, Set<string>> {
  readonly #known = new Map<Klass<LexicalNode>, AllBut>()
  override get(klass: Klass<LexicalNode>): Set<string> {
    const known = this.#known.get(klass) ?? new AllBut(SHARED.get(klass) ?? NOTHING)
    this.#known.set(klass, known)
    return known
  }
}

export const unsharedProperties = (): Map<Klass<LexicalNode>, Set<string>> => new Unshared()
