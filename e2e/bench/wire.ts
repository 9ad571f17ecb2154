import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

/** Where a client connects: a socket address, its headers, and Hocuspocus's document name in front of each message. */
export interface Door {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Subprotocols to offer: Weft acknowledges what it was sent over `weft.1`. */
  readonly protocols: readonly string[]
  readonly name: string | null
  /** In whose name entries are written: Weft takes no others. */
  readonly person: string
}

/** An edit is this many characters: its time in microseconds by the monotonic clock that all processes share. */
export const EDIT = 16
export const micros = (): number => Number(process.hrtime.bigint() / 1000n)
export const stamp = (): string => String(micros()).padStart(EDIT, '0')

const message = (door: Door, write: (out: encoding.Encoder) => void): Uint8Array =>
  encoding.encode((out) => {
    if (door.name !== null) encoding.writeVarString(out, door.name)
    write(out)
  })

/** What Hocuspocus wants to hear before anything else. */
export const hello = (door: Door): Uint8Array =>
  message(door, (out) => {
    encoding.writeVarUint(out, 2)
    encoding.writeVarUint(out, 0)
    encoding.writeVarString(out, 'bench')
  })

export const sync = (door: Door, kind: 0 | 1 | 2, bytes: Uint8Array): Uint8Array =>
  message(door, (out) => {
    encoding.writeVarUint(out, 0)
    encoding.writeVarUint(out, kind)
    encoding.writeVarUint8Array(out, bytes)
  })

export const presence = (door: Door, client: number, clock: number, state: unknown): Uint8Array =>
  message(door, (out) => {
    encoding.writeVarUint(out, 1)
    encoding.writeVarUint8Array(
      out,
      encoding.encode((inner) => {
        encoding.writeVarUint(inner, 1)
        encoding.writeVarUint(inner, client)
        encoding.writeVarUint(inner, clock)
        encoding.writeVarString(inner, JSON.stringify(state))
      }),
    )
  })

export type Heard =
  | { readonly type: 'step1' }
  | { readonly type: 'update'; readonly update: Uint8Array }
  | { readonly type: 'presence'; readonly states: Uint8Array }
  | { readonly type: 'ack'; readonly count: number }
  | { readonly type: 'other' }

export function hear(door: Door, bytes: Uint8Array): Heard {
  const input = decoding.createDecoder(bytes)
  if (door.name !== null) decoding.readVarString(input)
  const type = decoding.readVarUint(input)
  if (type === 1) return { type: 'presence', states: decoding.readVarUint8Array(input) }
  if (type === 100 && decoding.readVarUint(input) === 0)
    return { type: 'ack', count: decoding.readVarUint(input) }
  if (type !== 0) return { type: 'other' }
  if (decoding.readVarUint(input) === 0) return { type: 'step1' }
  return { type: 'update', update: decoding.readVarUint8Array(input) }
}

/** What makes an edit larger. After it comes no other: such an edit is an item of its own. */
export const padding = (bytes: number): string => '.'.repeat(Math.ceil(bytes / EDIT) * EDIT)

/** Calls `each` with every edit in an update that `self` didn't write. Microseconds. */
export function eachEdit(update: Uint8Array, self: number, each: (sent: number) => void): void {
  for (const struct of Y.decodeUpdate(update).structs) {
    if (!(struct instanceof Y.Item) || struct.id.client === self) continue
    const { content } = struct
    if (!(content instanceof Y.ContentString)) continue
    for (let i = 0; i + EDIT <= content.str.length && content.str[i] !== '.'; i += EDIT)
      each(Number(content.str.slice(i, i + EDIT)))
  }
}

/** Calls `each` with the time in every presence state but `self`'s. */
export function eachMove(states: Uint8Array, self: number, each: (sent: number) => void): void {
  const input = decoding.createDecoder(states)
  for (let left = decoding.readVarUint(input); left > 0; left--) {
    const client = decoding.readVarUint(input)
    decoding.readVarUint(input)
    const state: unknown = JSON.parse(decoding.readVarString(input))
    if (client !== self && typeof state === 'object' && state !== null && 't' in state) each(Number(state.t))
  }
}
