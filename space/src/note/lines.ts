import * as Y from 'yjs'
import { RULE } from './schema.ts'

/**
 * How a note's lines and the breaks in them are deleted. What is deleted in Yjs takes with it whatever others put into it at
 * that moment, or while they had no network, and nobody would ever see those words. So nothing that can hold words is
 * deleted: characters go each by itself, and the element of the line stays, empty and marked, and isn't shown. If then
 * somebody's words arrive in it, it is there again, with these words alone. The same holds inside of a line for a break and
 * the text behind it.
 *
 * Whoever edits a line that is there again takes the mark away: an element has only the attributes of what is shown.
 */
export const GONE = 'gone'

type Child = ReturnType<Y.XmlElement['toArray']>[number]

/** All children, those that aren't shown too; also of an element whose own `toArray` gives fewer. */
export const allChildren = (element: Y.XmlElement): Child[] => Y.XmlElement.prototype.toArray.call(element)

export const isMarked = (element: unknown): boolean =>
  // Almost no line ever had it: that is told fastest by the map itself.
  element instanceof Y.XmlElement && element._map.has(GONE) && element.getAttribute(GONE) !== undefined
export const mark = (element: Y.XmlElement): void => element.setAttribute(GONE, true as unknown as string)
const hasWords = (child: unknown): boolean => child instanceof Y.XmlText && child.length > 0

/** Whether a line was deleted, and nobody has put anything into it since. */
export const isGone = (line: unknown): boolean =>
  line instanceof Y.XmlElement && isMarked(line) && isEmpty(line)
export const isEmpty = (line: Y.XmlElement): boolean =>
  partsOf(line).every((part) => part instanceof Y.XmlText && !hasWords(part))

/** The lines of a body that are there. */
export const linesOf = (body: Y.XmlElement): Child[] => allChildren(body).filter((line) => !isGone(line))

/**
 * The texts and breaks of a line that are there; of an empty line its first text, so that all begin to write in the same
 * one. A break that was deleted is there again where words stand on both sides of it.
 */
export function partsOf(line: Y.XmlElement): Child[] {
  const children = allChildren(line)
  const [only] = children
  if (children.length === 1 && only instanceof Y.XmlText) return children
  const parts: Child[] = []
  let words = false
  children.forEach((child, at) => {
    if (
      child instanceof Y.XmlText ? !hasWords(child) : isMarked(child) && !(words && wordsFollow(children, at))
    )
      return
    parts.push(child)
    words = child instanceof Y.XmlText
  })
  return parts.length > 0 ? parts : children.filter((child) => child instanceof Y.XmlText).slice(0, 1)
}

function wordsFollow(children: readonly Child[], at: number): boolean {
  for (const child of children.slice(at + 1)) {
    if (!(child instanceof Y.XmlText)) return false
    if (hasWords(child)) return true
  }
  return false
}

/** Deletes a line of a body: what is known of it here, and nothing that others are putting into it. */
export function deleteLine(line: Y.XmlElement): void {
  const body = line.parent
  // Nobody can put words into a rule.
  if (line.nodeName === RULE && body instanceof Y.XmlElement)
    Y.XmlElement.prototype.delete.call(body, allChildren(body).indexOf(line), 1)
  else {
    allChildren(line).forEach(deletePart)
    mark(line)
  }
}

/** … a text or a break of a line. */
export function deletePart(part: Child): void {
  if (part instanceof Y.XmlText) part.delete(0, part.length)
  else if (part instanceof Y.XmlElement) mark(part)
}

/** Puts a text wherever one may begin to write and none is: at the line's beginning, and behind each break. */
export function keepTexts(line: Y.XmlElement): void {
  const children: readonly unknown[] = [null, ...allChildren(line)]
  for (let at = children.length - 1; at >= 0; at -= 1)
    if (!(children[at] instanceof Y.XmlText) && !(children[at + 1] instanceof Y.XmlText))
      Y.XmlElement.prototype.insert.call(line, at, [new Y.XmlText()])
}
