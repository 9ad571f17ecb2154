import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SpaceId } from '@weft/space'
import type { Accepted } from '@weft/space/api'
import { WebSocket } from 'ws'
import type { Details, Log } from './log.ts'
import { startWeft, type Weft, type WeftOptions } from './weft.ts'

/** What a test may say in a request to a running server. */
export interface Ask {
  readonly method?: string
  readonly body?: unknown
  readonly cookie?: string
  readonly token?: string
  /** Default: the server's own; null for none. */
  readonly origin?: string | null
  readonly headers?: Readonly<Record<string, string>>
}
interface LogLine {
  readonly event: string
  readonly details: Details
}

/** A real server on a folder of its own, for tests, with the verbs that they need. */
export interface Trial {
  readonly weft: Weft
  readonly data: string
  readonly log: readonly LogLine[]
  ask(path: string, ask?: Ask): Promise<Response>
  /** Opens a link as a new person; gives their cookie. */
  accept(url: string, name: string): Promise<{ cookie: string; accepted: Accepted }>
  /** Becomes the owner, with a space. */
  owner(): Promise<{ cookie: string; space: SpaceId }>
  invite(space: SpaceId, role: 'member' | 'viewer', more?: { hours?: number; uses?: number }): Promise<string>
  socket(space: string, knock?: Knock): WebSocket
  close(): Promise<void>
}
export interface Knock {
  readonly cookie?: string
  readonly origin?: string | null
  readonly bearer?: string
  readonly protocols?: readonly string[]
}

export const secretOf = (url: string): string => new URL(url).hash.slice(1)

export async function trial(options: Partial<WeftOptions> = {}): Promise<Trial> {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'weft-trial-')))
  const lines: LogLine[] = []
  const note = (event: string, details: Details = {}) => void lines.push({ event, details })
  const log: Log = { info: note, warn: note, error: note }
  const weft = await startWeft({ log, ...options, data })
  const sockets = new Set<WebSocket>()

  const self: Trial = {
    weft,
    data,
    log: lines,
    ask(path, { method = 'GET', body, cookie, token, origin = weft.url, headers = {} } = {}) {
      return fetch(`${weft.url}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(cookie === undefined ? {} : { cookie }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(origin === null ? {} : { origin }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
    },
    async accept(url, name) {
      const body = { secret: secretOf(url), name }
      const answer = await self.ask('/api/invitations/accept', { method: 'POST', body })
      if (answer.status !== 200) throw new Error(`accept answered ${answer.status}: ${await answer.text()}`)
      const cookie = answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
      return { cookie, accepted: (await answer.json()) as Accepted }
    },
    async owner() {
      const { cookie, accepted } = await self.accept(weft.ownerLink ?? '', 'Olga')
      if (accepted.space === null) throw new Error('the owner found no space')
      return { cookie, space: accepted.space }
    },
    async invite(space, role, { hours = 1, uses = null } = {} as { hours?: number; uses?: number }) {
      return (await weft.operator.createInvitation({ space, role, hours, uses })).url
    },
    socket(space, knock = {}) {
      const origin = knock.origin === undefined ? weft.url : knock.origin
      const ws = new WebSocket(
        `${weft.url.replace(/^http/, 'ws')}/sync/${space}`,
        [...(knock.protocols ?? [])],
        {
          headers: {
            ...(knock.cookie === undefined ? {} : { cookie: knock.cookie }),
            ...(knock.bearer === undefined ? {} : { authorization: `Bearer ${knock.bearer}` }),
            ...(origin === null ? {} : { origin }),
          },
        },
      )
      sockets.add(ws)
      return ws
    },
    async close() {
      for (const ws of sockets) {
        // One that is still shaking hands says so as an error.
        ws.on('error', () => undefined)
        ws.terminate()
      }
      await weft.close()
      if (options.data === undefined) await rm(data, { recursive: true, force: true })
    },
  }
  return self
}

/** How the server ended a socket. */
export function closing(ws: WebSocket): Promise<{ code: number; reason: string }> {
  return new Promise((resolve, reject) => {
    ws.once('close', (code, reason) => resolve({ code, reason: reason.toString() }))
    ws.once('error', reject)
  })
}

export function opened(ws: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    ws.once('open', resolve)
    ws.once('error', reject)
    ws.once('close', (code, reason) => reject(new Error(`closed with ${code}: ${reason.toString()}`)))
  })
}
