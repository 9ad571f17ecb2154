import { execFileSync } from 'node:child_process'
import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Histogram } from './histogram.ts'

/** Read before this process gives the first core away. */
const CORES = availableParallelism()
/** Processes that play clients: one on each core that the server doesn't have, and not more than it takes. */
export const PLAYERS = Math.max(1, Math.min(3, CORES - 1))

/** The server has the first core to itself, where the machine has more than one and a way to say so. */
export const isPinned = ((): boolean => {
  if (CORES < 2) return false
  try {
    execFileSync('taskset', ['-c', '0', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    // No taskset on this machine: the table says that the server wasn't alone on its core.
    return false
  }
})()
export const serverCore: readonly string[] = isPinned ? ['taskset', '-c', '0'] : []
/** `execPath` and `execArgv` of a forked player. */
export const playerCore = (player: number): { execPath?: string; execArgv?: string[] } =>
  isPinned ? { execPath: 'taskset', execArgv: ['-c', String(player + 1), process.execPath] } : {}

/** This process plays clients too, and leaves the server's core alone. */
export function leaveServerCore(): void {
  if (isPinned)
    execFileSync('taskset', ['-a', '-c', '-p', `1-${CORES - 1}`, String(process.pid)], { stdio: 'ignore' })
}

/** Files, and so sockets, that a process here may open: Node has already raised it as far as it may. */
export function openFiles(): number {
  try {
    const found = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'))
    return found?.[1] === undefined || found[1] === 'unlimited' ? Number.POSITIVE_INFINITY : Number(found[1])
  } catch {
    // Only Linux tells; elsewhere opening too many says it.
    return Number.POSITIVE_INFINITY
  }
}

/**
 * What the disk alone costs whoever syncs before they tell: how long a small write takes until it is there. Milliseconds.
 * Measured where the servers will have their folders.
 */
export function syncedWrite(): Histogram {
  const folder = mkdtempSync(join(tmpdir(), 'weft-bench-disk-'))
  const times = new Histogram()
  try {
    const file = openSync(join(folder, 'log'), 'a')
    for (let i = 0; i < 500; i++) {
      const from = performance.now()
      writeSync(file, Buffer.alloc(256, i))
      fdatasyncSync(file)
      times.add(performance.now() - from)
    }
    closeSync(file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return times
}

export const described = (): string =>
  `${cpus()[0]?.model ?? 'a machine'}, ${CORES} cores, Node ${process.version}\n${
    isPinned
      ? 'The server has a core of its own.'
      : 'Without taskset and a second core: server and clients share them.'
  }`
