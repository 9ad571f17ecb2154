import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { mayWrite, type Runtime } from '@weft/space'
import { Close, type CloseCode, type Subprotocol } from '@weft/space/wire'
import type { Limits } from '../limits.ts'
import type { Book } from '../people/book.ts'
import type { SecretHash } from '../people/secret.ts'
import { currentWho, memberOf } from '../people/who.ts'
import type { Connection, Meter, Rooms } from '../room/contract.ts'
import { clientAddress, type Proxies } from './address.ts'
import { judgeKnock, type Verdict } from './admit.ts'
import { answerBare } from './bare.ts'
import { type DoorLimits, orNone } from './limits.ts'
import { network, rateEach } from './rate.ts'
import { createDoors, type DoorSocket } from './sockets.ts'
import { Tally } from './tally.ts'
import { GOODBYE_MS, SocketTransport } from './transport.ts'

export interface GatewayOptions {
  readonly rooms: Rooms
  readonly book: Book
  readonly runtime: Runtime
  readonly limits: Limits & DoorLimits
  /** Where pages that may open a socket come from; compared as they stand. */
  readonly origins: ReadonlySet<string>
  readonly proxies: Proxies
  readonly meter: Meter
  /** Never told a secret, a cookie, a header or a URL. */
  warn(event: string, details: Readonly<Record<string, string | number>>): void
}

/** Lets sockets in: who, from where, to which space, how large, how many; all before a document is touched. */
export interface Gateway {
  /** For the HTTP server's 'upgrade'. Never throws. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void
  /** A device signed out or a token was revoked: its connections are closed for good. */
  credentialEnded(hash: SecretHash): void
  /** Whether a connection is open that came in by it. */
  connected(hash: SecretHash): boolean
  readonly connections: number
  /** From now on nobody comes in. */
  shut(): void
  /** Resolves when all sockets are gone; cuts those that are still there after `ms`. */
  emptied(ms: number): Promise<void>
}

interface Admitted {
  readonly transport: SocketTransport
  readonly connection: Connection
  readonly hash: SecretHash
}
type Upgrade = { readonly req: IncomingMessage; readonly socket: Duplex; readonly head: Buffer }

export function createGateway(options: GatewayOptions): Gateway {
  const { rooms, book, runtime, limits, meter, warn } = options
  const { viewerMessage, viewerVector } = limits
  // What kind of message it is shows only when it is here; then the connection holds it against its own limit.
  const viewer = viewerMessage === 0 || viewerVector === 0 ? 0 : Math.max(viewerMessage, viewerVector)
  const doors = createDoors({ viewer, writer: limits.space })
  const refusals = rateEach({ perSecond: limits.refusalRate, burst: limits.refusalBurst })
  const joins = rateEach({ perSecond: limits.joinRate, burst: limits.joinBurst })
  const spaceJoins = rateEach({ perSecond: limits.spaceRate, burst: limits.spaceBurst })
  const tally = new Tally()
  const admitted = new Set<Admitted>()
  const byCredential = new Map<SecretHash, Set<Admitted>>()
  const leaving = new Set<DoorSocket>()
  let shut = false
  let onEmpty: (() => void) | null = null

  function upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Without a listener of its own one reset before the handshake would end the process.
    socket.on('error', () => socket.destroy())
    const verdict = judgeKnock({ url: req.url ?? '', headers: req.headers }, options)
    const address = clientAddress(req, options.proxies)
    if (verdict.do === 'http') {
      warn('upgrade_refused', { status: verdict.status, reason: verdict.reason, address })
      answerBare(socket, verdict.status, verdict.reason)
    } else if (verdict.do === 'refuse') refuse({ req, socket, head }, verdict, address)
    else admit({ req, socket, head }, verdict, address)
  }

  function refuse(
    request: Upgrade,
    why: {
      code: CloseCode
      reason: string
      selected: Subprotocol | null
      space: string | null
      person: string | null
    },
    address: string,
  ): void {
    const wait = refusals.take(network(address), runtime.elapsed())
    if (wait > 0 || leaving.size >= orNone(limits.refusals)) {
      answerBare(request.socket, wait > 0 ? 429 : 503, 'too many refused sockets', wait)
      return
    }
    meter.add('closes', 1, String(why.code))
    warn('socket_refused', {
      code: why.code,
      reason: why.reason,
      address,
      ...(why.space === null ? {} : { space: why.space }),
      ...(why.person === null ? {} : { person: why.person }),
    })
    doors.open('refused', request, why.selected, (ws) => {
      leaving.add(ws)
      const transport = new SocketTransport(ws, request.socket, runtime)
      ws.on('error', () => ws.terminate())
      ws.on('close', () => {
        leaving.delete(ws)
        transport.ended()
        announceEmpty()
      })
      transport.close(why.code, why.reason)
    })
  }

  function admit(request: Upgrade, verdict: Extract<Verdict, { do: 'admit' }>, address: string): void {
    const { who, space, member, selected } = verdict
    const crowded = tally.held(member.id, space) >= orNone(limits.personConnections)
    const objection = shut
      ? 'this server is going down'
      : crowded
        ? 'too many connections of yours to this space'
        : null
    if (objection !== null) {
      const code = shut ? Close.goingAway : Close.busy
      refuse(request, { code, reason: objection, selected, space, person: member.id }, address)
      return
    }
    const now = runtime.elapsed()
    // A space is only slowed by those who belong to it, and each of them for themselves first.
    const wait = joins.take(member.id, now) || spaceJoins.take(space, now)
    if (wait > 0) {
      warn('socket_slowed', { space, person: member.id, address })
      answerBare(request.socket, 429, 'too many sockets in a short time', wait)
      return
    }
    const size = mayWrite(member.role) ? 'writer' : 'viewer'
    doors.open(size, request, selected, (ws) => {
      const leave = tally.enter(member.id, space)
      const transport = new SocketTransport(ws, request.socket, runtime)
      const note = (event: string, details: Readonly<Record<string, string | number>>) =>
        warn(event, { ...details, space, person: member.id, address })
      transport.onClose = (code, reason) => {
        if (code === Close.refused) note('update_refused', { code, reason })
      }
      const connection = rooms.join({ space, member, protocol: verdict.protocol, transport })
      const entry: Admitted = { transport, connection, hash: who.credential.hash }
      enter(entry)

      ws.on('message', (data: Buffer, isBinary: boolean) => {
        if (!transport.open) return
        if (isBinary) {
          connection.receive(plainBytes(data))
          return
        }
        note('frame_refused', { code: Close.badFrame, reason: 'text' })
        connection.end(Close.badFrame, 'text frames are not part of this protocol')
      })
      ws.on('pong', () => connection.pong())
      ws.on('ping', (data) => {
        transport.answer(data)
        connection.pinged()
      })
      request.socket.on('drain', () => connection.drained())
      ws.onTooLarge = () => {
        // Let in as a viewer and a writer by now: a new connection is opened for a writer's messages.
        const now = memberOf(currentWho(book, who), space)
        return size === 'viewer' && now !== null && mayWrite(now.role) ? Close.goingAway : Close.tooLarge
      }
      ws.on('error', (error: Error & { code?: string }) => {
        if (error.code?.startsWith('WS_ERR_') === true) {
          note('frame_refused', { reason: error.code })
          meter.add('closes', 1, error.code === TOO_LARGE ? String(Close.tooLarge) : String(Close.badFrame))
        }
        // ws has said goodbye to who broke the protocol; this bounds how long that may take.
        runtime.timer(GOODBYE_MS, () => ws.terminate())
      })
      ws.on('close', () => {
        transport.ended()
        forget(entry)
        leave()
        connection.closed()
        announceEmpty()
      })
    })
  }

  function enter(entry: Admitted): void {
    admitted.add(entry)
    const held = byCredential.get(entry.hash) ?? new Set()
    byCredential.set(entry.hash, held.add(entry))
  }
  function forget(entry: Admitted): void {
    admitted.delete(entry)
    const held = byCredential.get(entry.hash)
    held?.delete(entry)
    if (held?.size === 0) byCredential.delete(entry.hash)
  }

  function announceEmpty(): void {
    if (admitted.size === 0 && leaving.size === 0) onEmpty?.()
  }

  return {
    upgrade,
    credentialEnded(hash) {
      // Not the socket alone: who doesn't answer its goodbye would stay in the room, and what waits of a flood be taken.
      for (const { connection } of [...(byCredential.get(hash) ?? [])])
        connection.end(Close.unauthenticated, 'signed out')
    },
    connected: (hash) => [...(byCredential.get(hash) ?? [])].some(({ transport }) => transport.open),
    get connections() {
      return tally.total
    },
    shut() {
      shut = true
    },
    emptied(ms) {
      return new Promise((resolve) => {
        const cancel = runtime.timer(ms, () => {
          for (const entry of admitted) entry.transport.drop()
          for (const ws of leaving) ws.terminate()
        })
        onEmpty = () => {
          cancel()
          resolve()
        }
        announceEmpty()
      })
    },
  }
}

const TOO_LARGE = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'

/** Without Buffer's own `slice`, which shares memory where a Uint8Array's copies. */
const plainBytes = (data: Buffer): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
