import { type Block, type Inline, parseMarkdown } from '@weft/space/note'
import { Window } from 'happy-dom'
import { beforeAll, describe, expect, test } from 'vitest'
import { looksLikeMarkdown, plainBlocks } from './clipboard-data.ts'
import { blocksFromDom } from './html-read.ts'
import { htmlFromBlocks } from './html-write.ts'

const window = new Window()
beforeAll(() => {
  const { HTMLElement, HTMLInputElement, Node } = window
  Object.assign(globalThis, { HTMLElement, HTMLInputElement, Node })
})
function read(html: string): Block[] {
  const { body } = new window.DOMParser().parseFromString(html, 'text/html')
  return blocksFromDom(body as unknown as HTMLElement)
}
const look = (inline: Inline): string => {
  if (inline.type === 'break') return '⏎'
  return inline.format === 0 && inline.url === null
    ? inline.text
    : `{${inline.text}|${inline.format}${inline.url ?? ''}}`
}
const shape = (blocks: readonly Block[]): string[] =>
  blocks.map((block) =>
    block.type === 'block'
      ? `${'  '.repeat(block.indent)}${block.kind}${block.checked ? '[x]' : ''}: ${block.content.map(look).join('')}`
      : block.type,
  )

describe('what is pasted from a web page', () => {
  test.each<[string, string, string[]]>([
    ['paragraphs', '<p>one <b>bold</b></p>\n<p>two</p>', ['p: one {bold|1}', 'p: two']],
    ['text without elements', 'just <i>text</i>', ['p: just {text|2}']],
    ['headings', '<h1>a</h1><h2>b</h2><h5>c</h5>', ['h1: a', 'h2: b', 'h3: c']],
    [
      'nested lists',
      '<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>',
      ['bullet: a', '  bullet: b', 'bullet: c'],
    ],
    [
      'items of paragraphs',
      '<ol><li><p>a</p><p>more</p></li><li><p>b</p></li></ol>',
      ['number: a', '  p: more', 'number: b'],
    ],
    [
      'check lists',
      '<ul><li><input type="checkbox" checked> a</li><li aria-checked="false">b</li></ul>',
      ['check[x]: a', 'check: b'],
    ],
    ['quotes', '<blockquote><p>a</p><p>b</p></blockquote><p>c</p>', ['quote: a', 'quote: b', 'p: c']],
    ['code', '<pre><code>let a\n\tb</code></pre>', ['code: let a⏎\tb']],
    ['code of lines', '<pre><div>a</div><div>b</div></pre>', ['code: a⏎b']],
    [
      'tables',
      '<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>',
      ['p: A | B', 'p: 1 | 2'],
    ],
    ['rules and breaks', 'a<br>b<hr>c', ['p: a⏎b', 'rule', 'p: c']],
    [
      'links',
      '<a href="https://a.example/">a</a> <a href="javascript:alert(1)">b</a>',
      ['p: {a|0https://a.example/} b'],
    ],
    ['images', '<img src="https://a.example/i.png" alt="pic">', ['p: {pic|0https://a.example/i.png}']],
    [
      'Google Docs',
      '<b style="font-weight:normal"><p><span style="font-weight:700">x</span> y</p></b>',
      ['p: {x|1} y'],
    ],
    ['what nobody sees', '<style>p{}</style><script>alert(1)</script><p>x</p>', ['p: x']],
  ])('%s', (_, html, blocks) => {
    expect(shape(read(html))).toEqual(blocks)
  })
})

describe('what is copied', () => {
  test('comes back the same through HTML', () => {
    const blocks = parseMarkdown(
      '# T\n\na **b** [c](https://a.example/) `d`\n\n- a\n  - b\n    - c\n- [x] d\n\n2. x\n3. y\n\n> q\n\n```\ncode\n```\n\n---\n\nend',
    )
    expect(shape(read(htmlFromBlocks(blocks)))).toEqual(shape(blocks))
  })
  test('is escaped', () => {
    expect(htmlFromBlocks(parseMarkdown('\\<img src=x onerror=alert(1)> & "q"'))).toBe(
      '<p>&lt;img src=x onerror=alert(1)&gt; &amp; &quot;q&quot;</p>',
    )
  })
})

describe('plain text', () => {
  test('lines are lines, and blank lines part paragraphs', () => {
    expect(shape(plainBlocks('a\nb\n'))).toEqual(['p: a', 'p: b'])
    expect(shape(plainBlocks('a\nb\n\nc'))).toEqual(['p: a⏎b', 'p: c'])
  })
  test.each([
    ['# Title', true],
    ['- one\n- two', true],
    ['see [this](https://a.example)', true],
    ['C# is a language - and so is F#', false],
    ['2 * 3 * 4', false],
    ['- a dash', false],
  ])('%s', (text, markdown) => {
    expect(looksLikeMarkdown(text)).toBe(markdown)
  })
})
