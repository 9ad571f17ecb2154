import * as encoding from 'lib0/encoding'

/**
 * Presence messages put together from states that are encoded once each: when a hundred people move their cursors, each
 * of them needs a message without their own state, and only bytes are copied for it.
 */

/** As `encodePresence` of the wire writes one entry; `state` is JSON text. */
export const entryBytes = (client: number, clock: number, state: string | null): Uint8Array =>
  encoding.encode((out) => {
    encoding.writeVarUint(out, client)
    encoding.writeVarUint(out, clock)
    encoding.writeVarString(out, state ?? 'null')
  })

export const presenceMessage = (entries: readonly Uint8Array[]): Uint8Array =>
  presenceMessageWithout(entries, -1)

/** No message is larger than this, so that it fits where presence may wait. Bytes. */
const LARGEST = 64 * 1024

/** As many entries as go into one message each, in order, and `most` bytes in all. At least one message, maybe of nobody. */
export function inMessages(
  entries: readonly Uint8Array[],
  most: number = Number.POSITIVE_INFINITY,
): readonly (readonly Uint8Array[])[] {
  const messages: Uint8Array[][] = [[]]
  let [size, total] = [0, 0]
  for (const entry of entries) {
    total += entry.length
    if (total > most) break
    size += entry.length
    if (size > LARGEST) {
      messages.push([])
      size = entry.length
    }
    messages.at(-1)?.push(entry)
  }
  return messages
}

/** All but the entry at `omitted`. */
export function presenceMessageWithout(entries: readonly Uint8Array[], omitted: number): Uint8Array {
  const count = entries.length - (omitted >= 0 ? 1 : 0)
  let size = lengthOf(count)
  for (let i = 0; i < entries.length; i++) if (i !== omitted) size += entries[i]?.length ?? 0
  const message = new Uint8Array(1 + lengthOf(size) + size)
  message[0] = PRESENCE
  let at = writeUint(message, 1, size)
  at = writeUint(message, at, count)
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i]
    if (i === omitted || !entry) continue
    message.set(entry, at)
    at += entry.length
  }
  return message
}

/** y-websocket's message type; a test holds these bytes against the wire's own codec. */
const PRESENCE = 1

function lengthOf(uint: number): number {
  let length = 1
  for (let rest = uint; rest > 0x7f; rest = Math.floor(rest / 128)) length++
  return length
}

function writeUint(bytes: Uint8Array, at: number, uint: number): number {
  let rest = uint
  let place = at
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes[place++] = (rest & 0x7f) | 0x80
  bytes[place++] = rest
  return place
}
