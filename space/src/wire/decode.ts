import type { ZodMiniType } from 'zod/mini'
import { parseJson } from './json.ts'
import type { Down, Notice, PresenceEntry, PresenceMessage, SyncMessage, Up } from './messages.ts'
import { DENIED, SYNC, TYPE, WEFT } from './numbers.ts'
import { ReadError, Reader, type Unreadable } from './reader.ts'
import { NOTICES, noticeSchema, peopleSchema } from './shapes.ts'

/** `trailing`: bytes after the end. `unknown`: a type that this version doesn't speak. `tooLarge`: above a WireLimits. */
export type WireErrorCode = Unreadable | 'trailing' | 'unknown' | 'tooLarge'

/** The bytes were not a message of this protocol. */
export class WireError extends Error {
  readonly code: WireErrorCode
  constructor(code: WireErrorCode, options?: ErrorOptions) {
    super(`not a message: ${code}`, options)
    this.name = 'WireError'
    this.code = code
  }
}

/** What one message may ask for besides its own length, which the transport bounds. */
export interface WireLimits {
  /** Client ids in a state vector; each costs its receiver some 50 bytes. */
  readonly stateVector: number
  /** States in one presence message. A stock client echoes those of others, so as many as a space has connections. */
  readonly presences: number
  /** UTF-8 bytes of one presence state. */
  readonly presence: number
}
export const WIRE_LIMITS: WireLimits = { stateVector: 1_000_000, presences: 10_000, presence: 16 * 1024 }

/**
 * Reads a client's message. Byte arrays in it are views into `bytes`. Presence states are checked to be the JSON of an
 * object without reserved keys; updates are left to the scanner.
 * @throws {WireError}
 */
export const decodeUp = (bytes: Uint8Array, limits: WireLimits = WIRE_LIMITS): Up =>
  decode(bytes, (reader) => {
    const type = reader.uint()
    switch (type) {
      case TYPE.sync:
        return readSync(reader, limits)
      case TYPE.presence:
        return readPresence(reader, limits)
      case TYPE.queryPresence:
        return { type: 'queryPresence' }
      case TYPE.weft:
        if (reader.uint() === WEFT.ping) return { type: 'ping' }
        throw new WireError('unknown')
      default:
        throw new WireError('unknown')
    }
  })

/**
 * Reads a server's message. A client goes on after `unknown`: the server may be newer than it is.
 * @throws {WireError}
 */
export const decodeDown = (bytes: Uint8Array, limits: WireLimits = WIRE_LIMITS): Down =>
  decode(bytes, (reader) => {
    const type = reader.uint()
    switch (type) {
      case TYPE.sync:
        return readSync(reader, limits)
      case TYPE.presence:
        return readPresence(reader, limits)
      case TYPE.auth:
        if (reader.uint() === DENIED) return { type: 'denied', reason: reader.text(reader.uint()) }
        throw new WireError('unknown')
      case TYPE.weft:
        return readWeft(reader)
      default:
        throw new WireError('unknown')
    }
  })

function decode<T>(bytes: Uint8Array, read: (reader: Reader) => T): T {
  const reader = new Reader(bytes)
  try {
    const message = read(reader)
    if (reader.left > 0) throw new WireError('trailing')
    return message
  } catch (error) {
    if (error instanceof ReadError) throw new WireError(error.code, { cause: error })
    throw error
  }
}

function readSync(reader: Reader, limits: WireLimits): SyncMessage {
  const kind = reader.uint()
  switch (kind) {
    case SYNC.step1: {
      const stateVector = reader.bytes()
      checkStateVector(stateVector, limits)
      return { type: 'step1', stateVector }
    }
    case SYNC.step2:
      return { type: 'step2', update: reader.bytes() }
    case SYNC.update:
      return { type: 'update', update: reader.bytes() }
    default:
      throw new WireError('unknown')
  }
}

/** Yjs builds a Map of whatever a state vector says: so it is walked first. */
function checkStateVector(bytes: Uint8Array, limits: WireLimits): void {
  const reader = new Reader(bytes)
  const clients = reader.count(2)
  if (clients > limits.stateVector) throw new WireError('tooLarge')
  for (let i = 0; i < clients; i++) {
    reader.uint()
    reader.uint()
  }
  if (reader.left > 0) throw new WireError('trailing')
}

function readPresence(outer: Reader, limits: WireLimits): PresenceMessage {
  const reader = new Reader(outer.bytes())
  const count = reader.count(3)
  if (count > limits.presences) throw new WireError('tooLarge')
  const entries: PresenceEntry[] = []
  for (let i = 0; i < count; i++) {
    entries.push({ client: reader.uint(), clock: reader.uint(), state: readState(reader, limits) })
  }
  if (reader.left > 0) throw new WireError('trailing')
  return { type: 'presence', entries }
}

function readState(reader: Reader, limits: WireLimits): string | null {
  const length = reader.uint()
  if (length > limits.presence) throw new WireError('tooLarge')
  const text = reader.text(length)
  const state = parseJson(text)
  if (state === null) return null
  if (typeof state !== 'object' || Array.isArray(state)) throw new WireError('json')
  return text
}

function readWeft(reader: Reader): Down {
  switch (reader.uint()) {
    case WEFT.ack:
      return { type: 'ack', count: reader.uint() }
    case WEFT.notice:
      return { type: 'notice', notice: readNotice(parseJson(reader.text(reader.uint()))) }
    case WEFT.people:
      return { type: 'people', people: shaped(peopleSchema, parseJson(reader.text(reader.uint()))) }
    default:
      throw new WireError('unknown')
  }
}

function readNotice(value: unknown): Notice {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : null
  if (typeof kind === 'string' && !Object.hasOwn(NOTICES, kind)) throw new WireError('unknown')
  return shaped(noticeSchema, value)
}

function shaped<T>(schema: ZodMiniType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (!result.success) throw new WireError('json', { cause: result.error })
  return result.data
}
