import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { Close } from '@weft/space/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FOREIGN_ORIGINS, HOME } from '../gateway/foreign-origins.ts'
import { closing, opened, type Trial, trial } from '../operate/trial.ts'

let t: Trial
const EVIL = '{"name":"Evil"}'

/** With headers that no client of ours would write. */
function send(
  path: string,
  method: string,
  headers: Readonly<Record<string, string | readonly string[]>>,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        port: t.weft.port,
        host: '127.0.0.1',
        path,
        method,
        headers: { ...headers } as Record<string, string>,
      },
      (answer) => {
        text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject)
      },
    )
    asked.on('error', reject)
    if (method !== 'GET') asked.setHeader('content-length', EVIL.length)
    asked.end(method === 'GET' ? undefined : EVIL)
  })
}

describe('G5 what the page of another site sends', () => {
  let cookie: string
  let space: string
  beforeAll(async () => {
    t = await trial({ origins: [HOME], limits: { refusalBurst: 0, requestBurst: 0 } })
    ;({ cookie, space } = await t.owner())
  })
  afterAll(() => t.close())

  const changes = (): readonly (readonly [method: string, path: string])[] => [
    ['PATCH', '/api/me'],
    ['POST', '/api/signout'],
    ['POST', '/api/me/devices/link'],
    ['DELETE', '/api/me/devices/link'],
    ['DELETE', '/api/me/devices/x'],
    ['DELETE', '/api/me/devices'],
    ['POST', '/api/me/passkeys/options'],
    ['POST', '/api/me/passkeys'],
    ['DELETE', '/api/me/passkeys/x'],
    ['DELETE', '/api/me/accounts/x'],
    ['POST', '/api/passkeys/options'],
    ['POST', '/api/passkeys/signin'],
    ['POST', '/api/signin/provider'],
    ['POST', '/api/spaces'],
    ['POST', '/api/invitations/look'],
    ['POST', '/api/invitations/accept'],
    ['POST', `/api/spaces/${space}/invitations`],
    ['DELETE', `/api/spaces/${space}/invitations/x`],
    ['PATCH', `/api/spaces/${space}/members/x`],
    ['DELETE', `/api/spaces/${space}/members/x`],
    ['POST', `/api/spaces/${space}/tokens`],
    ['DELETE', `/api/spaces/${space}/tokens/x`],
    ['PUT', '/api/me'],
    ['POST', '/api/nothing'],
  ]

  it('has forty ways to say where it is from, and more', () => {
    expect(new Set(FOREIGN_ORIGINS).size).toBeGreaterThanOrEqual(40)
    expect(FOREIGN_ORIGINS).not.toContain(HOME)
  })

  it.each(FOREIGN_ORIGINS)('from %j changes nothing, reads nothing and opens no socket', async (origin) => {
    const headers = { cookie, origin, 'content-type': 'application/json' }
    for (const [method, path] of changes()) {
      const { status, body } = await send(path, method, headers)
      expect({ method, path, status, body }).toMatchObject({
        status: 403,
        body: expect.stringContaining('foreign_origin'),
      })
    }
    expect((await send('/api/me', 'GET', headers)).status).toBe(403)
    expect(await closing(t.socket(space, { cookie, origin }))).toMatchObject({ code: Close.foreignOrigin })
  })

  it.each([
    ['without an Origin', {}],
    ['with two', { origin: [HOME, 'https://evil.example'] }],
    ['with ours twice', { origin: [HOME, HOME] }],
    ['with Host and Referer of ours only', { host: 'weft.example.org', referer: `${HOME}/` }],
    ['with a forwarded host', { 'x-forwarded-host': 'weft.example.org', forwarded: 'host=weft.example.org' }],
    ['as another method in disguise', { origin: 'https://evil.example', 'x-http-method-override': 'GET' }],
  ])('%s changes nothing', async (_, headers) => {
    for (const [method, path] of changes()) {
      const { status } = await send(path, method, { cookie, 'content-type': 'application/json', ...headers })
      expect({ method, path, status }).toMatchObject({ status: 403 })
    }
  })

  it('left everything as it was, and our own page may', async () => {
    const me = async () => (await (await t.ask('/api/me', { cookie })).json()) as { person: { name: string } }
    expect((await me()).person.name).toBe('Olga')
    const changed = await t.ask('/api/me', { method: 'PATCH', body: { name: 'Oli' }, cookie, origin: HOME })
    expect(changed.status).toBe(200)
    await opened(t.socket(space, { cookie, origin: HOME }))
  })
})
