import type { References } from './inline.ts'
import { closesFence, fenceOf, isBlank } from './lines.ts'
import { normalLabel, unescapeUrl } from './tokens.ts'

/** The `---` … `---` at a file's head, or nothing. */
export function frontMatter(lines: readonly string[]): readonly string[] {
  if (lines[0]?.trimEnd() !== '---' || !/^[\w-]+:/.test(lines[1] ?? '')) return []
  const end = lines.findIndex((line, at) => at > 0 && /^(?:---|\.\.\.)\s*$/.test(line))
  return end < 0 ? [] : lines.slice(0, end + 1)
}

/** Takes the link definitions out of the lines: they are used before they stand. */
export function definitions(lines: readonly string[]): { rest: string[]; references: References } {
  const references = new Map<string, string>()
  let fence: ReturnType<typeof fenceOf> = null
  /** A definition can't stand in the middle of a paragraph. */
  let free = true
  const rest = lines.filter((line) => {
    if (fence !== null) {
      if (closesFence(line.trimStart(), fence)) fence = null
      return true
    }
    fence = fenceOf(line.trimStart())
    const match =
      /^ {0,3}\[(?!\^)((?:[^[\]\\]|\\.){1,999})\]:\s*(?:<([^<>]*)>|(\S+))(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*$/.exec(
        line,
      )
    if (fence !== null || match === null || !free) {
      free = isBlank(line)
      return true
    }
    const label = normalLabel(match[1] ?? '')
    if (!references.has(label)) references.set(label, unescapeUrl(match[2] ?? match[3] ?? ''))
    return false
  })
  return { rest, references }
}
