import { createSpaceDocument, createTimeline, type SpaceId } from '@weft/space'
import { expect, it } from 'vitest'
import type { Answer, FromWorker, ToWorker } from './contract.ts'
import { Finder } from './finder.ts'
import { anna, here, Turns } from './testing.ts'

const away = 'awayawayawayawayawayaw' as SpaceId
const most = { messages: 5, notes: 4, elsewhere: 5 }

/** A finder whose workers the test plays. */
function bench() {
  const turns = new Turns()
  const doc = createSpaceDocument({ name: 'Harbour café' })
  const open = { space: here, doc, timeline: createTimeline(doc) }
  const threads: {
    told: ToWorker[]
    hear(message: FromWorker): void
    fail(error: Error | null): void
    ended: boolean
  }[] = []
  const problems: unknown[] = []
  const finder = new Finder(
    anna,
    (hear, fail) => {
      const thread = { told: [] as ToWorker[], hear, fail, ended: false }
      threads.push(thread)
      return {
        post: (message) => void thread.told.push(message),
        end: () => {
          thread.ended = true
        },
      }
    },
    turns,
    (error) => problems.push(error),
  )
  const thread = () => {
    const last = threads.at(-1)
    if (last === undefined) throw new Error('no worker was started')
    return last
  }
  return {
    finder,
    turns,
    threads,
    thread,
    problems,
    ask: (text: string) => finder.ask({ text, here: open, most }),
    asked: () => thread().told.flatMap((one) => (one.kind === 'ask' ? [one.question] : [])),
    kinds: () => thread().told.map(({ kind }) => kind),
  }
}
const answer = (number: number): Answer => ({
  number,
  text: 'open',
  messages: { best: [], count: 0 },
  notes: { best: [], count: 0 },
  elsewhere: { best: [], count: 0 },
  names: {},
  complete: true,
  spaces: { done: 0, waiting: 0, absent: 0 },
})

it('starts nothing before somebody looks for something, and asks one question at a time', () => {
  const { finder, turns, threads, thread, ask, asked, kinds } = bench()
  finder.others([away])
  expect(threads).toEqual([])
  ask('op')
  ask('ope')
  ask('open')
  turns.run()
  expect(threads).toHaveLength(1)
  expect(kinds()).toEqual(['others', 'begin', 'ask', 'whole'])
  thread().hear({ kind: 'answer', answer: answer(1) })
  expect(finder.answer.get()?.number).toBe(1)
  // Of what was typed meanwhile only the last is asked.
  expect(asked().map(({ text }) => text)).toEqual(['op', 'open'])
  thread().hear({ kind: 'answer', answer: answer(3) })
  ask('opens')
  expect(asked().map(({ text }) => text)).toEqual(['op', 'open', 'opens'])
})

it('keeps the index for the next search, and forgets it when there is none for a while', () => {
  const { finder, turns, threads, thread, ask } = bench()
  ask('open')
  turns.run()
  finder.rest()
  expect(finder.answer.get()).toBeNull()
  thread().hear({ kind: 'answer', answer: answer(1) })
  expect(finder.answer.get()).toBeNull()
  turns.run(60_000)
  ask('open')
  expect(threads).toHaveLength(1)
  finder.rest()
  turns.run(10 * 60_000)
  expect(thread().ended).toBe(true)
  ask('open')
  expect(threads).toHaveLength(2)
})

it('says that the code can’t be had, and tries again while somebody looks', () => {
  const { finder, turns, threads, thread, problems, ask, asked } = bench()
  ask('open')
  thread().fail(null)
  expect(finder.failed.get()).toBe(true)
  ask('opening')
  expect(threads).toHaveLength(1)
  turns.run(5_000)
  expect(threads).toHaveLength(2)
  expect(finder.failed.get()).toBe(false)
  expect(asked().map(({ text }) => text)).toEqual(['opening'])
  expect(problems).toEqual([])

  const broken = new Error('out of memory')
  thread().fail(broken)
  expect(problems).toEqual([broken])
  finder.rest()
  turns.run(60_000)
  expect(threads).toHaveLength(2)
  ask('open')
  expect(threads).toHaveLength(3)
})

it('tells nothing more of a space that was closed, and ends with its person', () => {
  const { finder, turns, thread, ask, kinds } = bench()
  ask('open')
  turns.run()
  finder.left(away)
  expect(kinds()).not.toContain('leave')
  finder.left(here)
  expect(kinds().at(-1)).toBe('leave')
  finder.end()
  expect(thread().ended).toBe(true)
})
