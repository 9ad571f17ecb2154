import type { History, Step } from './actions.ts'

/**
 * A shorter history that fails the same way: drops ever smaller runs of steps as long as `fails` stays true. Needs at most
 * `tries` runs; the result fails, but need not be the shortest.
 */
export async function smaller(
  from: History,
  fails: (history: History) => Promise<boolean>,
  tries: number,
): Promise<History> {
  let steps: readonly Step[] = from.steps
  let left = tries
  for (
    let size = Math.ceil(steps.length / 2);
    size >= 1 && left > 0;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < steps.length && left > 0; ) {
      const without = [...steps.slice(0, at), ...steps.slice(at + size)]
      left--
      if (await fails({ ...from, steps: without })) steps = without
      else at += size
    }
  }
  return { ...from, steps }
}
