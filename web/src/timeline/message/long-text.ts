import { withoutHalf } from '@weft/space'

/** Above either, a message is shown folded: one that somebody pasted must not bury the conversation, nor take seconds to draw. */
const LONG = { characters: 4_000, lines: 50 }
/** What is shown of a folded one. */
const SHOWN = { characters: 1_500, lines: 20 }

/** The beginning of a text that is too long to be shown at once; null when it isn't. */
export function foldedText(text: string): string | null {
  if (text.length <= LONG.characters && lineEnd(text, LONG.lines) === text.length) return null
  const cut = text.slice(0, Math.min(SHOWN.characters, lineEnd(text, SHOWN.lines)))
  // Not half of a character, and no fence that is never closed.
  const whole = withoutHalf(/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut)
  return (whole.match(/^\s*```/gm)?.length ?? 0) % 2 === 1 ? `${whole}…\n\`\`\`` : `${whole}…`
}

/** Where the line with this number (from 1) ends; the text's end when it has fewer. */
function lineEnd(text: string, line: number): number {
  let at = -1
  for (let i = 0; i < line; i++) {
    at = text.indexOf('\n', at + 1)
    if (at === -1) return text.length
  }
  return at
}
