import type { BindingV2 } from '@lexical/yjs'
import { $getNodeByKey, type LexicalNode, type TextNode } from 'lexical'
import type * as Y from 'yjs'

type Shared = Y.XmlElement | Y.XmlText
type Mapped = LexicalNode | TextNode[] | undefined
/** The binding's table of which node shows which shared type; its class isn't exported. */
type Mapping = BindingV2['mapping']

/** What the table says, whether or not the node still exists. */
export type RawLookup = (shared: Shared) => Mapped

export interface MappingGuard {
  readonly raw: RawLookup
  /** Runs without looking at each node: for a local change, before which the table was just put right. */
  lower(run: () => void): void
}

/**
 * Makes the binding's table forget nodes that are gone. It holds on to nodes that text normalisation merged away, or that
 * removed themselves; handed such a node, the binding throws, or writes into what nobody sees.
 */
export function guardMapping(mapping: Mapping): MappingGuard {
  const raw = mapping.get.bind(mapping) as RawLookup
  let lowered = false
  const guarded: RawLookup = (shared) => {
    const found = raw(shared)
    if (found === undefined || lowered) return found
    const nodes = Array.isArray(found) ? found : [found]
    if (nodes.every((node) => $getNodeByKey(node.getKey()) !== null)) return found
    mapping.delete(shared)
    return undefined
  }
  Object.defineProperty(mapping, 'get', { value: guarded })
  return {
    raw,
    lower: (run) => {
      lowered = true
      try {
        run()
      } finally {
        lowered = false
      }
    },
  }
}
