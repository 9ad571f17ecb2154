import { lineOf, type TextFile } from './repository.ts'

/**
 * A promise in `docs/guarantees.md`: a heading that begins with its number, and below it the test files that show it, in
 * code, like `e2e/browser/offline.spec.ts`. A promise that isn't kept yet says so with a line that begins `Not yet:`.
 */
export interface Promised {
  readonly name: string
  readonly tests: readonly string[]
  readonly notYet: boolean
  readonly line: number
}

export const NAMES = ['G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8', 'G9', 'G10', 'G11']

export function promisesOf(text: string): Promised[] {
  return [...text.matchAll(/^#{2,4}\s+(G\d+)\b[^\n]*\n([\s\S]*?)(?=^#{1,4}\s|(?![\s\S]))/gm)].map(
    (match) => ({
      name: match[1] ?? '',
      tests: [...(match[2] ?? '').matchAll(/([\w./-]+\.(?:test|spec)\.tsx?)/g)].map((test) =>
        (test[1] ?? '').replace(/^(\.\.\/)+/, ''),
      ),
      notYet: /^\**Not yet:?\**/m.test(match[2] ?? ''),
      line: lineOf(text, match.index),
    }),
  )
}

/** A test's title carries the number: `it('G1: …')`, `test('… (G3, G4)')`. */
export const carries = (text: string, name: string): boolean =>
  new RegExp(`\\b(?:it|test|describe)\\b[^\\n]*(?:\\n[^\\n]*)?['"\`][^'"\`\\n]*\\b${name}\\b`).test(text)

/** One sentence for each promise without a test that exists and carries its number. */
export function unproven(guarantees: string, tests: readonly TextFile[]): string[] {
  const promises = promisesOf(guarantees)
  const byPath = new Map(tests.map((test) => [test.path, test.text]))
  const missing = NAMES.filter((name) => !promises.some((promise) => promise.name === name))
  return [
    ...missing.map((name) => `${name} has no heading of its own`),
    ...promises.flatMap(({ name, tests: named, notYet }) => {
      const gone = named
        .filter((path) => !byPath.has(path))
        .map((path) => `${name} names ${path}, which does not exist`)
      const proven = named.some((path) => carries(byPath.get(path) ?? '', name))
      if (proven || notYet) return gone
      return [...gone, `${name} names no test that carries its number in a title`]
    }),
  ]
}
