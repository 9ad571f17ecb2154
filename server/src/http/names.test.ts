import type { SpaceId } from '@weft/space'
import { meSchema, spaceSummarySchema, spacesSchema, tokensSchema } from '@weft/space/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Trial, trial } from '../operate/trial.ts'

/** Each would be shown as something that it isn't, or as nothing. */
const BAD: readonly unknown[] = [
  ...['', '   ', '\u200b', '\u3164', '\u0301', 'a\u0000b', 'a\nb', 'a\tb', 'a\u0085b', 'a\u2028b'],
  ...[
    'Ol\u200dga',
    'Olga\u202ecilbup',
    '\u2066Olga',
    'Olga\u200f',
    'Ol\u00adga',
    'Olga\ufeff?',
    'Olga\u{e0041}',
  ],
  ...['Olga\ud83d', `O${'\u0353'.repeat(30)}lga`, 'x'.repeat(81), '🧵'.repeat(41)],
  ...[7, null, [], {}, { toString: 'Olga' }],
]
/** As it is sent, and as it is shown then. */
const GOOD: readonly (readonly [sent: string, shown: string])[] = [
  ['Ольга 李 🧵', 'Ольга 李 🧵'],
  [' 👩‍👩‍👧‍👦 Lind ', '👩‍👩‍👧‍👦 Lind'],
  ['علی‌رضا', 'علی‌رضا'],
  ['Jose\u0301', 'Jos\u00e9'],
  ['Anna\u00a0\u3000Lind', 'Anna Lind'],
  ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
]

let t: Trial
let olga: string
let space: SpaceId
beforeAll(async () => {
  t = await trial({ limits: { changeRate: 0, linkRate: 0, requestRate: 0, madeSpaces: 0 } })
  ;({ cookie: olga, space } = await t.owner())
})
afterAll(() => t.close())

const json = async (path: string, cookie = olga): Promise<unknown> => (await t.ask(path, { cookie })).json()
const link = (uses: number) => t.invite(space, 'member', { uses })
/** Everywhere that somebody gives a name: sends it, and finds it as it is shown; null when it wasn't taken. */
const DOORS: Readonly<Record<string, (name: unknown) => Promise<string | null>>> = {
  'a person who joins': async (name) => {
    const body = { secret: new URL(await link(1)).hash.slice(1), name }
    const answer = await t.ask('/api/invitations/accept', { method: 'POST', body })
    if (answer.status === 200)
      return meSchema.parse(((await answer.json()) as { me: unknown }).me).person.name
    expect(answer.status).toBe(400)
    expect(answer.headers.getSetCookie()).toEqual([])
    // The link isn't used up by it.
    const again = await t.ask('/api/invitations/look', { method: 'POST', body: { secret: body.secret } })
    expect(again.status).toBe(200)
    return null
  },
  'a person who changes their name': async (name) => {
    const answer = await t.ask('/api/me', { method: 'PATCH', cookie: olga, body: { name } })
    if (answer.status === 200) return meSchema.parse(await json('/api/me')).person.name
    expect(answer.status).toBe(400)
    return null
  },
  'a new space': async (name) => {
    const answer = await t.ask('/api/spaces', { method: 'POST', cookie: olga, body: { name } })
    if (answer.status === 201) return spaceSummarySchema.parse(await answer.json()).name
    expect(answer.status).toBe(400)
    return null
  },
  'a new token': async (name) => {
    const at = `/api/spaces/${space}/tokens`
    const answer = await t.ask(at, { method: 'POST', cookie: olga, body: { name, role: 'viewer' } })
    if (answer.status !== 201) {
      expect(answer.status).toBe(400)
      return null
    }
    const { id } = (await answer.json()) as { id: string }
    const { tokens } = tokensSchema.parse(await json(at))
    await t.ask(`${at}/${id}`, { method: 'DELETE', cookie: olga })
    return tokens.find((one) => one.id === id)?.name ?? null
  },
}

describe('G6 a name, wherever it is given', () => {
  it.each(Object.entries(DOORS))('%s', async (_, door) => {
    const people = async () => (await t.weft.operator.people({ space })).people.length
    const before = [await people(), spacesSchema.parse(await json('/api/spaces')).spaces.length]
    for (const name of BAD) expect([name, await door(name)]).toEqual([name, null])
    expect([await people(), spacesSchema.parse(await json('/api/spaces')).spaces.length]).toEqual(before)
    for (const [sent, shown] of GOOD) expect([sent, await door(sent)]).toEqual([sent, shown])
  })
})
