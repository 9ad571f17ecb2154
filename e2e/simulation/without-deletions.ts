import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

/** An update's structs alone: its delete set, which stands last, is an empty one. */
export function withoutDeletions(update: Uint8Array): Uint8Array {
  const { clients } = Y.decodeUpdate(update).ds
  const end = encoding.encode((out) => {
    encoding.writeVarUint(out, clients.size)
    for (const [client, ranges] of clients) {
      encoding.writeVarUint(out, client)
      encoding.writeVarUint(out, ranges.length)
      for (const { clock, len } of ranges) {
        encoding.writeVarUint(out, clock)
        encoding.writeVarUint(out, len)
      }
    }
  })
  return Uint8Array.from([...update.subarray(0, update.length - end.length), 0])
}
