import { decodeEntities } from './entities.ts'

/** A link's address and how much of the source it took. */
export interface Target {
  readonly url: string
  readonly length: number
}

/** Longest address that is looked for; `safeUrl` refuses longer ones anyway. */
const LONGEST = 4200

/** `(address "title")` at `at`. A title is not shown anywhere, so it is let go. */
export function linkTargetAt(source: string, at: number): Target | null {
  if (source[at] !== '(') return null
  const text = source.slice(at, at + LONGEST + 1000)
  const angled = /^\(\s*<([^<>\n]*)>/.exec(text)
  const opening = /^\(\s*/.exec(text)?.[0].length ?? 1
  const length = angled === null ? opening + bareLength(text.slice(opening)) : angled[0].length
  const url = angled?.[1] ?? text.slice(opening, length)
  const rest = /^(?:\s+(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)))?\s*\)/.exec(
    text.slice(length),
  )
  if (rest === null) return null
  return { url: unescapeUrl(url), length: length + rest[0].length }
}

/** How far an address without brackets goes: to a blank, or to a parenthesis that it didn't open. */
function bareLength(text: string): number {
  let depth = 0
  let at = 0
  for (; at < text.length; at += 1) {
    const char = text[at] ?? ''
    if (char === '\\') at += 1
    else if (char === '(') depth += 1
    else if (char === ')') {
      if (depth === 0) break
      depth -= 1
    } else if (/[\s\p{Cc}]/u.test(char)) break
  }
  return Math.min(at, text.length)
}

export const unescapeUrl = (url: string): string => decodeEntities(url.replace(/\\([!-/:-@[-`{-~])/g, '$1'))

export const normalLabel = (label: string): string => label.trim().replace(/\s+/g, ' ').toLowerCase()

/** A web address in running text, as GitHub links it: at a word's beginning, without the punctuation that ends a sentence. */
export function bareUrlAt(source: string, at: number): string | null {
  const first = source[at]
  if (first !== 'h' && first !== 'H' && first !== 'w' && first !== 'W') return null
  if (at > 0 && /[\p{L}\p{N}]/u.test(source[at - 1] ?? '')) return null
  const match = /^(?:https?:\/\/|www\.)[^\s<>\p{Cc}]+/iu.exec(source.slice(at, at + LONGEST))
  if (match === null) return null
  let url = match[0].replace(/&[A-Za-z0-9]+;$/, '')
  for (;;) {
    const shorter = url.replace(/[?!.,:*_~'"`\]]+$/, '')
    const unbalanced = shorter.endsWith(')') && count(shorter, ')') > count(shorter, '(')
    if (!unbalanced && shorter === url) break
    url = unbalanced ? shorter.slice(0, -1) : shorter
  }
  return /^(?:https?:\/\/|www\.)[^\s.]+(?:\.|:\d|\/|$)/i.test(url) && !/^(?:https?:\/\/|www\.)$/i.test(url)
    ? url
    : null
}
const count = (text: string, char: string): number => text.split(char).length - 1

export interface Tag {
  readonly name: string
  readonly closes: boolean
  readonly selfCloses: boolean
  readonly attributes: ReadonlyMap<string, string>
  readonly length: number
}

/** An HTML tag or comment at `at`; a comment has the name `!`. */
export function htmlTagAt(source: string, at: number): Tag | null {
  if (source.startsWith('<!--', at)) {
    const end = source.slice(at, at + 20_000).indexOf('-->')
    if (end < 0) return null
    return { name: '!', closes: false, selfCloses: true, attributes: new Map(), length: end + 3 }
  }
  const match =
    /^<(\/?)([A-Za-z][A-Za-z0-9-]*)((?:\s+[\w:@.-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*)\s*(\/?)>/.exec(
      source.slice(at, at + LONGEST),
    )
  if (match === null) return null
  const [whole, slash, name = '', rest = '', selfCloses] = match
  const attributes = new Map<string, string>()
  for (const [, key = '', double, single, bare] of rest.matchAll(
    /([\w:@.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))/g,
  ))
    attributes.set(key.toLowerCase(), decodeEntities(double ?? single ?? bare ?? ''))
  return {
    name: name.toLowerCase(),
    closes: slash === '/',
    selfCloses: selfCloses === '/',
    attributes,
    length: whole.length,
  }
}
