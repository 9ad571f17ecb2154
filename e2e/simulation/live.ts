import type { History } from './actions.ts'
import { aged, heavy } from './pasts.ts'
import type { Plant } from './plant.ts'
import { rest } from './rest.ts'
import { Broken } from './truth.ts'
import { type Inheritance, World } from './world.ts'

export interface Outcome {
  readonly broken: Broken | null
  /** Of all that passed on the wires: the same seed gives the same. */
  readonly trace: string
  readonly counts: ReadonlyMap<string, number>
}

/** Some spaces aren't new. */
const PASTS: readonly ((() => Promise<Inheritance>) | null)[] = [aged, null, heavy, null]

/** Lives through a history and the rest after it. */
export async function live(history: History, plant: Plant = {}): Promise<Outcome> {
  const world = new World(history.seed, plant)
  let broken: Broken | null = null
  try {
    const past = PASTS[history.seed % 4]
    if (past) await world.inherit(await past())
    else await world.found()
    await world.gather()
    for (const { after, ...action } of history.steps) {
      await world.pass(after)
      await world.act(action)
    }
    await rest(world)
  } catch (error) {
    broken =
      error instanceof Broken
        ? error
        : new Broken('crash', error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  for (const [name, n] of [...world.server.counted, ...world.truth.failures])
    world.counts.set(name, (world.counts.get(name) ?? 0) + n)
  return { broken, trace: world.judge.hash(), counts: world.counts }
}
