import { decodeDown } from '@weft/space/wire'
import * as Y from 'yjs'
import type { Outgoing } from '../room/contract.ts'

/** The update that a step2 or update carries. @throws when it is another message. */
export function updateIn(payload: Uint8Array): {
  readonly type: 'step2' | 'update'
  readonly update: Uint8Array
} {
  const down = decodeDown(payload)
  if (down.type !== 'step2' && down.type !== 'update') throw new Error(`a ${down.type} carries no update`)
  return down
}

/** What somebody has who was sent everything before this update. `after`: the state vector of who has it too. */
export function vectorBefore(out: Outgoing, after: Uint8Array): Uint8Array {
  if (!out.before) {
    const clocks = Y.decodeStateVector(after)
    for (const [client, clock] of Y.parseUpdateMeta(updateIn(out.payload).update).from) {
      if (clock > 0) clocks.set(client, clock)
      else clocks.delete(client)
    }
    out.before = Y.encodeStateVector(clocks)
  }
  return out.before
}

/** What somebody has who had `since` and was sent what brings these clients so far. */
export function vectorAfter(since: Uint8Array, reached: Iterable<readonly [number, number]>): Uint8Array {
  const clocks = Y.decodeStateVector(since)
  for (const [client, clock] of reached) clocks.set(client, Math.max(clock, clocks.get(client) ?? 0))
  return Y.encodeStateVector(clocks)
}
