import * as Y from 'yjs'
import { changeBetween, type Delta, oneLine, placeAfter } from './title-text.ts'

/** The parts of a text area that a title needs. */
export type Area = Pick<
  HTMLTextAreaElement,
  | 'value'
  | 'selectionStart'
  | 'selectionEnd'
  | 'setSelectionRange'
  | 'addEventListener'
  | 'removeEventListener'
>

/**
 * Binds a text area to a note's title, in which several may type at once: only what differs is written, changes of others
 * keep the caret at its words, and undo takes back mine alone. While an input method composes, nothing is put into the field;
 * what it made is written where its place has gone meanwhile.
 */
export function bindTitle(area: Area, title: Y.Text, shown: (text: string) => void): () => void {
  const origin = {}
  const undo = new Y.UndoManager(title, { trackedOrigins: new Set([origin]) })
  /** What the field held when it last agreed with the title, and what others did since. */
  let base = title.toString()
  let missed: Delta[] = []
  let composing = false

  const show = (text: string, start: number, end: number): void => {
    base = text
    if (area.value !== text) {
      area.value = text
      area.setSelectionRange(Math.min(start, text.length), Math.min(end, text.length))
    }
    shown(text)
  }
  const write = (): void => {
    const { selectionStart, selectionEnd } = area
    const { at, remove, insert } = changeBetween(base, oneLine(area.value))
    const from = missed.reduce(placeAfter, at)
    const to = missed.reduce(placeAfter, at + remove)
    if (remove > 0 || insert !== '')
      title.doc?.transact(() => {
        if (to > from) title.delete(from, to - from)
        if (insert !== '') title.insert(from, insert)
      }, origin)
    const behind = from + insert.length
    const [start, end] = missed.length === 0 ? [selectionStart, selectionEnd] : [behind, behind]
    missed = []
    show(title.toString(), start, end)
  }
  const follow = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (transaction.origin === origin) return
    if (composing) {
      missed.push(event.delta as Delta)
      return
    }
    const { selectionStart, selectionEnd } = area
    const delta = event.delta as Delta
    show(title.toString(), placeAfter(selectionStart, delta), placeAfter(selectionEnd, delta))
  }
  const input = (): void => {
    if (composing) shown(area.value)
    else write()
  }
  const compose = (): void => {
    composing = true
  }
  const composed = (): void => {
    composing = false
    write()
  }
  const key = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return
    const letter = event.key.toLowerCase()
    if (letter === 'z' && !event.shiftKey) undo.undo()
    else if (letter === 'y' || letter === 'z') undo.redo()
    else return
    event.preventDefault()
  }
  show(base, base.length, base.length)
  title.observe(follow)
  area.addEventListener('input', input)
  area.addEventListener('compositionstart', compose)
  area.addEventListener('compositionend', composed)
  area.addEventListener('keydown', key)
  return () => {
    title.unobserve(follow)
    area.removeEventListener('input', input)
    area.removeEventListener('compositionstart', compose)
    area.removeEventListener('compositionend', composed)
    area.removeEventListener('keydown', key)
    undo.destroy()
  }
}
