import { lineOf, type TextFile } from './repository.ts'

/** Properties that are tried with other values each time, by place: one that fails once a week can't be had again. */
export function byLuck(tests: readonly TextFile[]): string[] {
  return tests.flatMap(({ path, text }) =>
    [...text.matchAll(/\bfc\.(?:assert|check)\(/g)]
      .filter(({ index, 0: { length } }) => !/\bseed\b/.test(argumentsAt(text, index + length)))
      .map(({ index }) => `${path}:${lineOf(text, index)}`),
  )
}

/** What stands between the bracket that was opened before `start` and the one that closes it. */
function argumentsAt(text: string, start: number): string {
  let open = 1
  let end = start
  for (; open > 0 && end < text.length; end++) {
    if ('([{'.includes(text.charAt(end))) open++
    else if (')]}'.includes(text.charAt(end))) open--
  }
  return text.slice(start, end)
}
