import { BLOCK } from '@weft/space/note'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { noteLab } from '../testing/lab.ts'

/** Fields of the editor's own nodes, and what else an attribute could be taken for. */
const FIELDS = [
  ...['__key', '__parent', '__next', '__prev', '__first', '__last', '__size', '__type', '__text', '__state'],
  ...['__dir', '__style', '__format', '__mode', '__detail', '__indent', '__kind', '__checked', '__start'],
  ...['__language', '__cachedText', '__slots', 'getType', 'getWritable', 'x', 's_url', 's_x', 't', 'i'],
]
const VALUES = ['root', 1, -1.5, true, null, { a: 1 }, [[]]]

test.each(FIELDS)('G8: an editor goes on whatever the document says of %s', async (field) => {
  const lab = noteLab(1)
  const [desk] = lab.desks
  if (desk === undefined) throw new Error('no desk')
  const expected: string[] = ['']
  for (const value of VALUES) {
    for (const where of ['text', 'run', 'line']) {
      const line = new Y.XmlElement<{ [key: string]: string }>(BLOCK)
      const text = new Y.XmlText()
      const words = `${where} ${JSON.stringify(value)}`
      const attributes =
        where === 'text' ? { p: { [field]: value } } : where === 'run' ? { [field]: value } : {}
      // Another type of text is another version's: the note is then only shown.
      text.applyDelta([{ insert: words, attributes: where === 'run' && field === 't' ? {} : attributes }])
      // reason: Yjs types attributes as strings; it stores any JSON.
      if (where === 'line') line.setAttribute(field, value as string)
      line.insert(0, [text])
      desk.body.push([line as Y.XmlElement])
      expected.push(words)
    }
  }
  await lab.settle()
  expect(desk.events).toEqual([])
  expect(desk.binder.frozen).toBe(false)
  expect(desk.text().split('\n')).toEqual(expected)
  expect(desk.reopen().text().split('\n')).toEqual(expected)
})
