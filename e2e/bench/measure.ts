import { setTimeout as pass } from 'node:timers/promises'
import type { Crowds, Told } from './crowds.ts'
import type { Server } from './server.ts'

/** What comes first is compiling and connecting. Milliseconds. */
const WARM = 2_000
/** Who writes less than this share of what they should haven't got the processor for it. */
const ENOUGH = 0.95

export interface Measured extends Told {
  readonly seconds: number
  /** Seconds of the server's processor time. */
  readonly cpu: number
  readonly core: number
}

/** Lets a crowd that is connected act, and measures once it is warm. `rate`: what all of it should write a second. */
export async function measure(
  server: Server,
  crowds: Crowds,
  seconds: number,
  rate: number,
): Promise<Measured> {
  crowds.go()
  await pass(WARM)
  crowds.count()
  const [before, from] = [server.cpu(), performance.now()]
  await pass(seconds * 1000)
  const [cpu, passed] = [server.cpu() - before, (performance.now() - from) / 1000]
  const told = await crowds.report()
  const share = told.written / passed / rate
  if (share < ENOUGH)
    console.error(
      `${server.name}: the clients wrote ${Math.round(share * 100)} % of what they should; this machine is too busy to measure on.`,
    )
  return { ...told, seconds: passed, cpu, core: (cpu / passed) * 100 }
}
