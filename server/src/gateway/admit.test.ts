import type { IncomingHttpHeaders } from 'node:http'
import { MemoryDisk, memoryStore } from '@weft/persistence/testing'
import { type PersonId, personId, type SpaceId, spaceId } from '@weft/space'
import { Close, tokenSubprotocol } from '@weft/space/wire'
import { beforeAll, describe, expect, it } from 'vitest'
import { Book, roleKey } from '../people/book.ts'
import { hashOf } from '../people/secret.ts'
import { judgeKnock } from './admit.ts'
import { FOREIGN_ORIGINS, HOME } from './foreign-origins.ts'

const space: SpaceId = spaceId((bytes) => bytes.fill(1))
const other: SpaceId = spaceId((bytes) => bytes.fill(2))
const anna: PersonId = personId((bytes) => bytes.fill(3))
const DEVICE = 'the-secret-of-a-device'
const TOKEN = 'weft_the-secret-of-a-token'
const cookie = `a=b; weft_device=${DEVICE}`
const origins = new Set([HOME, 'http://localhost:4000'])

let book: Book
beforeAll(async () => {
  book = await Book.open((await memoryStore(new MemoryDisk())).records, () => undefined)
  await book.commit([
    {
      kind: 'person',
      key: anna,
      value: { name: 'Anna', dye: 'woad', at: 1, owner: false, program: false },
    },
    { kind: 'space', key: space, value: { name: 'Trial', icon: null, at: 1, by: anna } },
    { kind: 'space', key: other, value: { name: 'Other', icon: null, at: 1, by: anna } },
    { kind: 'role', key: roleKey(space, anna), value: { role: 'member', at: 1 } },
    {
      kind: 'device',
      key: hashOf(DEVICE),
      value: { person: anna, at: 1, seen: 1, secure: true, name: 'Firefox on Linux' },
    },
    {
      kind: 'token',
      key: hashOf(TOKEN),
      value: { person: anna, space, role: 'viewer', name: 'Bot', at: 1, expires: null },
    },
  ])
})

const judge = (headers: IncomingHttpHeaders, url = `/sync/${space}`) =>
  judgeKnock({ url, headers }, { book, origins })
const refusedWith = (headers: IncomingHttpHeaders, url?: string) => {
  const verdict = judge(headers, url)
  return verdict.do === 'refuse' ? verdict.code : verdict.do
}

describe('G5 a browser', () => {
  it('comes in with its cookie from our page', () => {
    expect(judge({ cookie, origin: HOME })).toMatchObject({
      do: 'admit',
      space,
      member: { id: anna, name: 'Anna', role: 'member' },
      protocol: 'weft.0',
      selected: null,
    })
  })

  it.each([...FOREIGN_ORIGINS, ` ${HOME}`, `${HOME}\t`])(
    'is a foreign page at %j, whatever its cookie',
    (origin) => {
      expect(refusedWith({ cookie, origin })).toBe(Close.foreignOrigin)
    },
  )

  it('is a foreign page without an Origin, and when Host says otherwise', () => {
    expect(refusedWith({ cookie })).toBe(Close.foreignOrigin)
    expect(refusedWith({ cookie, origin: 'https://evil.example', host: 'evil.example' })).toBe(
      Close.foreignOrigin,
    )
  })

  it.each([undefined, '', 'weft_device=', 'weft_device=unknown', 'weft_device', `WEFT_DEVICE=${DEVICE}`])(
    'is nobody with the cookie %j',
    (wrong) => {
      expect(refusedWith({ origin: HOME, ...(wrong === undefined ? {} : { cookie: wrong }) })).toBe(
        Close.unauthenticated,
      )
    },
  )
})

describe('G5 a program', () => {
  it('comes in with its token, from anywhere, by header or subprotocol', () => {
    for (const headers of [
      { authorization: `Bearer ${TOKEN}` },
      { authorization: `bearer ${TOKEN}`, origin: 'https://elsewhere.example' },
      { 'sec-websocket-protocol': `weft.1, ${tokenSubprotocol(TOKEN)}` },
    ])
      expect(judge(headers)).toMatchObject({ do: 'admit', member: { id: anna, role: 'viewer' } })
  })

  it('is nobody with an unknown token, even where its cookie is good', () => {
    for (const authorization of ['Bearer wrong', 'Bearer', 'Bearer  ', `Bearer ${TOKEN} x`])
      expect(refusedWith({ authorization, cookie, origin: HOME })).toBe(Close.unauthenticated)
    const wrong = { 'sec-websocket-protocol': `weft.0, ${tokenSubprotocol('weft_wrong')}` }
    expect(refusedWith({ ...wrong, cookie, origin: HOME })).toBe(Close.unauthenticated)
  })

  it('is not helped by a token in the address', () => {
    expect(refusedWith({}, `/sync/${space}?token=${TOKEN}`)).toBe(Close.foreignOrigin)
  })

  it('leaves a proxy its own kind of Authorization', () => {
    expect(judge({ authorization: 'Basic abc', cookie, origin: HOME }).do).toBe('admit')
  })
})

describe('G5 a space', () => {
  it.each([
    ['without a role', `/sync/${other}`],
    ['that does not exist', `/sync/${spaceId((bytes) => bytes.fill(9))}`],
    ['that no server could have made', '/sync/../../etc/passwd'],
    ['with more after it', `/sync/${space}/x`],
    ['without a name', '/sync/'],
  ])('%s is the same to its asker', (_, url) => {
    const verdict = judge({ cookie, origin: HOME }, url)
    expect(verdict).toMatchObject({ do: 'refuse', code: Close.noSuchSpace, reason: 'no such space for you' })
  })

  it('keeps no query: a plain y-websocket client may add one', () => {
    expect(judge({ cookie, origin: HOME }, `/sync/${space}?a=1`).do).toBe('admit')
  })
})

describe('what no client can get through', () => {
  it('is answered in HTTP', () => {
    expect(judge({ cookie, origin: HOME }, '/elsewhere')).toMatchObject({ do: 'http', status: 404 })
    for (const protocol of ['graphql-ws', tokenSubprotocol(TOKEN), 'weft.0, weft.token.%%', 'x'.repeat(3000)])
      expect(judge({ 'sec-websocket-protocol': protocol })).toMatchObject({ do: 'http', status: 400 })
  })

  it('prefers weft.1, and selects what was offered', () => {
    const verdict = judge({ cookie, origin: HOME, 'sec-websocket-protocol': 'weft.0, weft.1' })
    expect(verdict).toMatchObject({ do: 'admit', protocol: 'weft.1', selected: 'weft.1' })
  })
})
