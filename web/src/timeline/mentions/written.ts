import { type Mention, readMentions } from '@weft/space'

/** A mention in a text that is being written: these characters stand for it. */
export interface Chosen {
  readonly from: number
  readonly to: number
  /** As it goes into the message. */
  readonly notation: string
}

/** A message as one writes it: names as one reads them, and what is meant by which. */
export interface Written {
  readonly text: string
  /** In their order; none touches another. */
  readonly chosen: readonly Chosen[]
}

/** A message's text as it is written. `shown`: what stands for a mention. */
export function fromMessage(message: string, shown: (mention: Mention) => string): Written {
  const chosen: Chosen[] = []
  let longer = 0
  const text = readMentions(message, (mention, notation, at) => {
    const words = shown(mention)
    const from = at + longer
    chosen.push({ from, to: from + words.length, notation })
    longer += words.length - notation.length
    return words
  })
  return { text, chosen }
}

/** The message's text, without blanks around it. What was chosen long ago and left alone is as it was. */
export function toMessage({ text, chosen }: Written): string {
  let message = ''
  let at = 0
  for (const { from, to, notation } of chosen) {
    message += text.slice(at, from) + notation
    at = to
  }
  return message + text.slice(at)
}

/**
 * After the text was changed in any way, by a key or by a button: what stands before and behind the change is meant as it was.
 * Within it, a name that is there still is meant still; one of which a letter is gone is a word like any other.
 * `caret`: where one writes on, which is where the change ended. Two texts alone don't tell which of two equal words went.
 */
export function rewritten({ text, chosen }: Written, next: string, caret = 0): Written {
  const shorter = Math.min(text.length, next.length)
  let tail = 0
  while (tail < Math.min(shorter, next.length - caret) && text.at(-1 - tail) === next.at(-1 - tail)) tail++
  let start = 0
  while (start < shorter - tail && text[start] === next[start]) start++
  const moved = next.length - text.length
  const end = next.length - tail
  let sought = 0
  return {
    text: next,
    chosen: chosen.flatMap((one) => {
      if (one.to <= start) return [one]
      if (one.from >= text.length - tail) return [{ ...one, from: one.from + moved, to: one.to + moved }]
      const words = text.slice(one.from, one.to)
      const from = next.indexOf(words, Math.max(sought, start))
      const to = from + words.length
      if (from === -1 || to > Math.max(end, one.to + moved)) return []
      sought = to
      return [{ ...one, from, to }]
    }),
  }
}

/** With one more that was chosen; where it overlaps others, it takes their place. */
export const withChosen = ({ text, chosen }: Written, one: Chosen): Written => ({
  text,
  chosen: [...chosen.filter(({ from, to }) => to <= one.from || from >= one.to), one].sort(
    (a, b) => a.from - b.from,
  ),
})
