import type { BindingV2 } from '@lexical/yjs'
import {
  allChildren,
  deleteLine,
  deletePart,
  GONE,
  isGone,
  isMarked,
  linesOf,
  partsOf,
} from '@weft/space/note'
import * as Y from 'yjs'

type Child = ReturnType<Y.XmlElement['toArray']>[number]

type Mapping = BindingV2['mapping']

/** The binding's view of a body. */
export interface LinesView {
  /**
   * Runs what writes a local change. The binding counts on places while it writes; what it deletes may bring other parts back
   * or take them away, so they are looked at again only afterwards.
   */
  writing(mapping: Mapping, run: () => void): void
}
const VIEW = Symbol('view of lines')

/**
 * Makes a body look to the binding as if its deleted lines, and what was deleted in them, weren't there
 * (`space/src/note/lines.ts`): it reads, counts, inserts and deletes by the places among what is shown. What it deletes is
 * emptied and marked instead. Two editors on one body share its view.
 */
export function viewLines(body: Y.XmlElement & { [VIEW]?: LinesView }): LinesView {
  if (body[VIEW] !== undefined) return body[VIEW]
  let held: Map<Y.XmlElement, Child[]> | null = null
  let mapping: Mapping | null = null
  const view = (element: Y.XmlElement, read: () => Child[], remove: (child: Child) => void): void => {
    if (Object.hasOwn(element, 'toArray')) return
    const shown = (): Child[] => {
      const children = held?.get(element) ?? read()
      held?.set(element, children)
      return children
    }
    Object.defineProperties(element, {
      toArray: {
        value: () => {
          if (element === body) allChildren(body).forEach(viewLine)
          return [...shown()]
        },
      },
      length: { get: () => shown().length },
      get: { value: (at: number) => shown()[at] },
      slice: { value: (from?: number, to?: number) => shown().slice(from, to) },
      delete: { value: (at: number, length = 1) => shown().splice(at, length).forEach(remove) },
      insert: {
        value: (at: number, content: (Y.XmlElement | Y.XmlText)[]) => {
          const children = shown()
          const before = children[at - 1]
          const place = before === undefined ? 0 : allChildren(element).indexOf(before) + 1
          Y.XmlElement.prototype.insert.call(element, place, content)
          const inserted = element === body ? content : content.map((part) => reuse(element, part, children))
          children.splice(at, 0, ...inserted)
        },
      },
    })
  }
  /**
   * A new text beside one that is there and empty would become one of two in one stretch, when words arrive in the other; the
   * binding takes such two for one, and writes the words of one of them a second time. So the empty one takes its words.
   */
  const reuse = (line: Y.XmlElement, part: Child, shown: readonly Child[]): Child => {
    const all = allChildren(line)
    const at = all.indexOf(part)
    const empty = [all[at - 1], all[at + 1]].find(
      (side) => side instanceof Y.XmlText && side.length === 0 && !shown.includes(side),
    )
    if (!(part instanceof Y.XmlText) || !(empty instanceof Y.XmlText)) return part
    empty.applyDelta(part.toDelta())
    const nodes = mapping?.get(part)
    mapping?.delete(part)
    if (nodes !== undefined) mapping?.set(empty, nodes)
    // It was made just now: nobody can have put anything into it.
    Y.XmlElement.prototype.delete.call(line, at, 1)
    return empty
  }
  const viewLine = (line: Child): void => {
    if (line instanceof Y.XmlElement) view(line, () => partsOf(line), deletePart)
  }
  const removeLine = (line: Child): void => {
    if (line instanceof Y.XmlElement) deleteLine(line)
  }
  view(body, () => linesOf(body), removeLine)
  body[VIEW] = {
    writing: (table, run) => {
      held = new Map()
      mapping = table
      try {
        run()
      } finally {
        held = null
        mapping = null
      }
    },
  }
  return body[VIEW]
}

/**
 * What the binding should hear of a change. That a line was deleted, or is there again, is a change of the body to it, whose
 * lines are others now; and a break that was, one of its line. A line that isn't there it should forget, with its texts: it
 * would put the caret into it.
 */
export function heardBy(
  { root, mapping }: BindingV2,
  events: readonly Y.YEvent<Y.AbstractType<unknown>>[],
  transaction: Y.Transaction,
): HeardEvent[] {
  const heard: HeardEvent[] = []
  const changed = new Set<Y.XmlElement>()
  const lists: ReadonlyMap<unknown, ReadonlySet<string | null>> = transaction.changed
  for (const event of events) {
    const { target } = event
    const line = target === root || target.parent === root ? target : target.parent
    if (event.keys.has(GONE) || isMarked(line)) changed.add(root)
    const gone = isGone(line)
    if (line instanceof Y.XmlElement && line !== root) {
      const shown = gone ? [] : partsOf(line)
      if (gone) mapping.delete(line)
      for (const part of allChildren(line))
        if (!shown.includes(part) && !(part instanceof Y.XmlHook)) mapping.delete(part)
      if (!gone && target !== line && target instanceof Y.XmlElement) changed.add(line)
    }
    // Under a body of elements and text there are no others; the binding reports what else it is given.
    if (!gone) heard.push(event as unknown as HeardEvent)
  }
  for (const element of changed)
    if (!lists.get(element)?.has(null))
      heard.push(new ChildrenEvent(element, new Set([null]), transaction) as HeardEvent)
  return heard
}
type HeardEvent = Y.YEvent<Y.XmlElement | Y.XmlText>

/** That what is shown in an element is something else now. Nothing reads what; Yjs would look for it in the transaction. */
class ChildrenEvent extends Y.YXmlEvent {
  override get delta(): [] {
    return []
  }
}
