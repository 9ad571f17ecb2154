import { describe, expect, it } from 'vitest'
import { type Block, type Inline, lightMarkdown } from './light-markdown.ts'

const inlineText = (node: Inline): string => {
  switch (node.type) {
    case 'text':
      return node.text
    case 'code':
      return `<code>${node.text}</code>`
    case 'mention':
      return `<${node.text} ${node.mention.id}>`
    case 'link':
      return `<a ${node.href}>${node.children.map(inlineText).join('')}</a>`
    case 'strong':
    case 'em':
    case 'strike':
      return `<${node.type}>${node.children.map(inlineText).join('')}</${node.type}>`
  }
}
const blockText = (block: Block): string =>
  block.type === 'fence'
    ? `<fence>${block.text}</fence>`
    : `${block.type === 'quote' ? '> ' : ''}${block.children.map(inlineText).join('')}`
const shown = (text: string): string => lightMarkdown(text).map(blockText).join(' | ')

describe('light Markdown', () => {
  it.each([
    ['plain words', 'plain words'],
    ['**Tuesdays**, by *Friday*', '<strong>Tuesdays</strong>, by <em>Friday</em>'],
    ['***both***', '<strong><em>both</em></strong>'],
    ['_so_ and ~~not so~~', '<em>so</em> and <strike>not so</strike>'],
    ['booked for `14:30`.', 'booked for <code>14:30</code>.'],
    ['``a ` b``', '<code>a ` b</code>'],
    ['**bold *and* more**', '<strong>bold <em>and</em> more</strong>'],
    ['a line\nand the next', 'a line\nand the next'],
    ['> Can someone?\nI can', '> Can someone? | I can'],
  ])('%j', (text, expected) => expect(shown(text)).toBe(expected))

  it.each([
    'snake_case_names and __init__.py',
    '2 * 3 * 4 and 5*6',
    '** not bold **',
    '*open',
    'a `tick',
    '_open _too',
    '[no](javascript:alert(1))',
    '[no](//evil.example)',
    'javascript:alert(1)',
    '<img src=x onerror=alert(1)>',
  ])('leaves %j as it was typed', (text) => expect(shown(text)).toBe(text))

  it('takes a backslash as "no mark"', () => expect(shown('\\*so\\* and a\\b')).toBe('*so* and a\\b'))

  it('names people and notes, whose own marks mean nothing', () => {
    const id = '_a-_-__bcd1234_-'
    const tiago = `@[Tiago](${id})`
    expect(shown(`Ask ${tiago}, or #[the \\*plan\\*](${id})`)).toBe(
      `Ask <@Tiago ${id}>, or <#the *plan* ${id}>`,
    )
    expect(shown(`**${tiago}** _with ${tiago}_ ~~${tiago}~~`)).toBe(
      `<strong><@Tiago ${id}></strong> <em>with <@Tiago ${id}></em> <strike><@Tiago ${id}></strike>`,
    )
    expect(shown(`*so @[a\\*b **c_](${id}) it is*`)).toBe(`<em>so <@a*b **c_ ${id}> it is</em>`)
    expect(shown(`\`${tiago}\``)).toBe(`<code>${tiago}</code>`)
    expect(shown(`a@[b](${id}).`)).toBe(`a<@b ${id}>.`)
  })
  it.each(['@[Tiago](javascript:alert(1))', '#[x](__proto__)', '@[a] (b)', 'anna@example.org is #1'])(
    'takes %j for no mention',
    (text) => expect(shown(text)).toBe(text),
  )

  it('shows what is fenced as it is, marks and all', () => {
    expect(shown('look:\n```js\nlet *a* = `b`\n\n  c\n```\nthere')).toBe(
      'look: | <fence>let *a* = `b`\n\n  c</fence> | there',
    )
    expect(shown('```one line```')).toBe('<fence>one line</fence>')
    expect(shown('```\nnever closed')).toContain('never closed')
  })

  it('makes links of web and mail addresses alone, without the punctuation around them', () => {
    expect(shown('see https://weft.example/a_b_(c), or http://x.example.')).toBe(
      'see <a https://weft.example/a_b_(c)>https://weft.example/a_b_(c)</a>, or <a http://x.example>http://x.example</a>.',
    )
    expect(shown('(https://a.example/b)')).toBe('(<a https://a.example/b>https://a.example/b</a>)')
    expect(shown('[the *plan*](https://a.example)')).toBe('<a https://a.example>the <em>plan</em></a>')
    expect(shown('[https://bank.example](https://a.example)')).toBe(
      '<a https://a.example>https://bank.example</a>',
    )
    expect(shown('**https://a.example**')).toBe('<strong><a https://a.example>https://a.example</a></strong>')
  })

  it.each([
    '*a ',
    '**a ',
    '_a ',
    '`',
    '[',
    '[a](',
    '~~x',
    '>',
    '```\n',
    'http://',
    '**',
    '*a* ',
    '(https://a.b/)',
    '@[',
    '*@[a',
    '_#[a](',
    '*@[a](0123456789_-efgh) ',
    ')',
  ])('takes time by the length of the text, for %j again and again', (part) => {
    const blocks = lightMarkdown(part.repeat(200_000 / part.length))
    expect(blocks.length).toBeLessThanOrEqual(70_000)
  })
})
