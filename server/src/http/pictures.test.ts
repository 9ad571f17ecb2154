import type { SpaceId } from '@weft/space'
import { LARGEST_PICTURE, membersSchema, meSchema } from '@weft/space/api'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Trial, trial } from '../operate/trial.ts'

let t: Trial
let space: SpaceId
let olga: string
let vic: string
let sten: string
beforeEach(async () => {
  t = await trial()
  const owner = await t.owner()
  olga = owner.cookie
  space = owner.space
  vic = (await t.accept(await t.invite(space, 'viewer'), 'Vic')).cookie
  const { space: elsewhere } = await t.weft.operator.createToken({
    target: { newSpace: 'Elsewhere' },
    role: 'member',
    name: 'b',
  })
  sten = (await t.accept(await t.invite(elsewhere as SpaceId, 'member'), 'Sten')).cookie
})
afterEach(() => t.close())

const png = (size: number) =>
  Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(size - 8, 7)])
const edit = (cookie: string, picture: string | null) =>
  t.ask('/api/me', { method: 'PATCH', cookie, body: { picture } })
const me = async (answer: Promise<Response>) => meSchema.parse(await (await answer).json()).person
const look = (id: string, cookie?: string) =>
  t.ask(`/api/people/${id}/picture?v=1`, cookie === undefined ? {} : { cookie })

it('G5 a picture is shown to whoever shares a space with its person, and to nobody else', async () => {
  const bytes = png(3_000)
  const person = await me(edit(vic, bytes.toString('base64')))
  expect(person.picture).toMatch(/^.{8,64}$/)
  const members = membersSchema.parse(
    await (await t.ask(`/api/spaces/${space}/members`, { cookie: vic })).json(),
  )
  expect(members.members.find(({ id }) => id === person.id)?.picture).toBe(person.picture)
  for (const cookie of [olga, vic]) {
    const answer = await look(person.id, cookie)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
  }
  expect((await look(person.id, sten)).status).toBe(404)
  expect((await look(person.id)).status).toBe(401)
})

it('is another one by another name, and can be taken away', async () => {
  const first = await me(edit(olga, png(100).toString('base64')))
  const second = await me(edit(olga, png(101).toString('base64')))
  expect(second.picture).not.toBe(first.picture)
  expect(
    (await me(t.ask('/api/me', { method: 'PATCH', cookie: olga, body: { name: 'Olga K.' } }))).picture,
  ).toBe(second.picture)
  const none = await me(edit(olga, null))
  expect('picture' in none).toBe(false)
  expect((await look(none.id, olga)).status).toBe(404)
})

it('G8 is a PNG, JPEG or WebP by its bytes, and small', async () => {
  const markup = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
  const others = [
    markup,
    Buffer.from('GIF89a'),
    Buffer.alloc(0),
    png(LARGEST_PICTURE + 1),
    Buffer.alloc(50_000),
  ]
  for (const bytes of others) expect((await edit(olga, bytes.toString('base64'))).status).toBe(400)
  expect((await me(t.ask('/api/me', { cookie: olga }))).picture).toBeUndefined()
  const webp = Buffer.from('RIFF\x10\x00\x00\x00WEBPVP8 ', 'latin1')
  const jpeg = Buffer.from('\xff\xd8\xff\xe0', 'latin1')
  for (const bytes of [webp, jpeg, png(LARGEST_PICTURE)])
    expect((await edit(olga, bytes.toString('base64'))).status).toBe(200)
})

it('G5 signing out has the browser forget what it cached by itself', async () => {
  const answer = await t.ask('/api/signout', { method: 'POST', cookie: vic })
  expect([answer.status, answer.headers.get('clear-site-data')]).toEqual([204, '"cache"'])
})
