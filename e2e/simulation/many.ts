import { expect } from 'vitest'
import { type History, history } from './actions.ts'
import { smaller } from './smaller.ts'
import { live } from './world.ts'

/** Steps of a history: some minutes of its time. */
export const LENGTH = 120
/** Runs that finding a smaller history may cost. */
const TRIES = 150

export interface Volume {
  readonly from: number
  readonly count: number
}

/** What happened in all of them. */
export type Totals = ReadonlyMap<string, number>

/** Lives through many histories. The first that breaks a promise fails the test, with its seed and the fewest steps that still do. */
export async function many({ from, count }: Volume): Promise<Totals> {
  const totals = new Map<string, number>()
  for (let seed = from; seed < from + count; seed++) {
    const { broken, counts } = await live(history(seed, LENGTH))
    if (broken !== null) expect.fail(await report(history(seed, LENGTH), broken.promise, broken.message))
    for (const [name, n] of counts) totals.set(name, (totals.get(name) ?? 0) + n)
  }
  return totals
}

async function report(whole: History, promise: string, message: string): Promise<string> {
  const fails = async (some: History) => (await live(some)).broken?.promise === promise
  const { seed, steps } = await smaller(whole, fails, TRIES)
  const list = steps.map((step) => `  ${JSON.stringify(step)},`).join('\n')
  return `seed ${seed}: ${message}\nAgain: npm run simulate -- --seed ${seed} --histories 1\nSteps that do it:\n${list}`
}

/** A quiet simulation finds nothing: everything that it is about must have happened, and often. */
export function reallyHappened(totals: Totals, histories: number): void {
  const each: readonly (readonly [name: string, atLeast: number])[] = [
    ['edits', 10],
    ['forbidden', 1],
    ['deliveries', 50],
    ['updates_stored', 5],
    ['cut', 1],
    ['hole', 1],
    ['crashes', 1],
    ['crashBrowser', 0.5],
    ['lostWrites', 0.05],
    ['lostRows', 0.05],
    ['updates_refused', 0.5],
    ['rooms_closed', 0.5],
    ['compactions', 0.1],
    ['storage_errors', 0.1],
    ['deviceFails', 0.1],
  ]
  for (const [name, atLeast] of each)
    expect((totals.get(name) ?? 0) / histories, name).toBeGreaterThanOrEqual(atLeast)
}
