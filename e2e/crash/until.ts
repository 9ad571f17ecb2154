import { systemRuntime } from '@weft/web/sync'

/** Nothing came of it for so long: something is broken. Milliseconds. */
const PATIENCE = 60_000

/** Resolves once it is true: the real server and network take the time they take. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  const from = systemRuntime.elapsed()
  while (!isSo()) {
    if (systemRuntime.elapsed() - from > PATIENCE)
      throw new Error(`Waited ${PATIENCE / 1000} s for: ${what}.`)
    await new Promise<void>((resolve) => {
      systemRuntime.timer(1, resolve)
    })
  }
}
