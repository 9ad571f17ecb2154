import { noteBody } from '@weft/space'
import {
  type Block,
  blocksFromYjs,
  blocksToYjs,
  emptyBlock,
  parseMarkdown,
  run,
  textBlock,
} from '@weft/space/note'
import {
  $createTextNode,
  $getRoot,
  $getSelection,
  $isElementNode,
  $isRangeSelection,
  $isTextNode,
  REDO_COMMAND,
  UNDO_COMMAND,
} from 'lexical'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { $createBlock, $isBlock, type BlockNode } from '../nodes/block-node.ts'
import { $setUrl } from '../nodes/link.ts'
import { type Desk, NOTE, noteLab, openDesk } from '../testing/lab.ts'

const lines = (...texts: string[]): Block[] => texts.map((text) => textBlock('p', [run(text)]))

function $block(at: number): BlockNode {
  const node = $getRoot().getChildAtIndex(at)
  if (!$isBlock(node)) throw new Error(`no block ${at}`)
  return node
}
/** Types at the end (or another place) of a block, as keys would. */
function type(desk: Desk, at: number, text: string, offset?: number): void {
  desk.edit(() => {
    const block = $block(at)
    const first = block.getFirstChild()
    if (offset === undefined || !$isTextNode(first)) block.selectEnd()
    else first.select(offset, offset)
    const selection = $getSelection()
    if ($isRangeSelection(selection)) selection.insertText(text)
  })
}

/** Enter, with the caret in a block. */
function enter(desk: Desk, at: number, offset: number): void {
  desk.edit(() => {
    const first = $block(at).getFirstChild()
    if ($isTextNode(first)) first.select(offset, offset)
    const selection = $getSelection()
    if ($isRangeSelection(selection)) selection.insertParagraph()
  })
}

const everyKind = parseMarkdown(
  '# One\n\nText with **bold**, *both **of** them*, `code` and a [link](https://a.example/).\\\nSecond line.\n\n- a\n  - b\n- [x] c\n\n3. d\n4. e\n\n> quote\n\n```js\nlet a\n\tb\n```\n\n---\n\nend',
)

describe('opening', () => {
  test('shows all that a note made without an editor holds, and writes nothing', async () => {
    const lab = noteLab(1, everyKind)
    const [desk] = lab.desks
    await lab.settle()
    expect(desk?.text()).toBe(desk?.shared())
    expect(desk?.consistent()).toBe(true)
    expect(desk?.written()).toBe(0)
    expect(desk?.editor.isEditable()).toBe(true)
  })

  test('the first key on a note that was opened again keeps all of it', async () => {
    const lab = noteLab(2, everyKind)
    const before = lab.desks[0]?.shared()
    const desk = lab.desks[0]?.reopen()
    if (desk === undefined) throw new Error('no desk')
    type(desk, 1, 'x', 0)
    await lab.settle()
    expect(desk.shared()).toBe(before?.replace('Text with', 'xText with'))
    expect(lab.desks[1]?.text()).toBe(desk.shared())
  })

  test('an edit of one block rewrites no other', () => {
    const lab = noteLab(1, everyKind)
    const [desk] = lab.desks
    if (desk === undefined) throw new Error('no desk')
    const elements = desk.body.toArray()
    type(desk, 1, 'x')
    desk.edit(() => $block(0).setKind('h2'))
    expect(desk.body.toArray()).toEqual(elements)
    expect(desk.written()).toBe(2)
  })

  test('an empty note gets its line when the first word is written, not before', async () => {
    const lab = noteLab(1)
    const [desk] = lab.desks
    if (desk === undefined) throw new Error('no desk')
    desk.doc.transact(() => desk.body.delete(0, desk.body.length), 'network')
    await lab.settle()
    expect(desk.body.length).toBe(0)
    expect(desk.written()).toBe(0)
    expect(desk.consistent()).toBe(true)
    type(desk, 0, 'a')
    expect(desk.shared()).toBe('a')
  })

  test('a viewer writes nothing, whatever happens to the editor', async () => {
    const lab = noteLab(2, everyKind)
    const viewer = lab.desks[1]?.reopen(false)
    if (viewer === undefined || lab.desks[0] === undefined) throw new Error('no desk')
    expect(viewer.editor.isEditable()).toBe(false)
    const before = viewer.shared()
    type(viewer, 1, 'not mine to write')
    await lab.settle()
    expect(viewer.written()).toBe(0)
    expect(lab.desks[0].shared()).toBe(before)
    // What isn't shared doesn't stay on the screen either.
    type(lab.desks[0], 0, '!')
    await lab.settle()
    expect(viewer.text()).toBe(lab.desks[0].shared())
  })
})

describe('what two do at once', () => {
  const both = (...texts: string[]): { lab: ReturnType<typeof noteLab>; a: Desk; b: Desk } => {
    const lab = noteLab(2, lines(...texts))
    const [a, b] = lab.desks
    if (a === undefined || b === undefined) throw new Error('no desks')
    return { lab, a, b }
  }

  test('turning a line into a heading keeps what is typed in it', async () => {
    const { lab, a, b } = both('Plan', 'rest')
    a.edit(() => $block(0).setKind('h1').setIndent(1))
    type(b, 0, ' for Thursday')
    await lab.settle()
    expect([a.text(), b.text()]).toEqual(['Plan for Thursday\nrest', 'Plan for Thursday\nrest'])
    expect(blocksFromYjs(b.body)[0]).toMatchObject({ kind: 'h1', indent: 1 })
  })

  test('linking and boldening a word keeps what is typed in it', async () => {
    const { lab, a, b } = both('see the list here')
    const part = (from: number, to: number) => {
      const text = $block(0).getFirstChild()
      if (!$isTextNode(text)) throw new Error('no text')
      const parts = text.splitText(from, to)
      const middle = parts[1]
      if (middle === undefined) throw new Error('no part')
      return middle
    }
    a.edit(() => $setUrl(part(8, 12), 'https://a.example/'))
    b.edit(() => part(4, 12).toggleFormat('bold'))
    type(b, 0, 'LO', 0)
    await lab.settle()
    expect(a.text()).toBe('LOsee the list here')
    expect(b.text()).toBe(a.text())
    const first = blocksFromYjs(a.body)[0]
    expect(first?.type === 'block' && first.content).toContainEqual(run('list', 1, 'https://a.example/'))
  })

  test('deleting a line and typing in lines around it', async () => {
    const { lab, a, b } = both('one', 'two', 'three', 'four', 'five')
    a.edit(() => {
      $block(1).remove()
      $block(3).selectEnd().insertText('!')
    })
    type(b, 2, ' b')
    type(b, 3, ' b')
    await lab.settle()
    expect(a.text()).toBe('one\nthree b\nfour b\nfive!')
    expect(b.text()).toBe(a.text())
  })

  test('moving a line past others leaves their words where they are', async () => {
    const { lab, a, b } = both('one', 'two', 'three', 'four')
    a.edit(() => {
      const last = $block(3)
      $block(0).insertBefore(last)
    })
    type(b, 1, ' b')
    type(b, 2, ' b')
    await lab.settle()
    expect(a.text()).toBe('four\none\ntwo b\nthree b')
    expect(b.text()).toBe(a.text())
  })

  test('a caret stays at its words while others write before it', async () => {
    const { lab, a, b } = both('one two')
    a.focus()
    a.edit(() => {
      const text = $block(0).getFirstChild()
      if ($isTextNode(text)) text.select(4, 4)
    })
    type(b, 0, 'zero ', 0)
    await lab.settle()
    const offset = a.editor.read('latest', () => {
      const selection = $getSelection()
      return $isRangeSelection(selection) ? selection.anchor.offset : -1
    })
    expect(offset).toBe(9)
  })

  test.each([0, 1])(
    'a line that is split has the lines behind it behind both halves, whoever is first (%i)',
    async (first) => {
      const lab = noteLab(2, lines('shared line'))
      const [a, b] = first === 0 ? lab.desks : lab.desks.toReversed()
      if (a === undefined || b === undefined) throw new Error('no desks')
      a.edit(() => $block(0).insertAfter($createBlock().append($createTextNode('behind'))))
      type(b, 0, 'before it', 0)
      enter(b, 0, 9)
      await lab.settle()
      expect([a.text(), b.text()]).toEqual(Array(2).fill('before it\nshared line\nbehind'))
    },
  )

  test('splitting a line leaves the half that others wrote where they type', async () => {
    const { lab, a, b } = both('others wrote all of this')
    type(a, 0, ', but not this')
    await lab.settle()
    enter(a, 0, 25)
    type(b, 0, 'X', 7)
    await lab.settle()
    expect(a.text()).toBe('others Xwrote all of this,\n but not this'.replace(',\n', ',\n'))
    expect(b.text()).toBe(a.text())
  })

  test('two who begin to write in one empty line, and write on, write each word once', async () => {
    const lab = noteLab(2)
    const [a, b] = lab.desks
    if (a === undefined || b === undefined) throw new Error('no desks')
    type(a, 0, 'anna')
    type(b, 0, 'tiago')
    await lab.settle()
    type(a, 0, ' A')
    type(b, 0, ' B')
    await lab.settle()
    expect(a.text()).toBe(b.text())
    expect(a.text()).toBe(a.shared())
    for (const word of ['anna', 'tiago', ' A', ' B']) expect(a.text().split(word)).toHaveLength(2)
  })

  test('… and in a line that was emptied, and one that was added', async () => {
    const { lab, a, b } = both('one')
    a.edit(() => void $block(0).clear())
    a.edit(() => $block(0).insertAfter($createBlock()))
    await lab.settle()
    for (const line of [0, 1]) {
      type(a, line, 'anna')
      type(b, line, 'tiago')
    }
    await lab.settle()
    for (const line of [0, 1]) {
      type(a, line, ' A')
      type(b, line, ' B')
    }
    await lab.settle()
    expect(a.text()).toBe(b.text())
    for (const word of ['anna', 'tiago', ' A', ' B']) expect(a.text().split(word)).toHaveLength(3)
  })

  test('lines that two add at one place are both there', async () => {
    const { lab, a, b } = both('one', 'two')
    a.edit(() => $block(0).insertAfter($createBlock('bullet').append($createTextNode('a'))))
    b.edit(() => $block(0).insertAfter($createBlock('check').append($createTextNode('b'))))
    await lab.settle()
    expect(a.text()).toBe(b.text())
    expect(
      a
        .text()
        .split('\n')
        .toSorted((x, y) => (x < y ? -1 : 1)),
    ).toEqual(['a', 'b', 'one', 'two'])
  })
})

describe('undo', () => {
  test('takes back mine and nothing of others', async () => {
    const lab = noteLab(2, lines('one', 'two'))
    const [a, b] = lab.desks
    if (a === undefined || b === undefined) throw new Error('no desks')
    type(a, 0, ' mine')
    await lab.settle()
    type(b, 0, ' theirs')
    await lab.settle()
    a.editor.dispatchCommand(UNDO_COMMAND, undefined)
    await lab.settle()
    expect([a.text(), b.text()]).toEqual(['one theirs\ntwo', 'one theirs\ntwo'])
    a.editor.dispatchCommand(UNDO_COMMAND, undefined)
    await lab.settle()
    expect(a.text()).toBe('one theirs\ntwo')
    a.editor.dispatchCommand(REDO_COMMAND, undefined)
    await lab.settle()
    expect(b.text().replace(/ mine| theirs/g, '')).toBe('one\ntwo')
    expect(b.text()).toContain(' mine')
  })

  test('of a line that I made spares the words that somebody else put in it', async () => {
    const lab = noteLab(2, lines('one'))
    const [a, b] = lab.desks
    if (a === undefined || b === undefined) throw new Error('no desks')
    a.edit(() => $block(0).insertAfter($createBlock().append($createTextNode('mine'))))
    await lab.settle()
    type(b, 1, ' theirs')
    await lab.settle()
    a.editor.dispatchCommand(UNDO_COMMAND, undefined)
    await lab.settle()
    expect([a.text(), b.text()]).toEqual(['one\n theirs', 'one\n theirs'])
  })
})

describe('when something goes wrong', () => {
  test('an error while showing a change: nothing is typed on, then the editor is made anew', async () => {
    const lab = noteLab(2, lines('one', 'two'))
    const [a, b] = lab.desks
    if (a === undefined || b === undefined) throw new Error('no desks')
    a.faults.raise(new Error('planted'))
    expect(a.editor.isEditable()).toBe(false)
    const before = a.written()
    type(a, 0, ' lost on purpose')
    expect(a.written()).toBe(before)
    type(b, 1, ' b')
    await lab.settle()
    expect(a.events).toEqual([{ kind: 'rebuilt', error: new Error('planted') }])
    expect(a.editor.isEditable()).toBe(true)
    expect(a.text()).toBe('one\ntwo b')
    type(a, 0, ' a')
    await lab.settle()
    expect(b.text()).toBe('one a\ntwo b')
  })

  test('errors that come again: it stays frozen, and the shared text as it was', async () => {
    const lab = noteLab(1, lines('one'))
    const [a] = lab.desks
    if (a === undefined) throw new Error('no desk')
    for (let time = 0; time < 3; time += 1) {
      a.faults.raise(new Error(`planted ${time}`))
      await lab.runtime.advance(10)
    }
    expect(a.events.map((event) => event.kind)).toEqual(['rebuilt', 'rebuilt', 'frozen'])
    expect(a.binder.frozen).toBe(true)
    expect(a.editor.isEditable()).toBe(false)
    expect(a.shared()).toBe('one')
  })

  test('an editor that shows something else heals, keeping the caret', async () => {
    const lab = noteLab(2, lines('one', 'two'))
    const [a, b] = lab.desks
    if (a === undefined || b === undefined) throw new Error('no desks')
    a.focus()
    type(a, 0, '', 2)
    a.editor.update(() => void $block(1).clear(), { discrete: true, tag: 'skip-collab' })
    expect(a.consistent()).toBe(false)
    type(b, 0, '!')
    await lab.settle()
    expect(a.events).toEqual([{ kind: 'healed' }])
    expect(a.text()).toBe('one!\ntwo')
    const caret = a.editor.read('latest', () => {
      const selection = $getSelection()
      return $isRangeSelection(selection)
        ? [selection.anchor.getNode().getTextContent(), selection.anchor.offset]
        : null
    })
    expect(caret).toEqual(['one!', 2])
  })

  test('a node that is gone from the editor is no trouble when others change it', async () => {
    const lab = noteLab(2, lines('one', 'two'))
    const [a, b] = lab.desks
    if (a === undefined || b === undefined) throw new Error('no desks')
    a.editor.update(() => void $block(1).clear(), { discrete: true, tag: 'skip-collab' })
    type(b, 1, '!')
    await lab.settle()
    expect(a.events).toEqual([])
    expect(a.text()).toBe('one\ntwo!')
  })

  test('a block that the editor never showed is not deleted by its next key', async () => {
    const lab = noteLab(1, lines('one', 'two'))
    const [a] = lab.desks
    if (a === undefined) throw new Error('no desk')
    // As if a change had come in without being shown.
    const handlers = a.body._dEH.l.splice(0)
    a.body.insert(1, blocksToYjs(lines('hidden')))
    a.body._dEH.l.push(...handlers)
    type(a, 0, '!')
    await lab.settle()
    expect(a.shared()).toContain('hidden')
    expect(a.text()).toBe(a.shared())
    expect(a.events.map((event) => event.kind)).toEqual(['rebuilt'])
  })

  test('attributes of a form that nobody writes are shown as they are read, and need no healing', async () => {
    const lab = noteLab(1, lines('one', 'two'))
    const [a] = lab.desks
    if (a === undefined) throw new Error('no desk')
    const strange = { __kind: 7, __indent: 99, __checked: 'yes', __start: -3, __language: 'x', extra: 'y' }
    a.doc.transact(() => {
      const element = a.body.get(0) as unknown as Y.XmlElement<Record<string, string | number>>
      for (const [name, value] of Object.entries(strange)) element.setAttribute(name, value)
      const text = a.body.get(1)
      const run = text instanceof Y.XmlElement ? text.get(0) : null
      if (run instanceof Y.XmlText)
        run.format(0, 2, { p: { __format: 1 + 64 }, s_url: 'javascript:alert(1)' })
    }, 'network')
    await lab.settle()
    expect(a.consistent()).toBe(true)
    expect(a.events).toEqual([])
    type(a, 1, '!')
    expect(a.shared()).toBe('one\ntwo!')
  })

  test('unknown content is shown with its words, and nothing is written', async () => {
    const lab = noteLab(1, lines('one'))
    const [first] = lab.desks
    if (first === undefined) throw new Error('no desk')
    first.binder.destroy()
    const table = new Y.XmlElement('table')
    const cell = new Y.XmlElement('cell')
    const block = emptyBlock()
    const text = new Y.XmlText()
    text.applyDelta([{ insert: '@anna', attributes: { t: 'mention' } }, { insert: ' comes' }])
    block.insert(0, [text])
    cell.insert(0, [block])
    table.insert(0, [cell])
    first.body.insert(1, [table])
    const before = Y.encodeStateVector(first.doc)
    const desk = openDesk(first.doc, lab.runtime, false)
    await lab.settle()
    expect(desk.text()).toBe('one\n@anna comes')
    expect(desk.text()).toBe(desk.shared())
    expect(desk.events).toEqual([])
    expect(Y.encodeStateVector(first.doc)).toEqual(before)
  })

  test('unknown content that comes in while it is open freezes the editor, and says so', async () => {
    const lab = noteLab(1, lines('one'))
    const [a] = lab.desks
    if (a === undefined) throw new Error('no desk')
    a.doc.transact(() => a.body.insert(1, [new Y.XmlElement('table')]), 'network')
    await lab.settle()
    expect(a.events).toEqual([{ kind: 'unknown' }])
    expect(a.editor.isEditable()).toBe(false)
    expect(a.written()).toBe(0)
  })
})

describe('closing', () => {
  test('leaves nothing behind', async () => {
    const lab = noteLab(1, everyKind)
    const [desk] = lab.desks
    if (desk === undefined) throw new Error('no desk')
    const { doc, body, awareness, editor } = desk
    desk.focus()
    type(desk, 1, 'x')
    expect(awareness.getLocalState()).toHaveProperty([`note:${NOTE}`])
    desk.binder.destroy()
    expect(awareness.getLocalState()).toEqual({})
    expect(body._dEH.l).toHaveLength(0)
    expect(
      awareness._observers.size === 0 || [...awareness._observers.values()].every((set) => set.size === 0),
    ).toBe(true)
    expect(doc._observers.get('afterTransaction')?.size ?? 0).toBe(0)
    expect(editor._listeners.update.size).toBe(0)
    expect(lab.runtime.waiting).toBe(0)
    expect(editor.isEditable()).toBe(false)
  })

  test('a note that is deleted while open takes no more edits', async () => {
    const lab = noteLab(1, lines('one'))
    const [desk] = lab.desks
    if (desk === undefined) throw new Error('no desk')
    desk.doc.getMap('notes').delete(NOTE)
    expect(noteBody(desk.doc, NOTE)).toBeNull()
    desk.binder.destroy()
    expect(desk.text()).toBe('one')
  })
})

test('an element point in an empty block is no trouble', () => {
  const lab = noteLab(1)
  const [desk] = lab.desks
  if (desk === undefined) throw new Error('no desk')
  desk.edit(() => {
    const only = $getRoot().getFirstChild()
    if ($isElementNode(only)) only.selectStart()
  })
  expect(desk.written()).toBe(0)
})
