import type { Duplex } from 'node:stream'
import { type Member, mayWrite, type Runtime, type SpaceId } from '@weft/space'
import { Close, type Subprotocol } from '@weft/space/wire'
import type { Book } from '../people/book.ts'
import type { SecretHash } from '../people/secret.ts'
import { currentWho, memberOf, type Past } from '../people/who.ts'
import type { Connection, Meter, Rooms } from '../room/contract.ts'
import type { DoorSocket } from './sockets.ts'
import { GOODBYE_MS, SocketTransport } from './transport.ts'

/** Whom the gateway let in, and for how large messages. */
export interface Visit {
  readonly who: Past
  readonly space: SpaceId
  readonly member: Member
  readonly protocol: Subprotocol
  readonly address: string
  readonly size: 'viewer' | 'writer'
}

/** What all who were let in share. */
export interface House {
  readonly rooms: Rooms
  readonly book: Book
  readonly runtime: Runtime
  readonly meter: Meter
  warn(event: string, details: Readonly<Record<string, string | number>>): void
  /** Its socket is gone. */
  left(admitted: Admitted): void
}

/**
 * One socket that was let in, from its room's door on. What it listens with is made here, where nothing of its request is in
 * sight: a function keeps all that stood around it, and headers of 10,000 who rest would be 30 MB.
 */
export class Admitted {
  readonly transport: SocketTransport
  readonly connection: Connection
  readonly #visit: Visit
  readonly #house: House

  constructor(house: House, visit: Visit, ws: DoorSocket, socket: Duplex) {
    const { space, member, protocol } = visit
    this.#house = house
    this.#visit = visit
    this.transport = new SocketTransport(ws, socket, house.runtime)
    this.transport.onClose = (code, reason) => {
      if (code === Close.refused) this.#note('update_refused', { code, reason })
    }
    this.connection = house.rooms.join({ space, member, protocol, transport: this.transport })

    ws.on('message', (data: Buffer, isBinary: boolean) => this.#take(data, isBinary))
    ws.on('pong', () => this.connection.pong())
    ws.on('ping', (data) => {
      this.transport.answer(data)
      this.connection.pinged()
    })
    socket.on('drain', () => this.connection.drained())
    ws.onTooLarge = () => (this.#mayWriteNow() ? Close.goingAway : Close.tooLarge)
    ws.on('error', (error: Error & { code?: string }) => {
      this.#broken(error.code ?? '')
      // ws has said goodbye to who broke the protocol; this bounds how long that may take.
      house.runtime.timer(GOODBYE_MS, () => ws.terminate())
    })
    ws.on('close', () => {
      this.transport.ended()
      house.left(this)
    })
  }

  get visit(): Visit {
    return this.#visit
  }

  get hash(): SecretHash {
    return this.#visit.who.credential.hash
  }

  #take(data: Buffer, isBinary: boolean): void {
    if (!this.transport.open) return
    if (isBinary) {
      this.connection.receive(plainBytes(data))
      return
    }
    this.#note('frame_refused', { code: Close.badFrame, reason: 'text' })
    this.connection.end(Close.badFrame, 'text frames are not part of this protocol')
  }

  /** Let in as a viewer and a writer by now: a new connection is opened for a writer's messages. */
  #mayWriteNow(): boolean {
    const { size, who, space } = this.#visit
    if (size === 'writer') return false
    const { book } = this.#house
    const now = memberOf(currentWho(book, who), space)
    return now !== null && mayWrite(now.role)
  }

  #broken(code: string): void {
    if (!code.startsWith('WS_ERR_')) return
    this.#note('frame_refused', { reason: code })
    this.#house.meter.add('closes', 1, String(code === TOO_LARGE ? Close.tooLarge : Close.badFrame))
  }

  #note(event: string, details: Readonly<Record<string, string | number>>): void {
    const { space, member, address } = this.#visit
    this.#house.warn(event, { ...details, space, person: member.id, address })
  }
}

const TOO_LARGE = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'

/** Without Buffer's own `slice`, which shares memory where a Uint8Array's copies. */
const plainBytes = (data: Buffer): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
