import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http'
import { type AddressInfo, isIPv6 } from 'node:net'
import type { Duplex } from 'node:stream'
import { answerBare } from '../gateway/bare.ts'
import type { Crowd } from '../gateway/crowd.ts'

export interface ListenOptions {
  /** `localhost` listens on 127.0.0.1 and, where there is one, on ::1, as browsers try either. */
  readonly host: string
  /** 0 for a free one. */
  readonly port: number
  readonly request: RequestListener
  readonly upgrade: (req: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Sockets at once, let in or not; 0 for any number. */
  readonly connections: number
  /** Who holds how many of them. */
  readonly crowd: Pick<Crowd, 'enter'>
}

export interface Listening {
  readonly port: number
  /** Takes no new connections and ends idle ones. */
  stop(): void
  /** Resolves when all are gone; cuts what is left. */
  close(): Promise<void>
}

/** Slow or huge headers, bodies that never end: how long and how large a request may be before anybody is known. */
const HTTP = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  // Longer than the usual proxy keeps an idle line, so that it never writes into one that we just ended.
  keepAliveTimeout: 65_000,
} as const

/** Rejects with Node's own error (`EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, …). */
export async function listen(options: ListenOptions): Promise<Listening> {
  if (options.host !== 'localhost') {
    const server = await bind(options, options.host, options.port)
    return listening([server])
  }
  const first = await bind(options, '127.0.0.1', options.port)
  try {
    return listening([first, await bind(options, '::1', portOf(first))])
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return listening([first])
    first.close()
    // Somebody else has this number on ::1 only. When any number will do, the next one may be free on both.
    if (code === 'EADDRINUSE' && options.port === 0) return listen(options)
    throw error
  }
}

function bind(options: ListenOptions, host: string, port: number): Promise<Server> {
  const server = createServer(HTTP, options.request)
  server.on('connection', (socket) => {
    const leave = options.crowd.enter(socket.remoteAddress ?? '')
    if (leave === null) socket.destroy()
    else socket.on('close', leave)
  })
  server.on('upgrade', options.upgrade)
  server.on('clientError', answerUnread)
  if (options.connections > 0) server.maxConnections = options.connections
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, ipv6Only: isIPv6(host) && host !== '::' }, () => {
      server.off('error', reject)
      resolve(server)
    })
  })
}

/** What Node can't read as a request, too slow and too large ones included. */
function answerUnread(error: NodeJS.ErrnoException, socket: Duplex): void {
  // reason: Node tells nowhere else that an answer is on its way on this socket; its own handler looks here too.
  const { _httpMessage: answering } = socket as { _httpMessage?: ServerResponse }
  if (!socket.writable || error.code === 'ECONNRESET' || answering?.headersSent === true) {
    socket.destroy(error)
    return
  }
  const status = UNREAD[error.code ?? ''] ?? 400
  answerBare(socket, status, STATUS_CODES[status] ?? '')
}
const UNREAD: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port

function listening(servers: readonly [Server, ...Server[]]): Listening {
  return {
    port: portOf(servers[0]),
    stop() {
      for (const server of servers) {
        server.close()
        server.closeIdleConnections()
      }
    },
    async close() {
      await Promise.all(
        servers.map(
          (server) =>
            new Promise<void>((resolve) => {
              if (!server.listening && server.address() === null) server.closeAllConnections()
              server.close(() => resolve())
              server.closeAllConnections()
            }),
        ),
      )
    },
  }
}
