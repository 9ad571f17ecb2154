import { DOOR_LIMITS, type DoorLimits, orNone } from '../gateway/limits.ts'
import { LIMITS, type Limits } from '../limits.ts'
import { Problem } from './problem.ts'

export type AllLimits = Limits & DoorLimits
export const ALL_LIMITS: AllLimits = { ...LIMITS, ...DOOR_LIMITS }

/** `viewerMessage` as `WEFT_LIMIT_VIEWER_MESSAGE`. */
export const limitVariable = (name: string): string =>
  `WEFT_LIMIT_${name.replace(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase()}`

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }

/** A whole number, or one of KiB, MiB or GiB (`64K`, `32M`, `1G`). 0 is no limit, everywhere a limit is read. */
export function parseLimit(text: string, shown: string): number {
  const [, digits, unit] = /^(\d{1,15})\s*([kmg]?)(?:i?b)?$/i.exec(text.trim()) ?? []
  const factor = UNITS[unit?.toLowerCase() ?? ''] ?? 1
  if (digits === undefined)
    throw new Problem(`${shown} must be a whole number, or one like 64K or 32M (0 for none), not “${text}”.`)
  return Number(digits) * factor
}

/** The defaults with what was told, by name. Throws Problem for an unknown name or for limits that contradict each other. */
export function limitsWith(
  told: ReadonlyMap<string, { readonly text: string; readonly shown: string }>,
): AllLimits {
  const limits: Record<string, number> = { ...ALL_LIMITS }
  for (const [name, { text, shown }] of told) {
    if (!Object.hasOwn(ALL_LIMITS, name))
      throw new Problem(`${shown} is not a limit of Weft; there are ${Object.keys(ALL_LIMITS).join(', ')}.`)
    limits[name] = parseLimit(text, shown)
  }
  const all = { ...ALL_LIMITS, ...limits }
  if (orNone(all.outboundSoft) > orNone(all.outboundHard))
    throw new Problem('The limit outboundSoft must not be above outboundHard; change one of them.')
  if (orNone(all.viewerMessage) > orNone(all.space))
    throw new Problem('The limit viewerMessage must not be above space; change one of them.')
  return all
}
