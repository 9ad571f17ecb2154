import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { type Area, bindTitle } from './title-field.ts'
import { changeBetween, placeAfter } from './title-text.ts'

/** A text area without a page. */
class FakeArea implements Area {
  value = ''
  selectionStart = 0
  selectionEnd = 0
  readonly #target = new EventTarget()
  setSelectionRange(start: number, end: number): void {
    this.selectionStart = start
    this.selectionEnd = end
  }
  addEventListener(name: string, handle: EventListenerOrEventListenerObject): void {
    this.#target.addEventListener(name, handle)
  }
  removeEventListener(name: string, handle: EventListenerOrEventListenerObject): void {
    this.#target.removeEventListener(name, handle)
  }
  fire(name: string, more: object = {}): void {
    this.#target.dispatchEvent(Object.assign(new Event(name), more))
  }
  /** As a key would: in place of what is selected. */
  type(text: string): void {
    const { value, selectionStart: start, selectionEnd: end } = this
    this.value = value.slice(0, start) + text + value.slice(end)
    this.setSelectionRange(start + text.length, start + text.length)
    this.fire('input')
  }
}

function bound(text: string): {
  area: FakeArea
  title: Y.Text
  other: (change: (title: Y.Text) => void) => void
  end: () => void
} {
  const doc = new Y.Doc()
  const title = doc.getText('title')
  title.insert(0, text)
  const remote = new Y.Doc()
  Y.applyUpdate(remote, Y.encodeStateAsUpdate(doc))
  const area = new FakeArea()
  const end = bindTitle(area, title, () => undefined)
  return {
    area,
    title,
    end,
    other: (change) => {
      change(remote.getText('title'))
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(remote), 'network')
      Y.applyUpdate(remote, Y.encodeStateAsUpdate(doc))
    },
  }
}

describe('a title that two type in', () => {
  test('keeps the words of both, and the caret at its own', () => {
    const { area, title, other } = bound('Plan')
    area.type(' for us')
    other((text) => text.insert(0, 'The '))
    expect(area.value).toBe('The Plan for us')
    expect(area.selectionStart).toBe(15)
    area.type('!')
    expect(title.toString()).toBe('The Plan for us!')
  })

  test('composing is not disturbed, and its word goes where its place has gone', () => {
    const { area, title, other } = bound('Plan')
    area.fire('compositionstart')
    area.type('に')
    other((text) => text.insert(0, 'The '))
    expect(area.value).toBe('Planに')
    expect(title.toString()).toBe('The Plan')
    area.fire('compositionend')
    expect(title.toString()).toBe('The Planに')
    expect([area.value, area.selectionStart]).toEqual(['The Planに', 9])
  })

  test('undo takes back mine alone', () => {
    const { area, title, other } = bound('Plan')
    area.type(' A')
    other((text) => text.insert(0, 'B '))
    area.fire('keydown', { key: 'z', ctrlKey: true })
    expect(title.toString()).toBe('B Plan')
    expect(area.value).toBe('B Plan')
  })

  test('stays one line, and ends with the field', () => {
    const { area, title, end } = bound('Plan')
    area.type('\nB')
    expect(title.toString()).toBe('Plan B')
    end()
    area.type('C')
    expect(title.toString()).toBe('Plan B')
  })
})

test('a change between two texts makes one into the other, and parts no pair', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '😁', ' '), maxLength: 8 })
  fc.assert(
    fc.property(text, text, (from, to) => {
      const { at, remove, insert } = changeBetween(from, to)
      expect(from.slice(0, at) + insert + from.slice(at + remove)).toBe(to)
      expect(() => encodeURIComponent(insert)).not.toThrow()
      expect(() => encodeURIComponent(from.slice(at, at + remove))).not.toThrow()
    }),
    { seed: 5, numRuns: 1000 },
  )
})

test('a place moves with what others do before it', () => {
  expect(placeAfter(4, [{ insert: 'ab' }])).toBe(6)
  expect(placeAfter(4, [{ retain: 4 }, { insert: 'ab' }])).toBe(4)
  expect(placeAfter(4, [{ retain: 1 }, { delete: 2 }])).toBe(2)
  expect(placeAfter(4, [{ retain: 2 }, { delete: 9 }])).toBe(2)
  expect(placeAfter(4, [{ retain: 5 }, { delete: 1 }])).toBe(4)
})
