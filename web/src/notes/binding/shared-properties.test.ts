import { run, textBlock } from '@weft/space/note'
import { $getRoot, $isElementNode, $isTextNode } from 'lexical'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { $isBlock } from '../nodes/block-node.ts'
import { type Desk, noteLab } from '../testing/lab.ts'

const OVER = 'position:fixed;inset:0;background:red'

/** Every style that the editor holds, on lines and on runs of text. */
const styles = (desk: Desk): readonly string[] =>
  desk.editor.read(() =>
    $getRoot()
      .getChildren()
      .flatMap((line) => [line, ...($isElementNode(line) ? line.getAllTextNodes() : [])])
      .map((node) => ($isTextNode(node) || $isElementNode(node) ? node.getStyle() : ''))
      .filter((style) => style !== ''),
  )

/** Words with this look, as a program may write them into a note's second line. */
function write(desk: Desk, attributes: object, element: Readonly<Record<string, unknown>> = {}): void {
  const line = new Y.XmlElement('block')
  for (const [name, value] of Object.entries(element)) line.setAttribute(name, value as string)
  const text = new Y.XmlText()
  text.insert(0, 'words', attributes)
  line.insert(0, [text])
  desk.body.insert(1, [line])
}

test('G8 what somebody else calls a style of a text or a line doesn’t get into the editor', async () => {
  const lab = noteLab(2, [textBlock('p', [run('first')])])
  const [bot, anna] = lab.desks
  if (bot === undefined || anna === undefined) throw new Error('no desks')
  bot.binder.destroy()
  write(
    bot,
    {
      p: {
        __style: OVER,
        __format: 1,
        __mode: 'token',
        __type: 'evil',
        __text: 'other',
        __key: '1',
        evil: 1,
      },
    },
    {
      __style: OVER,
      __textStyle: OVER,
      __kind: 'h1',
      __dir: OVER,
      __format: 6,
      __type: 'evil',
      __parent: '1',
    },
  )
  await lab.settle()
  for (const desk of [anna, anna.reopen()]) {
    await lab.settle()
    expect(styles(desk)).toEqual([])
    expect(desk.events).toEqual([])
    desk.editor.read(() => {
      const line = $getRoot().getChildAtIndex(1)
      const [text] = $isElementNode(line) ? line.getAllTextNodes() : []
      // What is the document's to say still comes.
      expect($isBlock(line) && line.getKind()).toBe('h1')
      expect(text?.getTextContent()).toBe('words')
      expect([text?.hasFormat('bold'), text?.getMode()]).toEqual([true, 'normal'])
    })
    expect(desk.written()).toBe(0)
  }
})

test('nor do they go out: a style that a library sets here stays here', async () => {
  const lab = noteLab(2, [textBlock('p', [run('first')])])
  const [anna, ben] = lab.desks
  if (anna === undefined || ben === undefined) throw new Error('no desks')
  anna.edit(() => {
    for (const text of $getRoot().getAllTextNodes()) text.setStyle(OVER).toggleFormat('bold')
  })
  await lab.settle()
  expect(JSON.stringify(anna.body.toString())).not.toContain('fixed')
  expect(styles(ben)).toEqual([])
  expect(ben.text()).toBe('first')
})
