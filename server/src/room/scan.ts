import type { RefusalReason } from '@weft/space/wire'
import * as Y from 'yjs'
import type { ClientRange } from '../log/record.ts'
import type { Content, Known } from './judge.ts'

export interface Scanned extends Content {
  readonly causes: readonly { readonly client: number; readonly clock: number }[]
}

export function scan(update: Uint8Array): Scanned | { readonly refused: RefusalReason } {
  try {
    const { structs, ds } = Y.decodeUpdate(update)
    const ranges: ClientRange[] = []
    const roots = new Set<string>()
    const causes: { client: number; clock: number }[] = []
    for (const struct of structs) {
      if (struct instanceof Y.Skip) continue
      ranges.push({ client: struct.id.client, clock: struct.id.clock, length: struct.length })
      if (!(struct instanceof Y.Item)) continue
      for (const id of [struct.origin, struct.rightOrigin, struct.parent]) {
        if (id instanceof Y.ID) causes.push(id)
      }
      if (typeof struct.parent === 'string') roots.add(struct.parent)
    }
    const deletes: ClientRange[] = []
    for (const [client, items] of ds.clients) {
      for (const { clock, len } of items) deletes.push({ client, clock, length: len })
    }
    return { structs: ranges, deletes, roots: [...roots], causes }
  } catch {
    return { refused: 'malformed' }
  }
}

export function missesCauses(found: Scanned, known: Known): boolean {
  const next = new Map<number, number>()
  const clock = (client: number) => next.get(client) ?? known.clock(client)
  for (const range of found.structs) {
    if (range.clock > clock(range.client)) return true
    next.set(range.client, Math.max(clock(range.client), range.clock + range.length))
  }
  return (
    found.causes.some((id) => id.clock >= clock(id.client)) ||
    found.deletes.some((range) => range.clock + range.length > clock(range.client))
  )
}
