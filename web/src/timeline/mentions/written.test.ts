import { type Mention, mentionText, type PersonId } from '@weft/space'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromMessage, rewritten, toMessage, type Written, withChosen } from './written.ts'

const TIAGO = '@[Tiago](AAAAAAAAAAAAAAAA)'
const OTHER = '@[Tiago](BBBBBBBBBBBBBBBB)'
const plain = ({ sign, name }: Mention): string => sign + name
const write = (message: string): Written => fromMessage(message, plain)
const to = (written: Written, next: string): string => toMessage(rewritten(written, next))

describe('a message that is being written', () => {
  it('shows names, and is sent with what is meant by them', () => {
    const written = write(`Ask ${TIAGO} or ${OTHER}.`)
    expect(written.text).toBe('Ask @Tiago or @Tiago.')
    expect(toMessage(written)).toBe(`Ask ${TIAGO} or ${OTHER}.`)
    expect(fromMessage(`${TIAGO}!`, () => '@Tiago Neves').text).toBe('@Tiago Neves!')
  })

  it.each([
    ['before', 'So ask @Tiago or @Tiago.', `So ask ${TIAGO} or ${OTHER}.`],
    ['between', 'Ask @Tiago, else @Tiago.', `Ask ${TIAGO}, else ${OTHER}.`],
    ['behind', 'Ask @Tiago or @Tiago. Now', `Ask ${TIAGO} or ${OTHER}. Now`],
    ['right behind', 'Ask @Tiagos or @Tiago.', `Ask ${TIAGO}s or ${OTHER}.`],
    ['within the first', 'Ask @Tiao or @Tiago.', `Ask @Tiao or ${OTHER}.`],
    ['within the second', 'Ask @Tiago or @Tiag.', `Ask ${TIAGO} or @Tiag.`],
    ['the first away', 'Ask or @Tiago.', `Ask or ${OTHER}.`],
    ['marks around it', 'Ask **@Tiago** or @Tiago.', `Ask **${TIAGO}** or ${OTHER}.`],
    ['marks around all', '*Ask @Tiago or @Tiago.*', `*Ask ${TIAGO} or ${OTHER}.*`],
    ['all of it', '', ''],
  ])('keeps what is meant when one writes %s', (_, next, message) =>
    expect(to(write(`Ask ${TIAGO} or ${OTHER}.`), next)).toBe(message),
  )

  it('takes what was chosen last for a place', () => {
    const typed: Written = { text: 'Ask @Tiago', chosen: [] }
    const once = withChosen(typed, { from: 4, to: 10, notation: TIAGO })
    const twice = withChosen(once, { from: 4, to: 10, notation: OTHER })
    expect(toMessage(twice)).toBe(`Ask ${OTHER}`)
  })

  it('tells by the caret which of two equal names went', () => {
    const written = write(`${TIAGO} ${OTHER}`)
    expect(toMessage(rewritten(written, '@Tiago', 0))).toBe(OTHER)
    expect(toMessage(rewritten(written, '@Tiago', 6))).toBe(TIAGO)
    expect(toMessage(rewritten(write(`@[Ann](AAAAAAAAAAAAAAAA) ${OTHER}`), '@Tiago', 0))).toBe(OTHER)
  })

  const name = fc.string({ unit: fc.constantFrom(...'Ti[]\\*_@ é'), minLength: 1, maxLength: 8 })
  const mention = fc
    .record({ name, id: fc.constantFrom('AAAAAAAAAAAAAAAA', '_-_-_-_-_-_-_-_-') })
    .map(({ name, id }) => mentionText({ sign: '@', id: id as PersonId, name }))
  const words = fc.string({ unit: fc.constantFrom(...'a @#\n*'), maxLength: 6 })
  const message = fc.array(fc.oneof(mention, words), { maxLength: 6 }).map((parts) => parts.join(''))

  it('gives back a message that nobody touched', () => {
    fc.assert(
      fc.property(message, (text) => {
        expect(toMessage(write(text))).toBe(text)
      }),
      { seed: 34, numRuns: 300 },
    )
  })
  it('stands for what it did wherever it stands, whatever is done to the text', () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.nat(), words, (text, a, b, put) => {
        const before = write(text)
        const from = a % (before.text.length + 1)
        const until = from + (b % (before.text.length - from + 1))
        const next = before.text.slice(0, from) + put + before.text.slice(until)
        const after = rewritten(before, next, from + put.length)
        expect(after.text).toBe(next)
        let end = 0
        for (const one of after.chosen) {
          const was = before.chosen.find(
            ({ notation, from, to }) =>
              notation === one.notation && before.text.slice(from, to) === next.slice(one.from, one.to),
          )
          expect(was).toBeDefined()
          expect(one.from).toBeGreaterThanOrEqual(end)
          end = one.to
        }
        // All that the change didn't touch is there, and means what it did.
        const moved = next.length - before.text.length
        const left = before.chosen.flatMap((one) =>
          one.to <= from
            ? [one]
            : one.from >= until
              ? [{ ...one, from: one.from + moved, to: one.to + moved }]
              : [],
        )
        expect(after.chosen).toEqual(expect.arrayContaining(left))
      }),
      { seed: 35, numRuns: 300 },
    )
  })
})
