import type { Runtime } from '@weft/space'
import { pino } from 'pino'

/** What a log line may say about its event: ids and figures. Never a secret, a name, or a word that somebody wrote. */
export type Details = Readonly<Record<string, string | number>>

export interface Log {
  info(event: string, details?: Details): void
  warn(event: string, details?: Details): void
  error(event: string, details?: Details): void
}

export const LEVELS = ['silent', 'error', 'warn', 'info'] as const
export type Level = (typeof LEVELS)[number]

/** One JSON object a line on standard error, or a short line for people when that is a terminal. */
export function createLog(level: Level, forPeople: boolean): Log {
  const stream = forPeople
    ? { write: (line: string) => void process.stderr.write(readable(line)) }
    : process.stderr
  const log = pino({ level, base: null, messageKey: 'event' }, stream)
  return {
    info: (event, details) => log.info(bounded(details), event),
    warn: (event, details) => log.warn(bounded(details), event),
    error: (event, details) => log.error(bounded(details), event),
  }
}

export const silentLog: Log = { info() {}, warn() {}, error() {} }

/** What strangers can cause is told `BURST` times in `WINDOW_MS` for each event, then counted and summed up. */
const WINDOW_MS = 10_000
const BURST = 20

export function sparingly(log: Log, runtime: Runtime): (event: string, details: Details) => void {
  const windows = new Map<string, { count: number }>()
  return (event, details) => {
    const known = windows.get(event)
    if (known !== undefined) {
      known.count++
      if (known.count <= BURST) log.warn(event, details)
      return
    }
    const window = { count: 1 }
    windows.set(event, window)
    log.warn(event, details)
    runtime.timer(WINDOW_MS, () => {
      windows.delete(event)
      if (window.count > BURST) log.warn(event, { alsoHappened: window.count - BURST })
    })
  }
}

const LONGEST = 300
function bounded(details: Details = {}): Details {
  const out: Record<string, string | number> = {}
  for (const [key, value] of Object.entries(details))
    out[key] = typeof value === 'string' && value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value
  return out
}

/** A line of pino's as `12:04:31 warn  socket_refused code=4401 …`; anything else as it is. */
export function readable(line: string): string {
  try {
    const { level, time, event, ...rest } = JSON.parse(line) as Record<string, unknown>
    const clock = new Date(Number(time)).toTimeString().slice(0, 8)
    const fields = Object.entries(rest).map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    return `${[clock, (NAMES.get(Number(level)) ?? String(level)).padEnd(5), event, ...fields].join(' ')}\n`
  } catch {
    // reason: not a line of ours; better shown raw than lost.
    return line
  }
}
const NAMES = new Map(Object.entries(pino.levels.labels).map(([number, name]) => [Number(number), name]))
