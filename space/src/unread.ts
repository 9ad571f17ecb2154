import { z } from 'zod/mini'

/** So many new messages of a space are told one by one; of the older ones only that there are some. */
export const MOST_NEW = 100

/** How far each Yjs client id goes: the first clock of it that isn't known. A state vector, or the part of one that matters. */
export type Reach = ReadonlyMap<number, number>

/**
 * Messages of others that somebody hasn't seen on any of their devices, deleted ones left out. `runs`: client, first clock and
 * length, in the order in which they came to the server, which isn't always the conversation's (G9). `more`: others came in
 * before them.
 */
export interface Unread {
  readonly runs: readonly (readonly [client: number, clock: number, length: number])[]
  readonly more?: true
}
const isUint = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0
// By hand: what zod has for tuples would be loaded with the first screen, for this alone.
export const unreadSchema = z.custom<Unread>(
  (value: Partial<Unread> | null | undefined) =>
    Array.isArray(value?.runs) &&
    value.runs.every((run) => Array.isArray(run) && run.length === 3 && run.every(isUint)) &&
    (value.more === undefined || value.more === true),
)

/** As it is said of a space: 3, or 99+. */
export function countText({ runs, more }: Unread): string {
  const count = runs.reduce((sum, [, , length]) => sum + length, 0)
  return more === true || count >= MOST_NEW ? `${Math.min(count, MOST_NEW - 1)}+` : `${count}`
}

export const isNew = ({ runs }: Unread, client: number, clock: number): boolean =>
  runs.some(([id, from, length]) => id === client && clock >= from && clock < from + length)
