import { expect, it } from 'vitest'
import { type History, history } from './actions.ts'
import { live, type Outcome } from './live.ts'
import { smaller } from './smaller.ts'

/** Steps of a history: some minutes of its time. */
export const LENGTH = 200
/** The histories are lived through in so many test files, because each has a process of its own. */
const LOTS = 8
/** `npm run simulate` asks for others. */
const FROM = Number(process.env.WEFT_SEED ?? 1)
const HISTORIES = Number(process.env.WEFT_HISTORIES ?? 2_000)
/** Fewer say nothing about how often something happens. */
const TELLING = 100
/** Runs that finding a smaller history may cost. */
const TRIES = 150

interface Volume {
  readonly from: number
  readonly count: number
}

/** What happened in all of them. */
type Totals = ReadonlyMap<string, number>

/** The test of the `n`th lot, from 1. */
export function lot(n: number): void {
  const from = FROM + Math.floor(((n - 1) * HISTORIES) / LOTS)
  const count = FROM + Math.floor((n * HISTORIES) / LOTS) - from
  it.skipIf(count === 0)(
    `G1 to G8, G10, G11 hold in ${count} histories of ${LENGTH} steps from seed ${from}`,
    { timeout: 100_000 + count * 10_000 },
    async () => {
      const totals = await many({ from, count })
      if (process.env.WEFT_HISTORIES) console.log(Object.fromEntries(totals))
      if (count >= TELLING) reallyHappened(totals, count)
    },
  )
}

/** Lives through many histories. The first that breaks a promise fails the test, with its seed and the fewest steps that still do. */
async function many({ from, count }: Volume): Promise<Totals> {
  const totals = new Map<string, number>()
  for (let seed = from; seed < from + count; seed++) {
    const { broken, counts } = await live(history(seed, LENGTH))
    if (broken !== null) expect.fail(await report(history(seed, LENGTH), broken.promise, broken.message))
    for (const [name, n] of counts) totals.set(name, (totals.get(name) ?? 0) + n)
  }
  return totals
}

/** What is said of a history that broke a promise. `lived`: by another simulation than ours, in a test. */
export async function report(
  whole: History,
  promise: string,
  message: string,
  lived: (some: History) => Promise<Pick<Outcome, 'broken'>> = live,
): Promise<string> {
  const fails = async (some: History) => (await lived(some)).broken?.promise === promise
  const { seed, steps } = await smaller(whole, fails, TRIES)
  const list = steps.map((step) => `  ${JSON.stringify(step)},`).join('\n')
  return `seed ${seed}: ${message}\nAgain: npm run simulate -- --seed ${seed} --histories 1\nSteps that do it:\n${list}`
}

/** A quiet simulation finds nothing: everything that it is about must have happened, and often. */
function reallyHappened(totals: Totals, histories: number): void {
  const each: readonly (readonly [name: string, atLeast: number])[] = [
    ['edits', 10],
    ['forbidden', 1],
    ['deliveries', 50],
    ['updates_stored', 5],
    ['cut', 1],
    ['hole', 1],
    ['crashes', 1],
    ['crashBrowser', 0.5],
    ['slow', 0.5],
    ['slowDisk', 0.5],
    ['resyncs', 0.1],
    ['role', 0.3],
    ['lostWrites', 0.05],
    ['tornRecords', 0.01],
    ['batch failed: IO', 0.05],
    ['batch failed: FULL', 0.05],
    ['range failed: IO', 0.05],
    ['lostRows', 0.05],
    ['updates_refused', 0.5],
    ['rooms_closed', 0.5],
    ['compactions', 0.1],
    ['resyncs', 0.05],
    ['storage_errors', 0.1],
    ['revivals', 0.1],
    ['deviceFails', 0.1],
    ['again', 1],
    ['forged', 0.5],
    ['clock', 0.3],
    ['serverClock', 0.3],
  ]
  for (const [name, atLeast] of each)
    expect((totals.get(name) ?? 0) / histories, name).toBeGreaterThanOrEqual(atLeast)
}
