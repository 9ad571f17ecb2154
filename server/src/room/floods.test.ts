import { encodeUp } from '@weft/space/wire'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '../limits.ts'
import { OTHER, person, SPACE, type TestClient, type World, world } from './testing.ts'

const ann = person('ann')
const ben = person('ben')
const mal = person('mal')
const joe = person('joe')

const SECONDS = 4
const said = (client: TestClient) => client.got.map(({ type }) => type).join()

/** What two in another room are sent, tick by tick, while somebody does something to theirs. */
async function withFlood(flood: (w: World, mallory: TestClient) => void) {
  const w = await world()
  const [a, b] = [w.client(ann, { space: OTHER }).hello(), w.client(ben, { space: OTHER }).hello()]
  const [mallory, beside] = [w.client(mal, { space: SPACE }).hello(), w.client(joe, { space: SPACE }).hello()]
  await w.pass(40)
  const heard: string[] = []
  flood(w, mallory)
  for (let i = 0; i < (SECONDS * 1000) / 20; i++) {
    if (i % 5 === 0) {
      a.write(`line ${i}`)
      b.send({ type: 'presence', entries: [{ client: 22, clock: i, state: JSON.stringify({ at: i }) }] })
    }
    await w.pass(20)
    heard.push(`${said(a)} ${said(b)}`)
  }
  return { w, mallory, beside, heard, lines: b.lines.length }
}

describe('G8: with the limits that Weft ships with, a flood is slowed, and another room’s people notice nothing', () => {
  test('of edits', async () => {
    const quiet = await withFlood(() => undefined)
    const flooded = await withFlood((_, mallory) => {
      for (let i = 0; i < 20_000; i++) mallory.write(`flood ${i}`)
    })
    expect(flooded.heard).toEqual(quiet.heard)
    expect(flooded.lines).toBe((SECONDS * 1000) / 100)
    const taken = flooded.w.counted.get('updates_received') ?? 0
    const most = LIMITS.frameBurst + LIMITS.frameRate * (SECONDS + 1)
    // What it hadn't read yet waits on the other side, and its own people are served at the rate that it is read.
    expect(taken).toBeGreaterThan(LIMITS.frameBurst)
    expect(taken).toBeLessThanOrEqual(most + flooded.lines)
    expect(flooded.mallory.transport.paused).toBe(true)
    expect(flooded.mallory.transport.up.length).toBeGreaterThan(20_000 - most)
    expect(flooded.beside.lines.length).toBeGreaterThan(LIMITS.frameBurst)
    expect(flooded.mallory.code).toBeNull()
  }, 60_000)

  test('of questions, pings and presence', async () => {
    const quiet = await withFlood(() => undefined)
    const flooded = await withFlood((_, mallory) => {
      const state = JSON.stringify({ noise: 'x'.repeat(1_000) })
      for (let i = 0; i < 5_000; i++) {
        mallory.sendBytes(encodeUp({ type: 'step1', stateVector: new Uint8Array([0]) }))
        mallory.sendBytes(encodeUp({ type: 'ping' }))
        mallory.sendBytes(encodeUp({ type: 'queryPresence' }))
        mallory.sendBytes(encodeUp({ type: 'presence', entries: [{ client: 66, clock: i, state }] }))
      }
    })
    expect(flooded.heard).toEqual(quiet.heard)
    expect(flooded.mallory.transport.up.length).toBeGreaterThan(10_000)
    // Of its presence only the newest was told, and questions are answered one a second.
    expect(flooded.beside.all('presence').length).toBeLessThan(LIMITS.presenceRate * (SECONDS + 1))
    expect(flooded.w.counted.get('presence_shed')).toBeGreaterThan(100)
    expect(flooded.mallory.all('step2').length).toBeLessThan(SECONDS + 8)
  }, 60_000)
})

test('G8: presence gives way to words within a connection that is read slowly: of its states the newest comes, after them', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  await w.pass(40)
  for (let i = 0; i < LIMITS.frameBurst + 500; i++) {
    a.send({ type: 'presence', entries: [{ client: 11, clock: i + 1, state: JSON.stringify({ i }) }] })
    if (i >= LIMITS.frameBurst) a.write(`word ${i}`)
  }
  await w.pass(3_000)
  expect(b.lines).toHaveLength(500)
  const last = b.all('presence').at(-1)?.entries.at(-1)?.state
  expect(JSON.parse(last ?? 'null')).toMatchObject({ i: LIMITS.frameBurst + 499 })
  expect(w.counted.get('presence_shed')).toBeGreaterThan(1_000)
})
