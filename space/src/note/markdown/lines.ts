/** What a line begins, by CommonMark's rules for what may interrupt what. All patterns look at one line. */
export const isBlank = (line: string): boolean => line.trim() === ''

export interface Fence {
  readonly mark: string
  readonly indent: number
  readonly info: string
}
export function fenceOf(line: string): Fence | null {
  const match = /^( {0,3})(`{3,}|~{3,})[ \t]*(.*)$/.exec(line)
  if (match === null) return null
  const [, indent = '', mark = '', info = ''] = match
  if (mark.startsWith('`') && info.includes('`')) return null
  return { mark, indent: indent.length, info: info.trim() }
}
export const closesFence = (line: string, fence: Fence): boolean => {
  const mark = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1]
  return mark !== undefined && mark[0] === fence.mark[0] && mark.length >= fence.mark.length
}

export function headingOf(line: string): { level: number; text: string } | null {
  const match = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/.exec(line)
  if (match === null) return null
  const text = (match[2] ?? '').trim()
  return { level: match[1]?.length ?? 1, text: text.replace(/(^|[ \t])#+$/, '').trim() }
}
export const underlineOf = (line: string): 1 | 2 | null =>
  /^ {0,3}=+[ \t]*$/.test(line) ? 1 : /^ {0,3}-+[ \t]*$/.test(line) ? 2 : null

export const isRule = (line: string): boolean => /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/.test(line)
export const isQuote = (line: string): boolean => /^ {0,3}>/.test(line)
export const unquote = (line: string): string => line.replace(/^ {0,3}> ?/, '')

export interface Item {
  readonly ordinal: number | null
  /** `-`, `*`, `+`, `.` or `)`: another mark begins another list. */
  readonly mark: string
  /** The column at which the item's content begins. */
  readonly content: number
  readonly text: string
}
export function itemOf(line: string): Item | null {
  const match = /^( {0,3})(?:([-*+])|(\d{1,9})([.)]))(?:([ \t]+)(.*))?$/.exec(line)
  if (match === null || isRule(line)) return null
  const [, indent = '', bullet, digits, delimiter, gap = '', text = ''] = match
  const marker = indent.length + (bullet ?? `${digits}${delimiter}`).length
  // More than four blanks after the mark belong to code inside the item.
  const wide = gap.length > 4 || text === ''
  return {
    ordinal: digits === undefined ? null : Number(digits),
    mark: bullet ?? delimiter ?? '',
    content: marker + (wide ? 1 : gap.length),
    text: wide ? gap.slice(1) + text : text,
  }
}

const HTML_BLOCK =
  /^ {0,3}<(?:!--|[?!]|\/?(?:address|article|aside|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|nav|ol|optgroup|option|p|picture|pre|script|section|source|style|summary|table|tbody|td|tfoot|th|thead|title|tr|ul|video)(?:[\s/>]|$))/i
export const isHtml = (line: string): boolean => HTML_BLOCK.test(line)

export const isTableRule = (line: string): boolean =>
  line.includes('|') && /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/.test(line)

/** The cells of a table's row; `\|` is a character of a cell. */
export function cellsOf(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(^|[^\\])\|$/, '$1')
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|').trim())
}

/** Whether this line ends a paragraph that it follows without a blank line between. */
export const interrupts = (line: string): boolean => {
  const item = itemOf(line)
  const startsItem = item !== null && item.text.trim() !== '' && (item.ordinal === null || item.ordinal === 1)
  return (
    startsItem ||
    fenceOf(line) !== null ||
    headingOf(line) !== null ||
    isRule(line) ||
    isQuote(line) ||
    isHtml(line)
  )
}

/** Tabs at a line's beginning as blanks up to the next multiple of four. */
export function expandTabs(line: string): string {
  let at = 0
  let width = 0
  for (; line[at] === ' ' || line[at] === '\t'; at += 1) width += line[at] === '\t' ? 4 - (width % 4) : 1
  const rest = line.slice(at).replace(/^((?:[-*+]|\d{1,9}[.)]))\t/, '$1   ')
  return ' '.repeat(width) + rest
}
/** The line without its first `columns` columns of blanks; a tab that reaches further leaves its rest. Later tabs stay. */
export function dedent(line: string, columns: number): string {
  let at = 0
  let width = 0
  for (; width < columns && (line[at] === ' ' || line[at] === '\t'); at += 1)
    width += line[at] === '\t' ? 4 - (width % 4) : 1
  return ' '.repeat(Math.max(0, width - columns)) + line.slice(at)
}
export const indentOf = (line: string): number => line.length - line.trimStart().length
