import type { BindingV2 } from '@lexical/yjs'
import { emptyBlock, keepTexts } from '@weft/space/note'
import {
  $getNodeByKey,
  $getRoot,
  $isRootNode,
  type LexicalNode,
  type NodeKey,
  type UpdateListenerPayload,
} from 'lexical'
import * as Y from 'yjs'
import { $isBlock } from '../nodes/block-node.ts'
import type { RawLookup } from './mapping-guard.ts'
import { $giveElement } from './split.ts'

/**
 * Pairs the editor's blocks with the shared ones by identity, before the binding writes a local change: blocks whose node is
 * gone are deleted, new nodes get a new element, moved ones too. The binding alone pairs what changed by position and name;
 * as all our blocks have one name, deleting one and changing another would rewrite all blocks between them, each with its
 * neighbour's words, and what others type there at that moment would land in the wrong line.
 *
 * @throws {Error} if the body has a block that this editor never showed: writing would delete it.
 */
export function $alignBlocks(binding: BindingV2, raw: RawLookup, update: LocalUpdate): void {
  const { root, mapping } = binding
  if (root.length === $getRoot().getChildrenSize() && $sameOrder(update)) {
    for (const key of update.dirtyElements.keys()) $refresh(binding, raw, key)
    return
  }
  const nodes = $getRoot().getChildren()
  nodes.forEach((node, at) => {
    const before = nodes[at - 1]
    if (before !== undefined && mapping.getSharedType(node) === undefined) $giveElement(binding, before, node)
  })
  const present = new Map(nodes.map((node) => [node.getKey(), node]))
  const shared = root.toArray()
  const keys = shared.map((element) => keyOf(element, raw))

  const kept = keys.map((key) => present.get(key) ?? null)
  const staying = longestInOrder(kept, nodes)
  for (let at = shared.length - 1; at >= 0; at -= 1) {
    const element = shared[at]
    const node = kept[at]
    if (!(element instanceof Y.XmlElement)) continue
    if (node !== null && node !== undefined && staying.has(node)) {
      if (raw(element) !== node) mapping.set(element, node)
    } else {
      mapping.delete(element)
      root.delete(at, 1)
    }
  }
  nodes.forEach((node, at) => {
    if (staying.has(node)) return
    const element = $isBlock(node) ? emptyBlock() : new Y.XmlElement(node.getType())
    root.insert(at, [element])
    mapping.set(element, node)
  })
}

/**
 * After the binding has written: a line has a text at its beginning and behind each break, also where there are no words, for
 * the reason in `emptyBlock`.
 */
export function $keepTexts(binding: BindingV2, { dirtyElements }: LocalUpdate): void {
  for (const key of dirtyElements.keys()) {
    const node = $getNodeByKey(key)
    const element = $isBlock(node) ? binding.mapping.getSharedType(node) : undefined
    if (element instanceof Y.XmlElement) keepTexts(element)
  }
}

/** What Lexical tells its listeners of an update. */
export type LocalUpdate = Pick<UpdateListenerPayload, 'prevEditorState' | 'dirtyElements' | 'dirtyLeaves'>

/**
 * Whether the same blocks stand in the same order as before: true for almost every key, and told by what is dirty alone.
 * Whatever comes, goes or moves changes the links of its neighbours, and they are dirty then.
 */
function $sameOrder({ prevEditorState, dirtyElements, dirtyLeaves }: LocalUpdate): boolean {
  const before = prevEditorState._nodeMap
  const root = $getRoot()
  const previous = before.get('root')
  if (!$isRootNode(previous) || previous.__first !== root.__first || previous.__last !== root.__last)
    return false
  for (const key of [...dirtyElements.keys(), ...dirtyLeaves]) {
    const was = before.get(key)
    const is = $getNodeByKey(key)
    if (was?.__parent !== 'root' && is?.__parent !== 'root') continue
    if (was === undefined || is === null || was.__parent !== is.__parent) return false
    if (was.__prev !== is.__prev || was.__next !== is.__next) return false
  }
  return true
}

/** The binding compares nodes by their version, so the table must have the latest. */
function $refresh(binding: BindingV2, raw: RawLookup, key: NodeKey): void {
  const node = $getNodeByKey(key)
  const element = node === null ? undefined : binding.mapping.getSharedType(node)
  if (node === null || !(element instanceof Y.XmlElement) || element.parent !== binding.root) return
  if (raw(element) !== node) binding.mapping.set(element, node)
}

function keyOf(element: unknown, raw: RawLookup): string {
  const mapped = element instanceof Y.XmlElement ? raw(element) : undefined
  if (mapped === undefined || Array.isArray(mapped))
    throw new Error('the note has a block that this editor does not show')
  return mapped.getKey()
}

/** Of the blocks that are in both, a largest set that stands in the same order on both sides: the others have moved. */
function longestInOrder(
  kept: readonly (LexicalNode | null)[],
  nodes: readonly LexicalNode[],
): ReadonlySet<LexicalNode> {
  const place = new Map(nodes.map((node, at) => [node, at]))
  const sequence = kept.filter((node) => node !== null)
  const places = sequence.map((node) => place.get(node) ?? -1)
  if (places.every((value, at) => at === 0 || value > (places[at - 1] ?? -1))) return new Set(sequence)
  // Patience sorting: `ends[n]` is where the best run of n + 1 ends.
  const ends: number[] = []
  const before: number[] = []
  places.forEach((value, at) => {
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((places[ends[middle] ?? -1] ?? -1) < value) low = middle + 1
      else high = middle
    }
    before[at] = ends[low - 1] ?? -1
    ends[low] = at
  })
  const staying = new Set<LexicalNode>()
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) {
    const node = sequence[at]
    if (node !== undefined) staying.add(node)
  }
  return staying
}
