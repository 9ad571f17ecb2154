import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { EDIT, eachEdit, padding } from './wire.ts'

const edit = (time: number): string => String(time).padStart(EDIT, '0')

/** What `write` sends under this client's id. */
function updateOf(client: number, write: (text: Y.Text) => void): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = client
  write(doc.getText('t'))
  return Y.encodeStateAsUpdate(doc)
}
function read(update: Uint8Array, self: number): number[] {
  const found: number[] = []
  eachEdit(update, self, (sent) => found.push(sent))
  return found
}

describe('edits that carry their time', () => {
  it('are each found, though Yjs merged what one client appended', () => {
    const update = updateOf(1, (text) => {
      for (const time of [5, 6, 7]) text.insert(text.length, edit(time))
    })
    expect(read(update, 2)).toEqual([5, 6, 7])
  })

  it('are found once when they are padded', () => {
    const update = updateOf(1, (text) => text.insert(0, edit(9) + padding(1000)))
    expect(update.length).toBeGreaterThan(1000)
    expect(read(update, 2)).toEqual([9])
  })

  it('of oneself, and deleted ones, are none', () => {
    const update = updateOf(1, (text) => {
      text.insert(0, edit(1))
      text.delete(0, EDIT)
      text.insert(0, edit(2))
    })
    expect(read(update, 1)).toEqual([])
    expect(read(update, 2)).toEqual([2])
  })
})
