import { lineOf, type TextFile } from './repository.ts'

/** Tests that are switched off or run alone, by place. Both make a green run say less than it seems to. */
export function switchedOff(tests: readonly TextFile[]): string[] {
  const marks =
    /\b(?:(?:it|test|describe|bench)(?:\.\w+)*\.(?:only|skip|todo|fixme|skipIf|runIf)\b|x(?:it|describe|test)\s*\()/g
  return tests.flatMap(({ path, text }) =>
    [...text.matchAll(marks)].map((match) => `${path}:${lineOf(text, match.index)} ${match[0]}`),
  )
}
