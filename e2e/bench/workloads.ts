import type { Options } from './options.ts'
import type { Workload } from './workload.ts'
import { crowded } from './workloads/crowded.ts'
import { idle } from './workloads/idle.ts'
import { kill } from './workloads/kill.ts'
import { load } from './workloads/load.ts'

/** Seconds that a workload measures for, when nobody says otherwise. */
const MEASURE = 8

export function workloadsOf({ connections, messages, seconds }: Options): readonly Workload[] {
  const measured = seconds ?? MEASURE
  return [...crowded(measured), ...load(messages), idle(connections, measured), kill(measured)]
}
