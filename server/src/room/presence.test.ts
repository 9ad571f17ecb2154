import { Close, encodeUp } from '@weft/space/wire'
import { expect, test } from 'vitest'
import { person, SPACE, type TestClient, world } from './testing.ts'

const ann = person('ann')
const ben = person('ben')
const cem = person('cem', 'viewer')

const show = (client: TestClient, id: number, state: object | null, clock = 1) =>
  client.send({
    type: 'presence',
    entries: [{ client: id, clock, state: state === null ? null : JSON.stringify(state) }],
  })
/** What a client's screen would show, by awareness id, as y-protocols keeps it: only a higher clock counts. */
function seen(client: TestClient): Record<number, unknown> {
  const clocks = new Map<number, number>()
  const states: Record<number, unknown> = {}
  for (const { entries } of client.all('presence')) {
    for (const { client: id, clock, state } of entries) {
      if (clock <= (clocks.get(id) ?? 0)) continue
      clocks.set(id, clock)
      if (state === null) delete states[id]
      else states[id] = JSON.parse(state)
    }
  }
  return states
}
const user = (member: typeof ann) => ({ ...member })

test('others see who is here and what they do; newcomers see all of it; a viewer is seen too', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben, { protocol: 'weft.0' }).hello()
  show(a, 11, { at: { timeline: true } })
  show(b, 22, { typing: true })
  await w.pass(40)
  const c = w.client(cem).hello()
  show(c, 33, {})
  await w.pass(40)
  const everybody = {
    11: { at: { timeline: true }, user: user(ann) },
    22: { typing: true, user: user(ben) },
    33: { user: user(cem) },
  }
  const without = (id: 11 | 22 | 33) => {
    const { [id]: _, ...rest } = everybody
    return rest
  }
  expect(seen(a)).toEqual(without(11))
  expect(seen(b)).toEqual(without(22))
  expect(seen(c)).toEqual(without(33))
  expect(w.rooms.here(SPACE).map((p) => p.name)).toEqual(['ann', 'ben', 'cem'])
})

test('G6: who a client says it is makes no difference, nor what it says of others', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  show(a, 11, { user: { id: ben.id, name: 'ben', role: 'owner' } })
  show(b, 22, {})
  await w.pass(40)
  expect(seen(b)).toEqual({ 11: { user: user(ann) } })
  // An echo, as stock clients send it, with a clock that would silence her for ever.
  show(b, 11, null, 2 ** 50)
  show(b, 11, { typing: true }, 2 ** 50)
  show(b, 44, { second: true })
  show(a, 11, { typing: true }, 3)
  await w.pass(60)
  expect(seen(b)).toEqual({ 11: { typing: true, user: user(ann) } })
  expect(seen(a)).toEqual({ 22: { user: user(ben) } })
})

test('G6: nobody’s id can be taken, by who echoes it before they show themselves, or when they have gone', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  const c = w.client(cem).hello()
  show(a, 11, {})
  show(c, 33, {})
  await w.pass(40)
  show(b, 11, { mine: true })
  await w.pass(40)
  expect(seen(c)).toEqual({ 11: { user: user(ann) } })
  a.transport.drop()
  show(b, 11, { mine: true })
  await w.pass(40)
  expect(seen(c)).toEqual({})
  show(b, 22, {})
  await w.pass(40)
  expect(seen(c)).toEqual({ 22: { user: user(ben) } })
})

test('no stock client is sent its own id, not even when a hundred speak at once; all others share one frame', async () => {
  const w = await world()
  const clients = Array.from({ length: 100 }, (_, i) =>
    w.client(person(`p${i}`), { protocol: i < 50 ? 'weft.0' : 'weft.1' }).hello(),
  )
  for (const [i, client] of clients.entries()) show(client, 1000 + i, { i })
  await w.pass(60)
  for (const [i, client] of clients.entries()) {
    const ids = Object.keys(seen(client)).map(Number)
    expect(ids).toHaveLength(i < 50 ? 99 : 100)
    expect(ids.includes(1000 + i)).toBe(i >= 50)
  }
  const { frames_sent: before = 0 } = Object.fromEntries(w.counted)
  for (const [i, client] of clients.entries()) show(client, 1000 + i, { i, again: true }, 2)
  await w.pass(60)
  const { frames_sent: after = 0 } = Object.fromEntries(w.counted)
  // One for each stock client, one for everybody else, in each of the two ticks that this takes at most.
  expect(after - before).toBeLessThanOrEqual(2 * 51)
})

test('G10: whoever leaves is gone at once; who falls silent within 10 s', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  const c = w.client(cem).hello()
  show(a, 11, {})
  show(b, 22, {})
  show(c, 33, {})
  await w.pass(40)
  b.transport.drop()
  await w.pass(40)
  expect(Object.keys(seen(a))).toEqual(['33'])
  c.transport.dead = true
  // Its line may be dead in one direction only.
  for (let second = 0; second < 9; second++) {
    c.connection?.receive(encodeUp({ type: 'ping' }))
    await w.pass(1_100)
  }
  expect(seen(a)).toEqual({})
  expect(c.code).toBe(Close.timeout)
  expect(a.code).toBeNull()
  expect(a.transport.pings).toBeGreaterThan(0)
})

test('G10: a connection that lives but says nothing stays, and is renewed before stock clients forget it', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben, { protocol: 'weft.0' }).hello()
  show(a, 11, { still: true })
  show(b, 22, {})
  await w.pass(40)
  const before = b.got.length
  await w.pass(16_000)
  const renewals = b.got.slice(before).filter((down) => {
    return down.type === 'presence' && down.entries.some((entry) => entry.client === 11)
  })
  expect(renewals).toHaveLength(1)
  expect(seen(b)).toEqual({ 11: { still: true, user: user(ann) } })
})

test('a lone idle stock client hears something within 20 s', async () => {
  const w = await world()
  const a = w.client(ann, { protocol: 'weft.0' }).hello()
  show(a, 11, {})
  await w.pass(1_000)
  a.got.length = 0
  await w.pass(17_000)
  expect(a.got).toEqual([{ type: 'presence', entries: [] }])
})

test('G10: who can’t follow for minutes is told who left meanwhile, as soon as it can', async () => {
  const w = await world({ limits: { outboundSoft: 8_000 } })
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  const c = w.client(cem).hello()
  show(a, 11, {})
  show(b, 22, {})
  show(c, 33, {})
  await w.pass(40)
  a.transport.stalled = true
  for (let i = 0; i < 40; i++) {
    b.write('x'.repeat(300))
    await w.pass(20)
  }
  c.transport.drop()
  // And somebody whom it never knew.
  const passing = w.client(person('dea')).hello()
  show(passing, 44, {})
  await w.pass(40)
  passing.transport.drop()
  await w.pass(40)
  show(b, 22, { still: 'here' })
  for (let second = 0; second < 70; second++) {
    await w.pass(1_000)
    // A thin line, on which it may take long.
    a.connection?.pong()
    b.connection?.pong()
  }
  expect(Object.keys(seen(a))).toEqual(['22', '33'])
  a.transport.stalled = false
  await w.pass(1_200)
  expect(seen(a)).toEqual({ 22: { still: 'here', user: user(ben) } })
  show(b, 22, { again: true })
  await w.pass(40)
  expect(seen(a)).toEqual({ 22: { again: true, user: user(ben) } })
})

test('of many states in a tick only the newest is told, and not more often than the rate', async () => {
  const w = await world({ limits: { presenceRate: 10 } })
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  show(a, 11, { n: 0 })
  await w.pass(200)
  b.got.length = 0
  for (let n = 1; n <= 100; n++) {
    show(a, 11, { n })
    await w.pass(10)
  }
  await w.pass(200)
  expect(b.all('presence').length).toBeLessThanOrEqual(12)
  expect(seen(b)).toEqual({ 11: { n: 100, user: user(ann) } })
  expect(w.counted.get('presence_shed')).toBeGreaterThan(80)
})

test('a state that is too large is not told, and costs nobody the connection', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  show(a, 11, { small: true })
  show(b, 22, {})
  await w.pass(40)
  show(a, 11, { text: 'x'.repeat(3_000) })
  await w.pass(40)
  expect(seen(b)).toEqual({ 11: { small: true, user: user(ann) } })
  expect(a.code).toBeNull()
})

test('after a reconnect that overtakes the end of the old connection a person is here once, under the same id', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  show(a, 11, { n: 1 })
  show(b, 22, {})
  await w.pass(40)
  a.transport.dead = true
  const again = w.client(ann).hello()
  show(again, 11, { n: 2 })
  await w.pass(40)
  expect(Object.keys(seen(again))).toEqual(['22'])
  await w.pass(12_000)
  expect(a.code).toBe(Close.timeout)
  expect(seen(b)).toEqual({ 11: { n: 2, user: user(ann) } })
})

test('the wall clock may jump back: what is told later still counts', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  show(a, 11, { n: 1 })
  show(b, 22, {})
  await w.pass(40)
  w.runtime.jump(-3_600_000)
  show(a, 11, { n: 2 })
  await w.pass(40)
  expect(seen(b)).toEqual({ 11: { n: 2, user: user(ann) } })
})

test('a new name is on all screens; so is a new role', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  show(a, 11, {})
  show(b, 22, {})
  await w.pass(40)
  w.rooms.personaChanged({ id: ann.id, name: 'Anne', dye: 'rust' })
  w.rooms.roleChanged(SPACE, ann.id, 'viewer')
  await w.pass(60)
  expect(seen(b)).toEqual({ 11: { user: { id: ann.id, name: 'Anne', dye: 'rust', role: 'viewer' } } })
})

test('G10: who couldn’t follow when somebody left hears of it when they can', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  show(a, 11, {})
  show(b, 22, {})
  await w.pass(40)
  b.transport.stalled = true
  for (let i = 0; i < 60; i++) {
    a.write('x'.repeat(20_000))
    await w.pass(16)
  }
  a.transport.drop()
  await w.pass(100)
  expect(seen(b)).toHaveProperty('11')
  b.transport.stalled = false
  await w.pass(200)
  expect(seen(b)).toEqual({})
})
