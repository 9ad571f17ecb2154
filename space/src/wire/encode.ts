import * as encoding from 'lib0/encoding'
import type { Down, PresenceEntry, PresenceMessage, SyncMessage, Up } from './messages.ts'
import { DENIED, SYNC, TYPE, WEFT } from './numbers.ts'

/** Writes a client's message, byte for byte as y-protocols would where it knows the message. */
export const encodeUp = (message: Up): Uint8Array =>
  encoding.encode((out) => {
    switch (message.type) {
      case 'queryPresence':
        encoding.writeVarUint(out, TYPE.queryPresence)
        break
      case 'ping':
        writeHead(out, TYPE.weft, WEFT.ping)
        break
      default:
        writeShared(out, message)
    }
  })

/** Writes a server's message. */
export const encodeDown = (message: Down): Uint8Array => {
  if (message.type === 'step2') return encodeStep2(message.update)
  return encoding.encode((out) => {
    switch (message.type) {
      case 'ack':
        writeHead(out, TYPE.weft, WEFT.ack)
        encoding.writeVarUint(out, message.count)
        break
      case 'notice':
        writeHead(out, TYPE.weft, WEFT.notice)
        encoding.writeVarString(out, JSON.stringify(message.notice))
        break
      case 'people':
        writeHead(out, TYPE.weft, WEFT.people)
        encoding.writeVarString(out, JSON.stringify(message.people))
        break
      case 'denied':
        writeHead(out, TYPE.auth, DENIED)
        encoding.writeVarString(out, message.reason)
        break
      default:
        writeShared(out, message)
    }
  })
}

/** It may be as large as a space: copied once, where an encoder that grows would copy it twice. */
function encodeStep2(update: Uint8Array): Uint8Array {
  const head = encoding.encode((out) => {
    writeHead(out, TYPE.sync, SYNC.step2)
    encoding.writeVarUint(out, update.length)
  })
  const message = new Uint8Array(head.length + update.length)
  message.set(head)
  message.set(update, head.length)
  return message
}

function writeShared(out: encoding.Encoder, message: SyncMessage | PresenceMessage): void {
  switch (message.type) {
    case 'step1':
      writeHead(out, TYPE.sync, SYNC.step1)
      encoding.writeVarUint8Array(out, message.stateVector)
      break
    case 'step2':
      writeHead(out, TYPE.sync, SYNC.step2)
      encoding.writeVarUint8Array(out, message.update)
      break
    case 'update':
      writeHead(out, TYPE.sync, SYNC.update)
      encoding.writeVarUint8Array(out, message.update)
      break
    case 'presence':
      encoding.writeVarUint(out, TYPE.presence)
      encoding.writeVarUint8Array(out, encodePresence(message.entries))
      break
  }
}

/** The payload of a presence message, as y-protocols' `applyAwarenessUpdate` takes it. */
export const encodePresence = (entries: readonly PresenceEntry[]): Uint8Array =>
  encoding.encode((out) => {
    encoding.writeVarUint(out, entries.length)
    for (const { client, clock, state } of entries) {
      encoding.writeVarUint(out, client)
      encoding.writeVarUint(out, clock)
      encoding.writeVarString(out, state ?? 'null')
    }
  })

function writeHead(out: encoding.Encoder, type: number, kind: number): void {
  encoding.writeVarUint(out, type)
  encoding.writeVarUint(out, kind)
}
