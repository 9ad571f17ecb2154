import type { PersonId, SpaceId } from '@weft/space'
import { expect, it } from 'vitest'
import type { Answer, FromWorker, ToWorker, Words } from './contract.ts'
import { type Copies, Library, SLICE } from './library.ts'
import { anna, here, message, note, Turns, textOf } from './testing.ts'

const away = 'awayawayawayawayawayaw' as SpaceId
const never = 'nevernevernevernevern1' as SpaceId
const FEW = { messages: 5, notes: 4, elsewhere: 5 }

/** A library, its turns, and copies that a test changes. */
function bench() {
  const turns = new Turns()
  const told: FromWorker[] = []
  const copies = new Map<SpaceId, { stamp: string; words: readonly Words[] }>()
  let reads = 0
  const store: Copies = {
    stamp: async (_, space) => copies.get(space)?.stamp ?? null,
    read: async (_, space) => {
      reads++
      const copy = copies.get(space)
      return copy === undefined
        ? null
        : { words: copy.words, names: new Map<PersonId, string>([[anna, 'Anna']]) }
    },
  }
  const library = new Library(turns, store, (message) => told.push(message))
  let number = 0
  return {
    library,
    turns,
    copies,
    reads: () => reads,
    tell: (message: ToWorker) => library.handle(message),
    /** The answer as of now. */
    ask(text: string, at: SpaceId | null = here): Answer {
      library.handle({ kind: 'ask', question: { number: ++number, text, here: at, most: FEW } })
      return last()
    },
    last,
    answers: () => told.filter(({ kind }) => kind === 'answer').length,
    troubles: () => told.flatMap((one) => (one.kind === 'trouble' ? [one.error] : [])),
    /** The copies are read in promises, what they hold is taken in in turns. */
    async settle(): Promise<void> {
      for (let i = 0; i < 20; i++) {
        await Promise.resolve()
        turns.run()
      }
    },
  }
  function last(): Answer {
    const one = told.findLast(({ kind }) => kind === 'answer')
    if (one?.kind !== 'answer') throw new Error('no answer')
    return one.answer
  }
}

const many = (n: number): Words[] =>
  Array.from({ length: n }, (_, i) => message(i, `word number ${i} of many`))

it('works in slices of a bounded size, answers between them, and says when it has everything', () => {
  const { library, turns, tell, ask, last, answers } = bench()
  const words = many(2_000)
  const cost = words.reduce((sum, one) => sum + 50 + (one.kind === 'message' ? one.text.length : 0), 0)
  tell({ kind: 'begin', space: here })
  tell({ kind: 'put', space: here, words })
  tell({ kind: 'whole', space: here })
  expect(library.indexed).toBe(0)
  let most = 0
  let slices = 0
  for (let before = 0; turns.turn(); slices++) {
    most = Math.max(most, library.indexed - before)
    before = library.indexed
    if (slices === 1) {
      const half = ask('word')
      expect(half.messages.count).toBe(library.indexed)
      expect(half.complete).toBe(false)
    }
  }
  expect(library.indexed).toBe(2_000)
  expect(slices).toBe(Math.ceil((cost + 50) / SLICE))
  // No slice takes in more than its share of the shortest, and the one that fills it.
  expect(most).toBeLessThanOrEqual(Math.ceil(SLICE / (50 + 'word number 0 of many'.length)))
  expect(last()).toMatchObject({ complete: true, messages: { count: 2_000 } })
  expect(last().messages.best).toHaveLength(5)
  // One was asked for, and one came by itself at the end.
  expect(answers()).toBe(2)
})

it('takes in what changed and nothing else', () => {
  const { library, turns, tell, ask, last } = bench()
  tell({ kind: 'begin', space: here })
  tell({ kind: 'put', space: here, words: [...many(100), message(200, 'a secret')] })
  tell({ kind: 'whole', space: here })
  turns.run()
  ask('secret')
  tell({ kind: 'put', space: here, words: [message(3, 'no secret any more')] })
  tell({ kind: 'drop', space: here, ids: [message(200, '').id] })
  turns.run()
  expect(library.indexed).toBe(102)
  expect(last().messages.best.map(({ passage }) => textOf(passage))).toEqual(['no secret any more'])
  // The same space told from the beginning again: it is compared, and not taken in anew.
  tell({ kind: 'begin', space: here })
  expect(ask('secret').messages.count).toBe(0)
  tell({ kind: 'put', space: here, words: many(100) })
  tell({ kind: 'whole', space: here })
  turns.run()
  expect(library.indexed).toBe(103)
  expect(last().messages.count).toBe(0)
})

it('looks letter by letter where words give too little, and for what resembles them where nothing does', () => {
  const { turns, tell, ask } = bench()
  tell({ kind: 'begin', space: here })
  tell({
    kind: 'put',
    space: here,
    words: [message(1, 'to reopen'), message(2, 'we open'), note(3, 'Fishmonger')],
  })
  turns.run()
  expect(ask('open').messages.best.map(({ passage }) => textOf(passage))).toEqual(['we open', 'to reopen'])
  expect(ask('fishmongre').notes.count).toBe(1)
  expect(ask('reopne').messages.count).toBe(1)
  expect(ask('nothing at all')).toMatchObject({ messages: { count: 0 }, notes: { count: 0 } })
})

it('reads this device’s copies of other spaces, once for each change, and says which there are none of', async () => {
  const { library, copies, tell, ask, last, settle, reads } = bench()
  copies.set(away, { stamp: '1', words: [message(1, 'a ladder'), note(2, 'Tools', ['the ladder'])] })
  ask('ladder')
  tell({ kind: 'others', me: anna, spaces: [away, never] })
  expect(ask('ladder').spaces).toEqual({ done: 0, waiting: 2, absent: 0 })
  await settle()
  expect(last()).toMatchObject({ elsewhere: { count: 2 }, spaces: { done: 1, waiting: 0, absent: 1 } })
  expect(last().names).toEqual({ [anna]: 'Anna' })

  tell({ kind: 'others', me: anna, spaces: [away, never] })
  await settle()
  expect(reads()).toBe(1)
  copies.set(away, { stamp: '2', words: [note(2, 'Tools', ['the ladder'])] })
  tell({ kind: 'others', me: anna, spaces: [away, never] })
  // Until it was looked at again nothing of it is shown: the message may have been deleted, and was.
  expect(ask('ladder').elsewhere.count).toBe(0)
  await settle()
  expect(reads()).toBe(2)
  expect(library.indexed).toBe(2)
  expect(ask('ladder').elsewhere.best).toMatchObject([
    { kind: 'note', spot: { block: 0, text: 'the ladder' } },
  ])

  // No longer one of theirs.
  tell({ kind: 'others', me: anna, spaces: [never] })
  await settle()
  expect(ask('ladder').elsewhere.count).toBe(0)
})

it('a space that the page opens is told by the page from then on, and by its copy once it is left', async () => {
  const { copies, turns, tell, ask, settle } = bench()
  copies.set(away, { stamp: '1', words: [message(1, 'an old ladder')] })
  tell({ kind: 'others', me: anna, spaces: [away] })
  await settle()
  tell({ kind: 'begin', space: away })
  expect(ask('ladder', away).messages.count).toBe(0)
  tell({ kind: 'put', space: away, words: [message(1, 'a new ladder')] })
  turns.run()
  expect(ask('ladder', away)).toMatchObject({ messages: { count: 1 }, elsewhere: { count: 0 } })
  tell({ kind: 'leave', space: away })
  expect(ask('ladder')).toMatchObject({ messages: { count: 0 }, elsewhere: { count: 0 } })
  copies.set(away, { stamp: '1', words: [message(1, 'a new ladder')] })
  tell({ kind: 'others', me: anna, spaces: [away] })
  await settle()
  expect(ask('ladder').elsewhere.best.map(({ passage }) => textOf(passage))).toEqual(['a new ladder'])
})

it('a copy that can’t be read is told of, and doesn’t keep the others away', async () => {
  const { library, copies, tell, ask, settle, troubles } = bench()
  expect(library.indexed).toBe(0)
  copies.set(away, { stamp: '1', words: [message(1, 'a ladder')] })
  Object.defineProperty(copies, 'get', {
    value: (space: SpaceId) => {
      if (space === never) throw new Error('the disk is damaged')
      return Map.prototype.get.call(copies, space)
    },
  })
  tell({ kind: 'others', me: anna, spaces: [never, away] })
  await settle()
  expect(ask('ladder').elsewhere.count).toBe(1)
  expect(troubles()).toEqual(['the disk is damaged'])
})
