import type { Options } from './options.ts'
import type { Workload } from './workload.ts'
import { backpressure } from './workloads/backpressure.ts'
import { crowded } from './workloads/crowded.ts'
import { durable } from './workloads/durable.ts'
import { idle } from './workloads/idle.ts'
import { kill } from './workloads/kill.ts'
import { load } from './workloads/load.ts'
import { replay } from './workloads/replay.ts'

/** Seconds that a workload measures for, when nobody says otherwise. */
const MEASURE = 8
const MEASURE_DURABLE = 20

export async function workloadsOf(options: Options): Promise<readonly Workload[]> {
  const { connections, messages, stall, trace } = options
  const seconds = options.seconds ?? MEASURE
  return [
    ...crowded(seconds),
    ...load(messages),
    idle(connections, seconds),
    durable(options.seconds ?? MEASURE_DURABLE),
    await replay(trace),
    backpressure(stall),
    kill(seconds),
  ]
}
