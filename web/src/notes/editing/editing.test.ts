import { createHeadlessEditor } from '@lexical/headless'
import { registerRichText } from '@lexical/rich-text'
import { blocksText, type Inline, parseMarkdown, writeMarkdown } from '@weft/space/note'
import {
  $createRangeSelection,
  $getRoot,
  $isTextNode,
  $setSelection,
  DELETE_CHARACTER_COMMAND,
  INSERT_PARAGRAPH_COMMAND,
  type LexicalEditor,
} from 'lexical'
import { describe, expect, test } from 'vitest'
import { $isBlock, type BlockNode } from '../nodes/block-node.ts'
import { $blockNodes, $readBlocks } from '../nodes/blocks.ts'
import { noteNodes } from '../nodes/index.ts'
import { $eraseSlash, $slashQuery } from '../pane/slash-query.ts'
import { $lineBelow, registerBlocks, SHIFT_COMMAND, TICK_COMMAND, TURN_INTO_COMMAND } from './blocks.ts'
import { $insertBlocks, $selectionAsBlocks } from './clipboard.ts'
import { LINK_COMMAND, registerLinks, urlFrom } from './links.ts'
import { $range } from './selected.ts'
import { registerShortcuts } from './shortcuts.ts'

class Sheet {
  readonly editor: LexicalEditor
  constructor(markdown = '') {
    this.editor = createHeadlessEditor({
      nodes: noteNodes(),
      onError: (error) => {
        throw error
      },
    })
    registerRichText(this.editor)
    registerBlocks(this.editor)
    registerLinks(this.editor)
    registerShortcuts(this.editor)
    this.edit(() => {
      const blocks = markdown === '' ? parseMarkdown('x').slice(0, 0) : parseMarkdown(markdown)
      $getRoot().append(...$blockNodes(blocks.length === 0 ? [EMPTY] : blocks))
      $getRoot().selectEnd()
    })
  }
  edit(change: () => void): void {
    this.editor.update(change, { discrete: true })
  }
  async type(text: string): Promise<this> {
    for (const char of text) {
      if (char === '\n') this.editor.dispatchCommand(INSERT_PARAGRAPH_COMMAND, undefined)
      else if (char === '\b') this.editor.dispatchCommand(DELETE_CHARACTER_COMMAND, true)
      else this.edit(() => $range()?.insertText(char))
      // Shortcuts answer in an update of their own.
      await Promise.resolve()
      await Promise.resolve()
    }
    return this
  }
  /** The caret, or a selection, by block and character; the end of the block without a character. */
  at(block: number, offset?: number, to?: [block: number, offset: number]): this {
    this.edit(() => {
      const selection = $createRangeSelection()
      selection.anchor.set(...$place(block, offset))
      selection.focus.set(...$place(...(to ?? ([block, offset] as const))))
      $setSelection(selection)
    })
    return this
  }
  get markdown(): string {
    return writeMarkdown(this.editor.read('latest', () => $readBlocks())).trimEnd()
  }
  get text(): string {
    return blocksText(this.editor.read('latest', () => $readBlocks()))
  }
  get kinds(): string {
    return this.editor.read('latest', () =>
      $getRoot()
        .getChildren()
        .map((node) => ($isBlock(node) ? `${node.getKind()}${node.getIndent() || ''}` : node.getType()))
        .join(' '),
    )
  }
  get looks(): (Inline | undefined)[] {
    const [block] = this.editor.read('latest', () => $readBlocks())
    return block?.type === 'block' ? [...block.content] : []
  }
}
const EMPTY = {
  type: 'block',
  kind: 'p',
  indent: 0,
  checked: false,
  start: 0,
  language: '',
  content: [],
} as const

function $place(at: number, offset?: number): [string, number, 'text' | 'element'] {
  const block = $getRoot().getChildAtIndex<BlockNode>(at)
  if (block === null) throw new Error('no such block')
  let left = offset ?? block.getTextContentSize()
  for (const text of block.getChildren().filter($isTextNode)) {
    if (left <= text.getTextContentSize()) return [text.getKey(), left, 'text']
    left -= text.getTextContentSize()
  }
  return [block.getKey(), 0, 'element']
}

describe('Markdown as it is typed', () => {
  test.each([
    ['# Title', '# Title'],
    ['## a\nplain', '## a\n\nplain'],
    ['- a\nb\n\nc', '- a\n- b\n\nc'],
    ['1. a\nb', '1. a\n2. b'],
    ['3. a\nb', '3. a\n4. b'],
    ['[] a\n', '- [ ] a\n- [ ]'],
    ['[x] a', '- [x] a'],
    ['> a\nb\n\nc', '> a\n>\n> b\n\nc'],
    ['```ts code\nmore', '```ts\ncode\nmore\n```'],
    ['a **b** c', 'a **b** c'],
    ['a *b* _c_ ~~d~~ `e` f', 'a *b* *c* ~~d~~ `e` f'],
    ['2*3*4 snake_case_x', '2\\*3\\*4 snake_case_x'],
    ['a\n---b', 'a\n\n---\n\nb'],
  ])('%j', async (typed, markdown) => {
    expect((await new Sheet().type(typed)).markdown).toBe(markdown)
  })

  test('an address becomes a link, without the comma behind it, and what follows is plain', async () => {
    const sheet = await new Sheet().type('see https://a.example/x, and go')
    expect(sheet.looks).toEqual([
      { type: 'text', text: 'see ', format: 0, url: null },
      { type: 'text', text: 'https://a.example/x', format: 0, url: 'https://a.example/x' },
      { type: 'text', text: ', and go', format: 0, url: null },
    ])
  })

  test('in code nothing is turned into anything', async () => {
    const sheet = await new Sheet('```\n```').type('# **a** https://a.example ')
    expect(sheet.markdown).toBe('```\n# **a** https://a.example \n```')
  })
})

describe('Enter', () => {
  test('at the beginning of a line puts a line before it, and the line stays what it is', async () => {
    const sheet = new Sheet('# Title\n\n- a')
    await sheet.at(0, 0).type('\n')
    expect(sheet.kinds).toBe('p h1 bullet')
    await sheet.at(2, 0).type('\n')
    expect(sheet.kinds).toBe('p h1 bullet bullet')
    expect(sheet.text).toBe('\nTitle\n\na')
  })
  test('on an empty item goes out a level, then ends the list', async () => {
    const sheet = new Sheet('- a\n  - b')
    await sheet.at(1).type('\n\n')
    expect(sheet.kinds).toBe('bullet bullet1 bullet')
    await sheet.type('\n')
    expect(sheet.kinds).toBe('bullet bullet1 p')
  })
  test('twice on an empty line ends code', async () => {
    const sheet = await new Sheet('```\na\n```').type('\n\n\nb')
    expect(sheet.markdown).toBe('```\na\n```\n\nb')
  })
  test('with a selection replaces it', async () => {
    const sheet = new Sheet('one\n\ntwo')
    await sheet.at(0, 1, [1, 1]).type('\n')
    expect(sheet.text).toBe('o\nwo')
  })
})

describe('Backspace', () => {
  test('at the beginning first takes away what the line is, then joins it', async () => {
    const sheet = new Sheet('a\n\n## b')
    await sheet.at(1, 0).type('\b')
    expect(sheet.kinds).toBe('p p')
    await sheet.type('\b')
    expect(sheet.text).toBe('ab')
  })
  test('deletes what is selected over lines of several looks', async () => {
    const sheet = new Sheet('one **two** three\n\nfour [five](https://a.example) six')
    await sheet.at(0, 5, [1, 7]).type('\b')
    expect(sheet.text).toBe('one tve six')
  })
})

test('below code at the end there is a line to go to', () => {
  const sheet = new Sheet('```\na\n```')
  sheet.edit(() => void $lineBelow())
  sheet.edit(() => void $lineBelow())
  expect(sheet.kinds).toBe('code p')
})

test('lines go in at most one level below the line before', () => {
  const sheet = new Sheet('- a\n- b\n- c')
  sheet.at(0, 0, [2, 1])
  sheet.editor.dispatchCommand(SHIFT_COMMAND, 1)
  sheet.edit(() => undefined)
  expect(sheet.kinds).toBe('bullet bullet1 bullet1')
  sheet.editor.dispatchCommand(SHIFT_COMMAND, -1)
  sheet.edit(() => undefined)
  expect(sheet.kinds).toBe('bullet bullet bullet')
})

test('turning lines into what they are already turns them back', () => {
  const sheet = new Sheet('a\n\nb')
  sheet.at(0, 0, [1, 1])
  sheet.editor.dispatchCommand(TURN_INTO_COMMAND, 'check')
  sheet.edit(() => undefined)
  expect(sheet.kinds).toBe('check check')
  sheet.editor.dispatchCommand(TICK_COMMAND, undefined)
  sheet.edit(() => undefined)
  expect(sheet.markdown).toBe('- [x] a\n- [x] b')
  sheet.editor.dispatchCommand(TURN_INTO_COMMAND, 'check')
  sheet.edit(() => undefined)
  expect(sheet.markdown).toBe('a\n\nb')
})

describe('links', () => {
  test('over several looks, and taken away with the caret inside', () => {
    const sheet = new Sheet('see **the** list')
    sheet.at(0, 4, [0, 12])
    sheet.editor.dispatchCommand(LINK_COMMAND, 'https://a.example')
    sheet.edit(() => undefined)
    expect(sheet.markdown).toBe('see [**the** list](https://a.example)')
    sheet.at(0, 6)
    sheet.editor.dispatchCommand(LINK_COMMAND, null)
    sheet.edit(() => undefined)
    expect(sheet.markdown).toBe('see **the** list')
  })
  test('what is typed behind one is not part of it', async () => {
    const sheet = await new Sheet('[a](https://a.example)').type('b c')
    expect(sheet.markdown).toBe('[a](https://a.example)b c')
  })
  test.each([
    ['weft.example', 'https://weft.example'],
    ['http://a.example/x', 'http://a.example/x'],
    ['a@b.example', 'mailto:a@b.example'],
    ['javascript:alert(1)', null],
    ['not a link', null],
    ['/etc/passwd', null],
  ])('%s', (typed, url) => {
    expect(urlFrom(typed)).toBe(url)
  })
})

describe('the clipboard', () => {
  test('takes what is selected: words of a line, or lines', () => {
    const sheet = new Sheet('# one **two**\n\n- three\n- four')
    const copied = () =>
      writeMarkdown(
        sheet.editor.read('latest', () => {
          const range = $range()
          return range === null ? [] : $selectionAsBlocks(range)
        }),
      ).trimEnd()
    sheet.at(0, 2, [0, 7])
    expect(copied()).toBe('e **two**')
    sheet.at(0, 0, [0, 7])
    expect(copied()).toBe('# one **two**')
    sheet.at(0, 4, [1, 3])
    expect(copied()).toBe('# **two**\n\n- thr')
    sheet.at(1, 0, [2, 0])
    expect(copied()).toBe('- three')
  })
  test.each([
    ['words go on in the line', 'ab', 1, 'x **y**', 'ax **y**b'],
    ['lines part the line', 'ab', 1, 'x\n\n- y', 'ax\n\n- y\n\nb'],
    ['lines at its end follow it', 'ab', 2, '# x\n\ny', 'ab\n\n# x\n\ny'],
  ])('%s', (_, before, offset, pasted, after) => {
    const sheet = new Sheet(before).at(0, offset)
    sheet.edit(() => $insertBlocks(parseMarkdown(pasted)))
    expect(sheet.markdown).toBe(after)
  })
  test('an empty line becomes what is pasted', () => {
    const sheet = new Sheet()
    sheet.edit(() => $insertBlocks(parseMarkdown('- [x] a\n- [ ] b')))
    expect(sheet.markdown).toBe('- [x] a\n- [ ] b')
  })
})

describe('the slash', () => {
  test.each([
    ['/', ''],
    ['/head', 'head'],
    ['a /li', 'li'],
    ['a/b', null],
    ['and/or', null],
    ['/two words more', null],
  ])('%s', async (typed, query) => {
    const sheet = await new Sheet().type(typed)
    expect(sheet.editor.read('latest', $slashQuery)).toBe(query)
  })
  test('goes with its word when something was chosen', async () => {
    const sheet = await new Sheet().type('a /he')
    sheet.edit(() => $eraseSlash('he'))
    expect(sheet.text).toBe('a ')
  })
})
