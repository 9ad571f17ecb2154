import { expect, test } from 'vitest'
import { bench } from './testing/bench.ts'
import { read, textOf, write } from './testing/words.ts'

const CLEAN = { unsaved: 0, unkept: 0 }

test('tabs show each other’s edits, online or not, and count them', async () => {
  const { runtime, server, surroundings, open } = bench()
  server.door = 'closed'
  surroundings.say('offline')
  const [left, right] = [open(), open()]
  await runtime.advance(100)
  write(left, 'a')
  await runtime.advance(100)
  expect(read(right)).toBe('a')
  expect(right.keeping.get()).toMatchObject({ unsaved: 1, unkept: 0 })
  write(right, 'b')
  await runtime.advance(100)
  expect(read(left)).toBe('ab')
  expect(left.keeping.get()).toMatchObject({ unsaved: 2, unkept: 0 })
})

test('an edit is stored once and sent once, however many tabs are open', async () => {
  const { runtime, server, disk, open } = bench()
  const [left, right] = [open(), open()]
  await runtime.advance(100)
  server.latency = 20
  write(left, 'a')
  await runtime.advance(5_000)
  expect(disk.contents.rows.size).toBe(1)
  const updates = [...server.callers].flatMap(({ heard }) => heard.filter(({ type }) => type === 'update'))
  expect(updates).toHaveLength(1)
  expect(left.keeping.get()).toMatchObject(CLEAN)
  expect(right.keeping.get()).toMatchObject({ ...CLEAN, savedAt: expect.any(Number) })
})

test('G3 what a closed tab left unsent is sent by another, without a reload', async () => {
  const { runtime, server, disk, open } = bench()
  const left = open()
  await runtime.advance(100)
  server.loseUpdates = 1
  const right = open(disk.open())
  await runtime.advance(100)
  server.loseUpdates = 1
  write(left, 'left behind')
  await runtime.advance(20)
  await Promise.all([left.close(), runtime.advance(100)])
  expect(textOf(server.doc)).toBe('')
  expect(right.keeping.get().unsaved).toBe(1)
  await runtime.advance(2_500)
  expect(textOf(server.doc)).toBe('left behind')
  expect(right.keeping.get()).toMatchObject(CLEAN)
})

test('an edit that builds on another tab’s goes after it', async () => {
  const { runtime, server, open } = bench()
  const [left, right] = [open(), open()]
  await runtime.advance(100)
  server.loseUpdates = 1
  write(left, 'a')
  await runtime.advance(50)
  write(right, 'b')
  await runtime.advance(50)
  expect(textOf(server.doc)).toBe('ab')
  expect(
    [...server.callers].flatMap(({ heard }) => heard.filter(({ type }) => type === 'step2')),
  ).toHaveLength(2)
  expect(right.keeping.get()).toMatchObject(CLEAN)
  expect(left.keeping.get()).toMatchObject(CLEAN)
})

test('a tab that could not hear the others catches up when it is looked at', async () => {
  const { runtime, server, disk, surroundings, open } = bench()
  server.door = 'closed'
  surroundings.say('offline')
  const [left, right] = [open(), open()]
  await runtime.advance(100)
  disk.deaf = true
  write(left, 'a')
  await runtime.advance(100)
  expect(read(right)).toBe('')
  disk.deaf = false
  surroundings.say('wake')
  await runtime.advance(100)
  expect(read(right)).toBe('a')
})

test('G7 a refusal in one tab puts the work aside once, and both go on from what the server has', async () => {
  const { runtime, server, open } = bench()
  const [left, right] = [open(), open()]
  await runtime.advance(100)
  write(left, 'good ')
  await runtime.advance(100)
  server.refuseNext = 'author'
  write(left, 'bad')
  await runtime.advance(500)
  for (const tab of [left, right]) {
    expect(read(tab)).toBe('good ')
    expect(tab.refused.get()).toHaveLength(1)
    expect(tab.link.get()).toEqual({ state: 'online', synced: true })
    expect(tab.keeping.get()).toMatchObject(CLEAN)
  }
  write(right, 'more')
  await runtime.advance(100)
  expect(textOf(server.doc)).toBe('good more')
  await Promise.all([left.forgetRefused(left.refused.get()[0]?.id ?? 0), runtime.advance(50)])
  expect(right.refused.get()).toEqual([])
})

test('G7 what another tab was refused, however often, stops nobody here', async () => {
  const { runtime, server, disk, open } = bench()
  const [left, right] = [open(), open()]
  await runtime.advance(100)
  write(left, 'good ')
  await runtime.advance(100)
  for (let time = 1; time <= 4; time++) {
    server.refuseNext = 'spaceFull'
    write(left, `bad ${time}`)
    await runtime.advance(1_000)
    expect(right.refused.get()).toHaveLength(time)
    expect(right.link.get()).toEqual({ state: 'online', synced: true })
    expect(left.link.get()).toEqual({ state: 'online', synced: true })
    expect(disk.contents.rows.has(1)).toBe(true)
  }
  write(right, 'more')
  await runtime.advance(100)
  expect(textOf(server.doc)).toBe('good more')
})
