import { expect, test } from 'vitest'
import { setPresence } from './presence.ts'
import { bench } from './testing/bench.ts'
import type { ServerDouble } from './testing/server-double.ts'
import { write } from './testing/words.ts'

const sent = (server: ServerDouble) =>
  server.caller.heard.flatMap((message) => (message.type === 'presence' ? message.entries : []))

test('G10 we are told of as soon as the line is there, and changes go out at most 20 times a second, the last one always', async () => {
  const { runtime, server, open } = bench()
  const session = open()
  await runtime.advance(100)
  expect(sent(server)).toEqual([
    { client: session.awareness.get().clientID, clock: expect.any(Number), state: '{}' },
  ])
  for (let i = 0; i < 100; i++) {
    setPresence(session, { at: { notes: [`note ${i}`] } })
    await runtime.advance(10)
  }
  await runtime.advance(60)
  const states = sent(server)
  expect(states.length).toBeLessThanOrEqual(23)
  expect(states.at(-1)?.state).toBe('{"at":{"notes":["note 99"]}}')
  const clocks = states.map(({ clock }) => clock)
  expect(clocks).toEqual([...new Set(clocks)].sort((a, b) => a - b))
})

test('what is set to what it was is not sent again; what is undefined goes', async () => {
  const { runtime, server, open } = bench()
  const session = open()
  await runtime.advance(100)
  setPresence(session, { typing: true })
  await runtime.advance(100)
  const before = sent(server).length
  setPresence(session, { typing: true })
  await runtime.advance(100)
  expect(sent(server)).toHaveLength(before)
  setPresence(session, { typing: undefined, idle: true })
  await runtime.advance(100)
  expect(sent(server).at(-1)?.state).toBe('{"idle":true}')
})

test('others are shown, and what we hear of them is not sent on', async () => {
  const { runtime, server, open } = bench()
  const session = open()
  await runtime.advance(100)
  const before = sent(server).length
  server.presence({ client: 7, clock: 1, state: '{"user":{"name":"Bo"}}' })
  await runtime.advance(10)
  expect(session.awareness.get().getStates().get(7)).toEqual({ user: { name: 'Bo' } })
  await runtime.advance(1_000)
  expect(sent(server)).toHaveLength(before)
  server.presence({ client: 7, clock: 2, state: null })
  await runtime.advance(10)
  expect(session.awareness.get().getStates().has(7)).toBe(false)
})

test('G10 when the line is lost everybody else is gone at once, and back with the next line though their clock stood still', async () => {
  const { runtime, server, open, surroundings } = bench()
  const session = open()
  await runtime.advance(100)
  const bo = { client: 7, clock: 5, state: '{"user":{"name":"Bo"}}' }
  server.presence(bo)
  await runtime.advance(10)
  const changes: number[][] = []
  session.awareness.get().on('change', ({ removed }: { removed: number[] }) => changes.push(removed))
  surroundings.say('offline')
  expect([...session.awareness.get().getStates().keys()]).toEqual([session.awareness.get().clientID])
  expect(changes).toEqual([[7]])
  surroundings.say('online')
  await runtime.advance(100)
  server.presence(bo)
  await runtime.advance(10)
  expect(session.awareness.get().getStates().has(7)).toBe(true)
})

test('our own state is renewed while nothing changes, with a higher clock', async () => {
  const { runtime, server, open } = bench()
  open()
  await runtime.advance(100)
  await runtime.advance(31_000)
  const states = sent(server)
  expect(states).toHaveLength(3)
  expect(new Set(states.map(({ clock }) => clock)).size).toBe(3)
})

test('G10 on a line that is silent, but not given up yet, nobody is shown after 8 s; when it speaks again, all are', async () => {
  const { runtime, server, open } = bench()
  const session = open()
  await runtime.advance(100)
  const ben = { client: 7, clock: 1, state: '{"user":{"name":"Ben"}}' }
  server.presence(ben)
  await runtime.advance(10)
  const others = () => session.awareness.get().states.size - 1
  expect(others()).toBe(1)
  server.hole = true
  // So much is under way that the answer to a ping may take minutes.
  write(session, 'x'.repeat(4_000_000))
  await runtime.advance(9_000)
  expect(session.link.get()).toEqual({ state: 'online', synced: true })
  expect(others()).toBe(0)
  server.hole = false
  server.presence({ ...ben, clock: 2 })
  await runtime.advance(100)
  expect(others()).toBe(1)
  expect(server.caller.heard.at(-1)).toEqual({ type: 'queryPresence' })
})

test('G6 what is shown of a device doesn’t tell the id that it will write under', async () => {
  const { runtime, server, open } = bench()
  const session = open()
  await runtime.advance(100)
  const { clientID } = session.doc.get()
  const shown = sent(server).map(({ client }) => client)
  expect(shown.length).toBeGreaterThan(0)
  expect(shown).not.toContain(clientID)
  expect(session.awareness.get().clientID).toBe(shown[0])
  expect([...session.awareness.get().getStates().keys()]).toEqual([shown[0]])
})
