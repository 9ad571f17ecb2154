import { MENTION, type Mention, mentionAt, safeUrl } from '@weft/space'

export type Inline =
  | { readonly type: 'text' | 'code'; readonly text: string }
  | { readonly type: 'strong' | 'em' | 'strike'; readonly children: readonly Inline[] }
  /** `text`: as it was called when it was written. */
  | { readonly type: 'mention'; readonly text: string; readonly mention: Mention }
  | { readonly type: 'link'; readonly href: string; readonly children: readonly Inline[] }
export type Block =
  | { readonly type: 'text' | 'quote'; readonly children: readonly Inline[] }
  | { readonly type: 'fence'; readonly text: string }

/** Nesting beyond this is shown as typed; it also bounds the work, which is linear in the text for each level. */
const DEPTH = 6

/** The little Markdown of messages. Whatever isn't closed, or isn't allowed, stands as it was typed. */
export function lightMarkdown(text: string): readonly Block[] {
  const blocks: Block[] = []
  let plain: string[] = []
  let quoted: string[] = []
  const flush = (): void => {
    for (const [type, lines] of [
      ['text', plain],
      ['quote', quoted],
    ] as const)
      if (lines.some((line) => line.trim() !== ''))
        blocks.push({ type, children: inline(trimLines(lines), 0) })
    plain = []
    quoted = []
  }
  const lines = text.split('\n')
  const fences = lines.flatMap((line, i) => (/^\s*```/.test(line) ? [i] : []))
  let fence = 0
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    if (i === fences[fence]) {
      fence++
      // A fence may close on its own line: ```like this```
      const single = /^\s*```(.+?)```\s*$/.exec(line)
      const end = fences[fence]
      if (single !== null || end !== undefined) {
        flush()
        blocks.push({ type: 'fence', text: single?.[1] ?? lines.slice(i + 1, end).join('\n') })
        if (single === null && end !== undefined) {
          fence++
          i = end
        }
        continue
      }
    }
    const quote = /^> ?(.*)$/.exec(line)
    if (quote !== null) {
      if (plain.length > 0) flush()
      quoted.push(quote[1] ?? '')
    } else {
      if (quoted.length > 0) flush()
      plain.push(line)
    }
  }
  flush()
  return blocks
}

const trimLines = (lines: readonly string[]): string => lines.join('\n').replace(/^\n+|\s+$/g, '')

const MARKS = [
  ['**', 'strong'],
  ['~~', 'strike'],
  ['*', 'em'],
  ['_', 'em'],
] as const
const SPECIAL = /[\\`*_~[hm@#]/g
const isSpace = (c: string | undefined): boolean => c === undefined || /\s/.test(c)
const isWord = (c: string | undefined): boolean => c !== undefined && /[\p{L}\p{N}]/u.test(c)

function inline(text: string, depth: number): readonly Inline[] {
  const out: Inline[] = []
  let buffer = ''
  /** Marks without a closing one further on: looked for once, or a row of opening marks would cost the square of its length. */
  const unclosed = new Set<string>()
  const push = (node: Inline): void => {
    if (buffer !== '') out.push({ type: 'text', text: buffer })
    buffer = ''
    out.push(node)
  }
  let i = 0
  while (i < text.length) {
    SPECIAL.lastIndex = i
    const next = SPECIAL.exec(text)?.index ?? text.length
    buffer += text.slice(i, next)
    i = next
    if (i >= text.length) break
    const found = depth < DEPTH ? special(text, i, depth, unclosed) : null
    if (found === null) {
      buffer += text[i]
      i++
    } else {
      if (typeof found.node === 'string') buffer += found.node
      else push(found.node)
      i = found.end
    }
  }
  if (buffer !== '') out.push({ type: 'text', text: buffer })
  return out
}

type Found = { readonly node: Inline | string; readonly end: number } | null

function special(text: string, i: number, depth: number, unclosed: Set<string>): Found {
  switch (text[i]) {
    case '\\': {
      const next = text[i + 1]
      return next !== undefined && /[\\`*_~[\]()>]/.test(next) ? { node: next, end: i + 2 } : null
    }
    case '`':
      return code(text, i, unclosed)
    case '[':
      return namedLink(text, i, depth)
    case 'h':
    case 'm':
      return bareLink(text, i)
    case '@':
    case '#': {
      const found = mentionAt(text, i)
      if (found === null) return null
      const { mention, end } = found
      return { node: { type: 'mention', text: mention.sign + mention.name, mention }, end }
    }
    default:
      return marked(text, i, depth, unclosed)
  }
}

function code(text: string, i: number, unclosed: Set<string>): Found {
  let ticks = 1
  while (text[i + ticks] === '`') ticks++
  const mark = '`'.repeat(ticks)
  const whole: Found = { node: mark, end: i + ticks }
  if (unclosed.has(mark)) return whole
  let end = text.indexOf(mark, i + ticks)
  while (end !== -1 && (text[end + ticks] === '`' || text[end - 1] === '`')) {
    let past = end + ticks
    while (text[past] === '`') past++
    end = text.indexOf(mark, past)
  }
  if (end === -1) {
    unclosed.add(mark)
    return whole
  }
  const inner = text.slice(i + ticks, end)
  return {
    node: { type: 'code', text: /^ .*\S.* $/.test(inner) ? inner.slice(1, -1) : inner },
    end: end + ticks,
  }
}

function marked(text: string, i: number, depth: number, unclosed: Set<string>): Found {
  for (const [mark, type] of MARKS) {
    if (!text.startsWith(mark, i)) continue
    const from = i + mark.length
    if (isSpace(text[from]) || (mark === '_' && inWord(text[i - 1], text[from])) || unclosed.has(mark))
      continue
    const end = closing(text, from, mark)
    if (end === -1) unclosed.add(mark)
    else return { node: { type, children: inline(text.slice(from, end), depth + 1) }, end: end + mark.length }
  }
  return null
}

/** An underscore is part of a name beside a letter outside, or beside another one: `snake_case`, `__init__`. */
const inWord = (outside: string | undefined, inside: string | undefined): boolean =>
  isWord(outside) || outside === '_' || inside === '_'

/** Where `mark` closes: after something, not inside a word for `_`, not half of a double mark for a single one, nor in a mention. */
function closing(text: string, from: number, mark: string): number {
  const next = new RegExp(`${MENTION}|${mark.replaceAll('*', '\\*')}`, 'gu')
  next.lastIndex = from
  for (let match = next.exec(text); match !== null; match = next.exec(text)) {
    if (match[1] !== undefined) continue
    let end = match.index
    next.lastIndex = end + 1
    if (end === from || isSpace(text[end - 1])) continue
    if (mark === '_' && inWord(text[end + 1], text[end - 1])) continue
    // Of three stars in a row the last two close: `***both***`.
    while (mark === '**' && text[end + 2] === '*') end++
    if (mark === '*' && (text[end + 1] === '*' || text[end - 1] === '*')) {
      if (text[end + 1] === '*') next.lastIndex++
      continue
    }
    return end
  }
  return -1
}

/** A link's name and address are looked for no further than this, so that a row of brackets costs no more than its length. */
const NAME = 300
const ADDRESS = 4096

function namedLink(text: string, i: number, depth: number): Found {
  const middle = text.slice(i, i + NAME).indexOf('](')
  if (middle === -1) return null
  const name = text.slice(i + 1, i + middle)
  const from = i + middle + 2
  const length = text.slice(from, from + ADDRESS).indexOf(')')
  if (length === -1 || name.includes('[') || name.includes('\n') || name.trim() === '') return null
  const href = safeUrl(text.slice(from, from + length))
  if (href === null) return null
  return {
    node: { type: 'link', href, children: noLinks(inline(name, depth + 1)) },
    end: from + length + 1,
  }
}

/** A link's name holds no link of its own. */
const noLinks = (nodes: readonly Inline[]): readonly Inline[] =>
  nodes.flatMap((node) => (node.type === 'link' ? node.children : [node]))

const URL_START = /(?:https?:\/\/|mailto:)[^\s<>"'`]+/y

function bareLink(text: string, i: number): Found {
  if (isWord(text[i - 1])) return null
  URL_START.lastIndex = i
  const match = URL_START.exec(text)?.[0]
  if (match === undefined) return null
  if (match.length > ADDRESS) return { node: match, end: i + match.length }
  const url = trimUrl(match)
  const href = safeUrl(url)
  return href === null
    ? null
    : { node: { type: 'link', href, children: [{ type: 'text', text: url }] }, end: i + url.length }
}

/** An address in a sentence ends before the sentence's own punctuation, and before a bracket that it didn't open. */
function trimUrl(match: string): string {
  let end = match.length
  for (; end > 0; end--) {
    const last = match[end - 1] ?? ''
    if (/[.,;:!?*_~]/.test(last)) continue
    const url = match.slice(0, end)
    if (last === ')' && url.split('(').length <= url.split(')').length - 1) continue
    if (last === ']' && !url.includes('[')) continue
    break
  }
  return match.slice(0, end)
}
