import { setTimeout as pass } from 'node:timers/promises'
import type { Crowds, Told } from './crowds.ts'
import type { Server } from './server.ts'

/**
 * What comes first is compiling: where little is written, it takes a sixth of a server's time after a quarter of a minute, and
 * a twentieth after half of one. Servers run for weeks. Milliseconds.
 */
const WARM = 30_000
/** Who writes less than this share of what they should haven't got the processor for it. */
const ENOUGH = 0.95
/** A server that waits longer for its core than this share of the time shares it with more than its own helper threads. */
const CROWDED_OUT = 0.1

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
  const [before, waited, from] = [server.cpu(), server.waited(), performance.now()]
  await pass(seconds * 1000)
  const [cpu, passed] = [server.cpu() - before, (performance.now() - from) / 1000]
  const late = (server.waited() - waited) / passed
  const told = await crowds.report()
  const share = told.written / passed / rate
  if (share < ENOUGH) busy(server, `the clients wrote ${percent(share)} of what they should`)
  if (late > CROWDED_OUT) busy(server, `the server waited for its core for ${percent(late)} of the time`)
  return { ...told, seconds: passed, cpu, core: (cpu / passed) * 100 }
}

const percent = (share: number): string => `${Math.round(share * 100)} %`
const busy = ({ name }: Server, sign: string): void =>
  console.error(`${name}: ${sign}; this machine is too busy to measure on.`)
