import { expect, test } from 'vitest'
import { type Line, type LineEffect, type LineEvent, linkOf, step, wakeAt } from './connection.ts'

/** Drives the machine by hand: time is a number, chance is given. */
function driver(chance = 1) {
  let line: Line = { at: 'idle' }
  let elapsed = 0
  const WALL = 1_000_000
  const happen = (event: LineEvent): readonly LineEffect[] => {
    const [next, effects] = step(line, event, { wall: WALL + elapsed, elapsed, chance })
    line = next
    return effects
  }
  return {
    happen,
    tick: (buffered = 0, unacked = 0) => happen({ type: 'tick', buffered, unacked }),
    wait(ms: number) {
      elapsed += ms
    },
    /** Waits until the machine asked to be woken, and wakes it. */
    wake(buffered = 0, unacked = 0) {
      const at = wakeAt(line)
      if (at === null) throw new Error('it sleeps')
      const waited = Math.max(0, at - elapsed)
      elapsed += waited
      return { waited, effects: happen({ type: 'tick', buffered, unacked }) }
    },
    open() {
      happen({ type: 'start', dark: false })
      happen({ type: 'opened' })
      return happen({ type: 'synced' })
    },
    fail: () => happen({ type: 'closed', code: 1006, reason: '' }),
    link: () => linkOf(line, { wall: WALL + elapsed, elapsed }),
    get at() {
      return line.at
    },
  }
}

test('start dials, opening says hello, the first step 2 makes it synced', () => {
  const line = driver()
  expect(line.happen({ type: 'start', dark: false })).toEqual(['dial'])
  expect(line.link()).toEqual({ state: 'connecting', since: 1_000_000 })
  expect(line.happen({ type: 'opened' })).toEqual(['hello'])
  expect(line.link()).toEqual({ state: 'online', synced: false })
  line.happen({ type: 'synced' })
  expect(line.link()).toEqual({ state: 'online', synced: true })
})

test('waits double from 0.5 s to 30 s, each drawn from zero to that', () => {
  const most = driver(1)
  most.happen({ type: 'start', dark: false })
  const waits: number[] = []
  for (let i = 0; i < 9; i++) {
    most.fail()
    waits.push(most.wake().waited)
  }
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  const half = driver(0.5)
  half.happen({ type: 'start', dark: false })
  half.fail()
  expect(half.wake().waited).toBe(250)
  const none = driver(0)
  none.happen({ type: 'start', dark: false })
  none.fail()
  expect(none.wake().waited).toBe(0)
})

test('a server that accepts and closes at once is not hammered; a line that lasted starts the waits over', () => {
  const line = driver()
  line.open()
  line.fail()
  expect(line.wake().waited).toBe(500)
  line.happen({ type: 'opened' })
  line.happen({ type: 'synced' })
  line.fail()
  expect(line.wake().waited).toBe(1_000)
  line.happen({ type: 'opened' })
  line.happen({ type: 'synced' })
  line.wait(5_000)
  line.fail()
  expect(line.wake().waited).toBe(500)
})

test('dialing is given up after 10 s', () => {
  const line = driver()
  line.happen({ type: 'start', dark: false })
  const { waited, effects } = line.wake()
  expect(waited).toBe(10_000)
  expect(effects).toEqual(['drop', 'lost'])
  expect(line.link()).toMatchObject({ state: 'offline', since: 1_000_000 })
})

test('G10 when nothing was heard for 4 s we ask, and 4 s later we know', () => {
  const line = driver()
  line.open()
  expect(line.wake()).toEqual({ waited: 4_000, effects: ['ping'] })
  expect(line.wake()).toEqual({ waited: 4_000, effects: ['drop', 'lost'] })
  expect(line.at).toBe('offline')
})

test('G10 a few bytes that nobody acks lengthen the wait by what they take to send, not by another look', () => {
  const line = driver()
  line.open()
  line.wake(0, 320)
  expect(line.wake(0, 320).effects).toEqual(['doubt'])
  expect(line.wake(0, 320)).toEqual({ waited: 10, effects: ['drop', 'lost'] })
})

test('G10 what speaks again after it was doubted is asked anew who is here', () => {
  const line = driver()
  line.open()
  line.wake(0, 1_000_000)
  expect(line.wake(0, 1_000_000).effects).toEqual(['doubt'])
  expect(line.happen({ type: 'heard' })).toEqual(['again'])
  expect(line.happen({ type: 'heard' })).toEqual([])
})

test('anything heard counts as an answer', () => {
  const line = driver()
  line.open()
  line.wake()
  line.wait(3_999)
  line.happen({ type: 'heard' })
  expect(line.wake()).toEqual({ waited: 4_000, effects: ['ping'] })
})

test('before the first step 2 the silence may be a long message: we wait longer, and longer with each try', () => {
  const line = driver()
  line.happen({ type: 'start', dark: false })
  const deafAfter = () => {
    line.happen({ type: 'opened' })
    let waited = 0
    while (line.at === 'open') waited += line.wake().waited
    line.wake()
    return waited
  }
  expect([deafAfter(), deafAfter(), deafAfter()]).toEqual([34_000, 64_000, 124_000])
})

test('a page that slept asks before it judges', () => {
  const line = driver()
  line.open()
  line.wait(60_000)
  expect(line.tick()).toEqual(['ping'])
  expect(line.at).toBe('open')
})

test('a slow uplink is not a dead line: while the socket drains, and while what was sent can still be on its way', () => {
  const line = driver()
  line.open()
  line.wake(1_000_000, 1_000_000)
  expect(line.wake(900_000, 1_000_000).effects).toEqual([])
  expect(line.wake(800_000, 1_000_000).effects).toEqual([])
  // Nothing moves from here on: 4 s and 1 MB at 32 B/ms.
  let waited = 0
  while (line.at === 'open') waited += line.wake(800_000, 1_000_000).waited
  expect(waited).toBeGreaterThan(31_250)
  expect(waited).toBeLessThan(45_000)
})

test('the browser says offline: dropped at once, no time of the next try is told, and it is tried all the same', () => {
  const line = driver()
  line.open()
  expect(line.happen({ type: 'offline' })).toEqual(['drop', 'lost'])
  expect(line.link()).toMatchObject({ state: 'offline', retryAt: null })
  const { effects } = line.wake()
  expect(effects).toEqual(['dial'])
  // A server on this machine needs no network: what shows is still offline, until the line is there.
  expect(line.link()).toMatchObject({ state: 'offline', retryAt: null })
  line.happen({ type: 'opened' })
  expect(line.link()).toEqual({ state: 'online', synced: false })
})

test('the browser says online: dialed at once, with the waits starting over', () => {
  const line = driver()
  line.happen({ type: 'start', dark: false })
  for (let i = 0; i < 6; i++) {
    line.fail()
    line.wake()
  }
  line.fail()
  expect(line.happen({ type: 'online' })).toEqual(['dial'])
  line.fail()
  expect(line.wake().waited).toBe(500)
})

test('online while a line seems to be there, and a page that is looked at again: ask whether it is', () => {
  for (const type of ['online', 'wake'] as const) {
    const line = driver()
    line.open()
    expect(line.happen({ type })).toEqual(['ping'])
    expect(line.wake()).toEqual({ waited: 4_000, effects: ['drop', 'lost'] })
  }
})

test('retry while a dial hangs dials anew', () => {
  const line = driver()
  line.happen({ type: 'start', dark: false })
  expect(line.happen({ type: 'retry' })).toEqual([])
  line.wait(2_000)
  expect(line.happen({ type: 'retry' })).toEqual(['drop', 'dial'])
  expect(line.wake().waited).toBe(10_000)
})

test('final close codes stop for good, all others do not', () => {
  for (const [code, at] of [
    [4400, 'stopped'],
    [4499, 'stopped'],
    [4500, 'offline'],
    [1006, 'offline'],
    [1000, 'offline'],
  ] as const) {
    const line = driver()
    line.open()
    line.happen({ type: 'closed', code, reason: 'why' })
    expect(line.at).toBe(at)
  }
  const line = driver()
  line.open()
  line.happen({ type: 'closed', code: 4403, reason: 'no' })
  expect(line.link()).toEqual({ state: 'stopped', code: 4403, reason: 'no' })
  expect(line.happen({ type: 'online' })).toEqual([])
  expect(line.happen({ type: 'wake' })).toEqual([])
  expect(line.happen({ type: 'retry' })).toEqual(['dial'])
})
