import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { MemoryDisk, memoryStore } from '@weft/persistence/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { type Trial, trial } from '../operate/trial.ts'

let t: Trial
afterEach(() => t.close())

describe('the headers that keep a page to itself', () => {
  /** The answer as it came, headers in lower case. */
  async function raw(port: number, asked: string): Promise<{ status: number; headers: Map<string, string> }> {
    const socket = connect(port, '127.0.0.1')
    socket.write(asked)
    const [head = ''] = (await text(socket)).split('\r\n\r\n', 1)
    const [first = '', ...lines] = head.split('\r\n')
    const headers = lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
    })
    return { status: Number(first.split(' ')[1]), headers: new Map(headers) }
  }
  const get = (path: string, ...more: string[]) =>
    `${[`GET ${path} HTTP/1.1`, 'Host: x', 'Connection: close', ...more].join('\r\n')}\r\n\r\n`
  const upgrade = (path: string, ...more: string[]) =>
    `${[
      `GET ${path} HTTP/1.1`,
      'Host: x',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      ...more,
    ].join('\r\n')}\r\n\r\n`
  const KEY = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='

  it('stand on every kind of answer', async () => {
    t = await trial({ limits: { refusalRate: 0.001, refusalBurst: 1, linkRate: 0.001, linkBurst: 1 } })
    const { cookie } = await t.owner()
    const json = 'Content-Type: application/json'
    const body = (method: string, path: string, content: string, ...more: string[]) =>
      `${[
        `${method} ${path} HTTP/1.1`,
        'Host: x',
        'Connection: close',
        `Origin: ${t.weft.url}`,
        `Content-Length: ${content.length}`,
        ...more,
      ].join('\r\n')}\r\n\r\n${content}`
    const asked: readonly (readonly [kind: string, asked: string, status: number])[] = [
      ['health', get('/healthz'), 200],
      ['readiness', get('/readyz'), 200],
      ['metrics', get('/metrics'), 200],
      ['a page, or the word that there is none yet', get('/', 'Accept-Encoding: br'), -1],
      ['no file', get('/assets/missing.js'), -1],
      ['HEAD', get('/healthz').replace('GET', 'HEAD'), 200],
      ['a page by a wrong method', body('POST', '/', ''), 405],
      ['somebody unknown', get('/api/me'), 401],
      ['somebody known', get('/api/me', `Cookie: ${cookie}`), 200],
      ['a foreign page', get('/api/me', 'Origin: https://evil.example'), 403],
      ['an unknown address', get('/api/nothing'), 404],
      ['a wrong token', get('/api/me', 'Authorization: Bearer x'), 401],
      ['no JSON', body('PATCH', '/api/me', 'x', json, `Cookie: ${cookie}`), 400],
      ['nothing to say', body('POST', '/api/signout', ''), 204],
      ['too many', body('POST', '/api/invitations/look', '{"secret":"x"}', json), 429],
      ['a socket’s address without a socket', get('/sync/x'), 426],
      ['a socket elsewhere', upgrade('/elsewhere', KEY), 404],
      ['a subprotocol of others', upgrade('/sync/x', KEY, 'Sec-WebSocket-Protocol: other'), 400],
      ['a broken handshake', upgrade('/sync/x'), 400],
      ['too many refused sockets', upgrade('/sync/x', KEY), 429],
      ['no Host', 'GET / HTTP/1.0\r\n\r\n', 400],
      ['an impossible Host', 'GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n', 400],
      ['no HTTP', 'hello\r\n\r\n', 400],
      ['headers that are too long', get('/', `X: ${'x'.repeat(9_000)}`), 431],
    ]
    for (const [kind, what, status] of asked) {
      const answer = await raw(t.weft.port, what)
      const told = { kind, ...Object.fromEntries(answer.headers) }
      if (status > 0) expect({ ...told, status: answer.status }).toMatchObject({ status })
      expect(told).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
      expect(told).toMatchObject({ 'x-frame-options': 'DENY' })
      const policy = answer.headers.get('content-security-policy') ?? ''
      expect(`${kind}: ${policy}`).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      // Whatever has scripts at all has Trusted Types.
      if (!policy.startsWith("default-src 'none'"))
        expect(`${kind}: ${policy}`).toMatch(/script-src 'self';.*require-trusted-types-for 'script'/)
      if (answer.status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
  })

  it('stand on what fails too', async () => {
    const disk = new MemoryDisk()
    t = await trial({ store: await memoryStore(disk, { warn: () => undefined }) })
    const { cookie } = await t.owner()
    disk.failNext('batch')
    const failed = await t.ask('/api/me', { method: 'PATCH', body: { name: 'x' }, cookie })
    expect(failed.status).toBe(503)
    expect(failed.headers.get('x-content-type-options')).toBe('nosniff')
    expect(failed.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  })
})
