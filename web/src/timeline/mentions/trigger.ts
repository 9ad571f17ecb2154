import type { Mention } from '@weft/space'

/** A name that is being typed: its sign stands at `from`, and the caret at the end of what follows. */
export interface Trigger {
  readonly sign: Mention['sign']
  readonly from: number
  readonly query: string
}

/** Characters that one types of a name at most. */
const LONGEST = 40
/** The sign begins a word; what follows goes on to the caret, blanks between words too: names have them. */
const OPEN = new RegExp(`(?:^|[\\s([{"'“‘«*_~>/-])([@#])((?!\\s)[^\\n@#]{0,${LONGEST}})$`, 'u')

/** The name that is being typed at the caret; null when none is: within an address, a number, or code. */
export function triggerAt(text: string, caret: number): Trigger | null {
  const line = text.slice(Math.max(0, caret - LONGEST - 2), caret)
  const match = OPEN.exec(line)
  const [, sign, query = ''] = match ?? []
  if (sign !== '@' && sign !== '#') return null
  // "See #12" is a number.
  if (sign === '#' && /^\d/.test(query)) return null
  const from = caret - query.length - 1
  return inCode(text.slice(0, from)) ? null : { sign, from, query }
}

/** Whether a backtick is open. */
const inCode = (before: string): boolean => before.split('`').length % 2 === 0
