import * as Y from 'yjs'

/**
 * Refused work as an update that can be put back into a document. Mostly that is what it was. But where somebody else has written
 * meanwhile under the client id that it was written under, it would be passed over as known: then it goes under another one.
 *
 * @param newId gives a client id that nobody has used. @throws when what it was written into is gone.
 */
export function toPutBack(doc: Y.Doc, update: Uint8Array, newId: () => number): Uint8Array {
  const moves = new Map<number, Move>()
  const seen = new Map<Y.Item, Units>()
  const { structs, ds } = Y.decodeUpdate(update)
  for (const struct of structs) {
    const { client, clock } = struct.id
    const first = Math.min(moves.get(client)?.first ?? clock, clock)
    const taken = moves.get(client)?.taken === true || isOthers(doc, struct, { ds, seen })
    moves.set(client, { first, taken, to: moves.get(client)?.to ?? newId() })
  }
  for (const [client, { taken }] of moves) if (!taken) moves.delete(client)
  const whole = moves.size === 0 ? update : moved(update, moves)
  const trial = new Y.Doc()
  Y.applyUpdate(trial, Y.encodeStateAsUpdate(doc))
  Y.applyUpdate(trial, whole)
  const misses = trial.store.pendingStructs !== null
  trial.destroy()
  if (misses)
    throw new Error('This can’t be put back: what it was written into is gone. You can still copy it.')
  return whole
}

/** Where the structs of a client go, those from `first` on. */
interface Move {
  readonly first: number
  readonly taken: boolean
  readonly to: number
}
type Moves = ReadonlyMap<number, Move>
type Struct = Y.Item | Y.GC | Y.Skip

/** What stands at a clock, and after what, for comparing. */
type Units = (clock: number) => string

interface Refused {
  /** What it deletes itself. */
  readonly ds: ReturnType<typeof Y.decodeUpdate>['ds']
  readonly seen: Map<Y.Item, Units>
}

/** Whether something else stands in its place. Of what others deleted nothing is known: it is taken for another's. */
function isOthers({ store }: Y.Doc, struct: Struct, { ds, seen }: Refused): boolean {
  if (!(struct instanceof Y.Item) || struct.deleted) return false
  const { client, clock } = struct.id
  const end = Math.min(clock + struct.length, Y.getState(store, client))
  const mine = unitsOf(struct)
  for (let at = clock; at < end; ) {
    const here = Y.getItem(store, Y.createID(client, at))
    if (!(here instanceof Y.Item) || here.deleted) {
      for (const to = Math.min(end, here.id.clock + here.length); at < to; at++)
        if (!Y.isDeleted(ds, Y.createID(client, at))) return true
      continue
    }
    const theirs = seen.get(here) ?? unitsOf(here)
    seen.set(here, theirs)
    for (const to = Math.min(end, here.id.clock + here.length); at < to; at++)
      if (theirs(at) !== mine(at)) return true
  }
  return false
}

function unitsOf({ id, origin, content }: Y.Item): Units {
  const values: readonly unknown[] = content instanceof Y.ContentType ? [] : content.getContent()
  return (clock) => {
    const after = clock > id.clock ? [id.client, clock - 1] : [origin?.client, origin?.clock]
    return JSON.stringify([after, content.getRef(), values[clock - id.clock] ?? null])
  }
}

function moved(update: Uint8Array, moves: Moves): Uint8Array {
  const { structs, ds } = Y.decodeUpdate(update)
  const clients = new Map<number, Struct[]>()
  for (const struct of structs) {
    move(struct, moves)
    listAt(clients, struct.id.client).push(struct)
  }
  // As in Yjs' writer of updates; in V1 all of these are unsigned integers, one after another.
  const encoder = new Y.UpdateEncoderV1()
  encoder.writeLen(clients.size)
  for (const [client, own] of [...clients].sort(([a], [b]) => b - a)) {
    encoder.writeLen(own.length)
    encoder.writeClient(client)
    encoder.writeLen(own[0]?.id.clock ?? 0)
    for (const struct of own) struct.write(encoder, 0)
  }
  const deleted = new Map<number, { readonly clock: number; readonly length: number }[]>()
  for (const [client, ranges] of ds.clients)
    for (const { clock, len } of ranges) {
      const end = clock + len
      const cut = Math.min(Math.max(clock, moves.get(client)?.first ?? end), end)
      for (const [from, length] of [
        [clock, cut - clock],
        [cut, end - cut],
      ] as const) {
        if (length === 0) continue
        const id = to(Y.createID(client, from), moves)
        listAt(deleted, id.client).push({ clock: id.clock, length })
      }
    }
  encoder.writeLen(deleted.size)
  for (const [client, ranges] of deleted) {
    encoder.writeClient(client)
    encoder.writeLen(ranges.length)
    for (const { clock, length } of ranges) {
      encoder.writeDsClock(clock)
      encoder.writeDsLen(length)
    }
  }
  return encoder.toUint8Array()
}

function move(struct: Struct, moves: Moves): void {
  struct.id = to(struct.id, moves)
  if (!(struct instanceof Y.Item)) return
  struct.origin &&= to(struct.origin, moves)
  struct.rightOrigin &&= to(struct.rightOrigin, moves)
  if (struct.parent instanceof Y.ID) struct.parent = to(struct.parent, moves)
}

function to(id: Y.ID, moves: Moves): Y.ID {
  const found = moves.get(id.client)
  return found === undefined || id.clock < found.first ? id : Y.createID(found.to, id.clock - found.first)
}

function listAt<T>(lists: Map<number, T[]>, client: number): T[] {
  const list = lists.get(client) ?? []
  lists.set(client, list)
  return list
}
