import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Block, blocksText, type Inline, inlineText, run, type TextBlock, textBlock } from '../blocks.ts'
import { KINDS, type Kind } from '../schema.ts'
import { parseMarkdown } from './read.ts'
import { writeMarkdown } from './write.ts'

const shape = (blocks: Block[]): string[] =>
  blocks.map((block) => {
    if (block.type !== 'block') return block.type
    const mark = block.checked ? '[x]' : ''
    const start = block.start > 0 ? `@${block.start}` : ''
    return `${'  '.repeat(block.indent)}${block.kind}${mark}${start}${block.language && `(${block.language})`}: ${look(block.content)}`
  })
const look = (content: readonly Inline[]): string =>
  content
    .map((inline) => {
      if (inline.type === 'break') return '⏎'
      const url = inline.url === null ? '' : `→${inline.url}`
      return inline.format === 0 && url === '' ? inline.text : `{${inline.text}|${inline.format}${url}}`
    })
    .join('')
const read = (markdown: string): string[] => shape(parseMarkdown(markdown))

describe('reading Markdown', () => {
  test.each<[string, string, string[]]>([
    [
      'headings',
      '# One\n## Two ##\n#### Four\n\nSetext\n===\n\nother\n---',
      ['h1: One', 'h2: Two', 'h3: Four', 'h1: Setext', 'h2: other'],
    ],
    ['a paragraph over lines', 'one\ntwo  \nthree\\\nfour', ['p: one two⏎three⏎four']],
    [
      'nested lists',
      '- a\n  - b\n    1. c\n    2. d\n- e',
      ['bullet: a', '  bullet: b', '    number: c', '    number: d', 'bullet: e'],
    ],
    ['lists by four blanks', '* a\n    * b\n        * c', ['bullet: a', '  bullet: b', '    bullet: c']],
    ['lists by tabs', '1.\ta\n\t- b', ['number: a', '  bullet: b']],
    ['a list that begins at another number', '3. c\n4. d', ['number@3: c', 'number: d']],
    [
      'check lists',
      '- [ ] a\n- [x] b\n- [X] c\n- [y] d',
      ['check: a', 'check[x]: b', 'check[x]: c', 'bullet: [y] d'],
    ],
    [
      'paragraphs and code inside an item',
      '1. a\n\n   b\n\n   ```sh\n   c\n   ```\n2. d',
      ['number: a', '  p: b', '  code(sh): c', 'number: d'],
    ],
    ['lazy lines of an item', '- a\nb\n- c', ['bullet: a b', 'bullet: c']],
    ['quotes', '> a\nb\n>\n> c\n\n> # d', ['quote: a b', 'quote: c', 'h1: d']],
    ['a list in a quote', '> - a\n> - b', ['bullet: a', 'bullet: b']],
    ['fences', '~~~ts title="x"\n```\n\ta\n~~~', ['code(ts title="x"): ```⏎\ta']],
    ['a fence that never ends', '```\na\n\nb', ['code: a⏎⏎b']],
    ['indented code', 'a\n\n    b\n\n    c\n\nd', ['p: a', 'code: b⏎⏎c', 'p: d']],
    ['rules', 'a\n\n---\n* * *\n___', ['p: a', 'rule', 'rule', 'rule']],
    [
      'a table',
      '| A | B |\n|:--|--:|\n| 1 \\| 2 | `x` |\n\nend',
      ['p: {A|1} | {B|1}', 'p: 1 | 2 | {x|16}', 'p: end'],
    ],
    ['front matter', '---\ntitle: x\n---\n# A', ['code(yaml): title: x', 'h1: A']],
    [
      'raw HTML',
      '<h1 align="center">A <b>b</b></h1>\n<p>c<br>d</p>\n<!-- gone -->\n\n<ul><li>e</li><li>f</li></ul>',
      ['h1: A {b|1}', 'p: c⏎d', 'bullet: e', 'bullet: f'],
    ],
    [
      'details',
      '<details>\n<summary>More</summary>\n\nInside *it*.\n\n</details>',
      ['p: More', 'p: Inside {it|2}.'],
    ],
  ])('%s', (_, markdown, blocks) => {
    expect(read(markdown)).toEqual(blocks)
  })

  test.each<[string, string]>([
    ['*a* _b_ **c** __d__ ***e*** ~~f~~', '{a|2} {b|2} {c|1} {d|1} {e|3} {f|4}'],
    ['**a *b* c**', '{a |1}{b|3}{ c|1}'],
    ['snake_case_name 2*3*4 a * b', 'snake_case_name 2{3|2}4 a * b'],
    ['**unclosed *pair', '**unclosed *pair'],
    ['`a` ``b`c`` `` ` `` `open', '{a|16} {b`c|16} {`|16} `open'],
    ['\\*no\\* \\[x\\] a\\b', '*no* [x] a\\b'],
    ['&lt;b&gt; &amp; &copy; &#228; &#x1F600; &nope;', '<b> & © ä 😀 &nope;'],
    [
      '[a](https://a.example "t") [b](<https://b.example/x(y)>)',
      '{a|0→https://a.example} {b|0→https://b.example/x(y)}',
    ],
    ['[a **b**](https://a.example)', '{a |0→https://a.example}{b|1→https://a.example}'],
    [
      '[a][r] [r][] [r] [none]',
      '{a|0→https://r.example} {r|0→https://r.example} {r|0→https://r.example} [none]',
    ],
    ['[evil](javascript:alert(1)) [rel](./docs.md)', 'evil rel'],
    ['![pic](https://a.example/p.png) ![](img/logo.svg?x)', '{pic|0→https://a.example/p.png} logo.svg'],
    ['[![badge](https://img.example/b.svg)](https://ci.example)', '{badge|0→https://ci.example}'],
    [
      '<https://a.example> <x@y.example> https://b.example/q?a=1&b=2. (www.c.example)',
      '{https://a.example|0→https://a.example} {x@y.example|0→mailto:x@y.example} {https://b.example/q?a=1&b=2|0→https://b.example/q?a=1&b=2}. ({www.c.example|0→https://www.c.example})',
    ],
    ['a<br/>b <kbd>Ctrl</kbd> <u>u</u> <span class="x">s</span> 1 < 2', 'a⏎b {Ctrl|16} {u|8} s 1 < 2'],
    ['<constructor>x</constructor>', 'x'],
  ])('%s', (markdown, expected) => {
    expect(read(`${markdown}\n\n[r]: https://r.example 'title'`)).toEqual([`p: ${expected}`])
  })

  test('hostile nesting neither throws nor takes long', () => {
    for (const piece of ['>', '- ', '[', '*a ', '**', '`', '<!--', '<b>', '![', '](', '1. ', '~', '_a', '&#'])
      expect(() => parseMarkdown(piece.repeat(5000))).not.toThrow()
  }, 10_000)
})

const words = fc.stringMatching(/^[ a-zäé0-9*_`~<>[\]()\\!#&;:.|+=/-]{0,14}$/)
const url = fc.constantFrom(null, null, null, 'https://a.example/x(1)?a=1&amp=2', 'mailto:a@b.example')
const inline: fc.Arbitrary<Inline> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(words, fc.integer({ min: 0, max: 31 }), url)
      .map(([text, format, to]) => run(text, format, to)),
  },
  { weight: 1, arbitrary: fc.constant<Inline>({ type: 'break' }) },
)
const block: fc.Arbitrary<Block> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Block>({ type: 'rule' }) },
  {
    weight: 9,
    arbitrary: fc
      .record({
        kind: fc.constantFrom<Kind>(...KINDS),
        indent: fc.nat({ max: 3 }),
        checked: fc.boolean(),
        content: fc.array(inline, { maxLength: 4 }),
      })
      .map(({ kind, indent, checked, content }) =>
        textBlock(kind, [run('w'), ...content, run('w')], { indent, checked: kind === 'check' && checked }),
      ),
  },
)
/** Depths that lists allow, as the writer makes them. */
function standing(blocks: readonly Block[]): Block[] {
  let depth = 0
  return blocks.map((given): Block => {
    if (given.type !== 'block') {
      depth = 0
      return given
    }
    const indent = Math.min(given.indent, depth)
    const list = ['bullet', 'number', 'check'].includes(given.kind)
    depth = list ? indent + 1 : indent
    return { ...given, indent }
  })
}
const flat = (given: Block): unknown =>
  given.type === 'block'
    ? {
        ...(given satisfies TextBlock),
        content: look(blankless(given.kind === 'code' ? [run(inlineText(given.content))] : given.content)),
      }
    : given
/** A blank may lose its look, and blanks at a line's ends go. */
const blankless = (content: readonly Inline[]): Inline[] =>
  content.flatMap((part): Inline[] =>
    part.type === 'break'
      ? [part]
      : [...part.text].filter((char) => char !== ' ').map((char) => run(char, part.format, part.url)),
  )

describe('writing Markdown', () => {
  test('what is written is read back as the same blocks', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 8 }), (generated) => {
        const blocks = standing(generated)
        const back = parseMarkdown(writeMarkdown(blocks))
        expect(back.map(flat), writeMarkdown(blocks)).toEqual(blocks.map(flat))
      }),
      { seed: 20_260_728, numRuns: 1500 },
    )
  })

  test('any text survives being written and read', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }), { maxLength: 5 }), (texts) => {
        const lines = texts.map((text) => text.replace(/\p{C}|\p{Z}|\s/gu, ''))
        const blocks = lines.filter((text) => text !== '').map((text) => textBlock('p', [run(text)]))
        expect(blocksText(parseMarkdown(writeMarkdown(blocks)))).toBe(blocksText(blocks))
      }),
      { seed: 7, numRuns: 2000 },
    )
  })

  test('reads well: no needless marks', () => {
    const markdown =
      '# Plan\n\nWe **open** on *Thursday*, see [the list](https://a.example).\n\n- one\n  - two\n- [x] three\n\n1. first\n2. second\n\n> said\n>\n> again\n\n```ts\nconst a = 1\n```\n\n---\n\n1\\. not a list, snake_case and 2 < 3\n'
    expect(writeMarkdown(parseMarkdown(markdown))).toBe(markdown)
  })
})
