import type { NoteId } from '@weft/space'
import { describe, expect, test } from 'vitest'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { othersIn } from '../cursors/others.ts'
import { createNoteProvider } from './note-provider.ts'

const plan = 'planAAAAAAAAAAAA' as NoteId
const menu = 'menuAAAAAAAAAAAA' as NoteId
const doc = new Y.Doc()
const text = new Y.Text('words')
// As in a note: deep in the document, so that a position in it has ids and no name.
doc.getMap('notes').set('x', text)
const position = Y.createRelativePositionFromTypeIndex(text, 2)

function presence(): Awareness {
  const awareness = new Awareness(new Y.Doc())
  clearInterval(awareness._checkInterval)
  return awareness
}
/** A state as it arrives elsewhere: JSON, and with what the server stamps on it. */
function arrived(awareness: Awareness, user: unknown): Map<number, unknown> {
  const other = presence()
  applyAwarenessUpdate(other, encodeAwarenessUpdate(awareness, [awareness.clientID]), 'network')
  const state = other.getStates().get(awareness.clientID)
  return new Map([[awareness.clientID, { ...state, user }]])
}
const anna = { id: 'annaAAAAAAAAAAAA', name: 'Anna', dye: 'madder', role: 'member' }

describe('a note’s part of the presence state', () => {
  test('holds its cursor and nothing else, beside what is there', () => {
    const awareness = presence()
    awareness.setLocalState({ at: { timeline: true } })
    const provider = createNoteProvider(awareness, plan)
    provider.awareness.setLocalState({
      anchorPos: position,
      focusPos: position,
      focusing: true,
      name: 'Mallory',
      color: 'red',
      awarenessData: { big: 'x' },
    })
    expect(awareness.getLocalState()).toEqual({
      at: { timeline: true },
      [`note:${plan}`]: { anchorPos: position, focusPos: position, focusing: true },
    })
  })

  test('is apart from that of another open note', () => {
    const awareness = presence()
    const one = createNoteProvider(awareness, plan)
    const two = createNoteProvider(awareness, menu)
    one.setFocusing(true)
    expect(two.cursor.focusing).toBe(false)
    one.close()
    expect(awareness.getLocalState()).toEqual({})
    two.setFocusing(true)
    expect(Object.keys(awareness.getLocalState() ?? {})).toEqual([`note:${menu}`])
  })

  test('comes back after presence was dropped and taken up again', () => {
    const awareness = presence()
    const provider = createNoteProvider(awareness, plan)
    provider.awareness.setLocalStateField('anchorPos', position)
    awareness.setLocalState(null)
    expect(provider.cursor.anchorPos).toBe(position)
    awareness.setLocalState({ typing: true })
    expect(awareness.getLocalState()).toHaveProperty([`note:${plan}`])
  })

  test('connecting and disconnecting are not the note’s business', () => {
    const provider = createNoteProvider(presence(), plan)
    expect(provider.connect()).toBeUndefined()
    expect(() => provider.disconnect()).not.toThrow()
  })
})

describe('cursors of others', () => {
  test('have the name and the colour that the server says, whatever the peer says', () => {
    const awareness = presence()
    const provider = createNoteProvider(awareness, plan)
    provider.awareness.setLocalState({
      anchorPos: position,
      focusPos: position,
      focusing: true,
      name: 'Jo',
      color: 'url(x)',
      awarenessData: {},
    })
    const [cursor] = othersIn(arrived(awareness, anna), 0, plan)
    expect(cursor).toMatchObject({ name: 'Anna', dye: 'madder' })
    expect(cursor && Y.compareRelativePositions(cursor.anchorPos, position)).toBe(true)
    expect(othersIn(arrived(awareness, anna), awareness.clientID, plan)).toEqual([])
    expect(othersIn(arrived(awareness, anna), 0, menu)).toEqual([])
  })

  test.each<[string, unknown]>([
    ['nothing', null],
    ['text', 'x'],
    ['no position', { focusing: true }],
    ['a root type by name', { focusing: true, anchorPos: { tname: 'evil' }, focusPos: { tname: 'evil' } }],
    [
      'ids that are none',
      { focusing: true, anchorPos: { item: { client: 'a', clock: -1 } }, focusPos: { item: {} } },
    ],
    ['not in the text', { focusing: false, anchorPos: position, focusPos: position }],
  ])('made of %s are shown nowhere', (_, cursor) => {
    expect(othersIn(new Map([[5, { user: anna, [`note:${plan}`]: cursor }]]), 0, plan)).toEqual([])
  })

  test('of somebody whom the server did not name are shown nowhere', () => {
    const cursor = { focusing: true, anchorPos: position, focusPos: position }
    expect(
      othersIn(
        new Map<number, unknown>([
          [5, { [`note:${plan}`]: cursor }],
          [6, null],
          [7, 'x'],
        ]),
        0,
        plan,
      ),
    ).toEqual([])
  })
})
