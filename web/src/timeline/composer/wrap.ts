export interface Selected {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** Puts `mark` around what is selected, or takes it away when it is there: the answer to a press of "bold". */
export function wrap({ text, start, end }: Selected, mark: string): Selected {
  const size = mark.length
  const inner = text.slice(start, end)
  if (text.slice(start - size, start) === mark && text.slice(end, end + size) === mark)
    return {
      text: text.slice(0, start - size) + inner + text.slice(end + size),
      start: start - size,
      end: end - size,
    }
  if (inner.length >= 2 * size && inner.startsWith(mark) && inner.endsWith(mark)) {
    const bare = inner.slice(size, -size)
    return { text: text.slice(0, start) + bare + text.slice(end), start, end: start + bare.length }
  }
  return {
    text: text.slice(0, start) + mark + inner + mark + text.slice(end),
    start: start + size,
    end: end + size,
  }
}
