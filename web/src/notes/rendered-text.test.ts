import { noteText, parseMarkdown, unknownContent } from '@weft/space/note'
import { Window } from 'happy-dom'
import { createEditor } from 'lexical'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { bindNote } from './binding/binder.ts'
import { createFaults } from './binding/faults.ts'
import { createNoteProvider } from './binding/note-provider.ts'
import { noteNodes } from './nodes/index.ts'
import { linkRendering } from './nodes/link.ts'
import { renderedText } from './rendered-text.ts'
import { NOTE, noteLab } from './testing/lab.ts'

const window = new Window()
const borrowed = [
  'document',
  'window',
  'HTMLElement',
  'Node',
  'MutationObserver',
  'getComputedStyle',
] as const
const before = new Map(borrowed.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]))
beforeAll(() => {
  for (const name of borrowed)
    Object.defineProperty(globalThis, name, {
      value: name === 'window' ? window : window[name],
      configurable: true,
      writable: true,
    })
})
afterAll(() => {
  for (const [name, descriptor] of before) {
    if (descriptor === undefined) Reflect.deleteProperty(globalThis, name)
    else Object.defineProperty(globalThis, name, descriptor)
  }
})

/** The note drawn by a real editor in a page. */
function drawn(body: Y.XmlElement): HTMLElement {
  const desk = noteLab(1).desks[0]
  if (desk === undefined) throw new Error('no desk')
  const root = document.createElement('div')
  document.body.append(root)
  const faults = createFaults()
  const editor = createEditor({
    nodes: noteNodes(unknownContent(body)),
    dom: linkRendering,
    onError: faults.raise,
    editable: false,
  })
  editor.setRootElement(root)
  bindNote({
    editor,
    note: NOTE,
    body,
    provider: createNoteProvider(desk.awareness, NOTE),
    faults,
    writable: false,
    runtime: { timer: () => () => undefined, elapsed: () => 0 },
    onEvent: (event) => {
      throw new Error(event.kind)
    },
  })
  return root
}
function bodyOf(markdown: string): Y.XmlElement {
  const [desk] = noteLab(1, parseMarkdown(markdown)).desks
  if (desk === undefined) throw new Error('no desk')
  desk.binder.destroy()
  return desk.body
}

describe('what stands on the screen is what is shared', () => {
  test.each([
    [
      'every kind of block',
      '# A\n\n## B\n\ntext **bold** *it* `code` ~~s~~ <u>u</u> [link **x**](https://a.example)\n\n- a\n  - b\n1. c\n\n- [x] d\n\n> q\n\n```js\nx\n\n\ty\n```\n\n---\n\nend',
    ],
    ['breaks inside and at the end', 'a\\\nb\\\n\\\nc'],
    ['an empty note', ''],
  ])('%s', (_, markdown) => {
    const body = bodyOf(markdown)
    expect(renderedText(drawn(body))).toBe(noteText(body))
  })

  test('empty lines, and breaks at the end of one', () => {
    const body = bodyOf('a\n\nb')
    body.doc?.transact(() => {
      body.insert(1, [new Y.XmlElement('block'), new Y.XmlElement('block')])
      const last = body.get(3)
      if (last instanceof Y.XmlElement) last.insert(1, [new Y.XmlElement('linebreak')])
    })
    expect(noteText(body)).toBe('a\n\n\nb\n')
    expect(renderedText(drawn(body))).toBe(noteText(body))
  })

  test('what this version does not know', () => {
    const body = bodyOf('a')
    const table = new Y.XmlElement('table')
    table.insert(
      0,
      ['one', 'two'].map((words) => {
        const cell = new Y.XmlElement('cell')
        const block = new Y.XmlElement('block')
        block.insert(0, [new Y.XmlText(words)])
        cell.insert(0, [block])
        return cell
      }),
    )
    body.insert(0, [table])
    expect(renderedText(drawn(body))).toBe('one\ntwo\na')
    expect(noteText(body)).toBe('one\ntwo\na')
  })
})
