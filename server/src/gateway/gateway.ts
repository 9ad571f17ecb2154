import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { mayWrite, type Runtime } from '@weft/space'
import { Close, type CloseCode, type Subprotocol } from '@weft/space/wire'
import type { Limits } from '../limits.ts'
import type { Book } from '../people/book.ts'
import type { SecretHash } from '../people/secret.ts'
import type { Meter, Rooms } from '../room/contract.ts'
import { clientAddress, type Proxies } from './address.ts'
import { judgeKnock, type Verdict } from './admit.ts'
import { Admitted, type House, type Visit } from './admitted.ts'
import { answerBare } from './bare.ts'
import { type DoorLimits, orNone } from './limits.ts'
import { network, rateEach } from './rate.ts'
import { createDoors, type DoorSocket } from './sockets.ts'
import { Tally } from './tally.ts'
import { SocketTransport } from './transport.ts'

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
  const byCredential = new Map<SecretHash, Set<Admitted>>()
  const leaving = new Set<DoorSocket>()
  let shut = false
  let onEmpty: (() => void) | null = null
  const house: House = { rooms, book, runtime, meter, warn, left }

  function upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', destroy)
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
    const { persona, credential, scope } = who
    const visit: Visit = {
      who: { persona, credential, scope },
      space,
      member,
      protocol: verdict.protocol,
      address,
      size,
    }
    doors.open(size, request, selected, (ws) => {
      tally.enter(member.id, space)
      enter(new Admitted(house, visit, ws, request.socket))
    })
  }

  function enter(admitted: Admitted): void {
    const held = byCredential.get(admitted.hash) ?? new Set()
    byCredential.set(admitted.hash, held.add(admitted))
  }
  function left(admitted: Admitted): void {
    const { visit, hash, connection } = admitted
    const held = byCredential.get(hash)
    held?.delete(admitted)
    if (held?.size === 0) byCredential.delete(hash)
    tally.leave(visit.member.id, visit.space)
    connection.closed()
    announceEmpty()
  }

  function announceEmpty(): void {
    if (tally.total === 0 && leaving.size === 0) onEmpty?.()
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
          for (const held of byCredential.values()) for (const { transport } of held) transport.drop()
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

/** Without a listener of its own one that is reset before the handshake would end the process. */
function destroy(this: Duplex): void {
  this.destroy()
}
