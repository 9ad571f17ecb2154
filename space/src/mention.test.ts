import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NoteId, PersonId } from './ids.ts'
import { type Mention, mentionAt, mentionText, readMentions, withoutHalf } from './mention.ts'

const anna = 'Ab_-Ab_-Ab_-Ab_-' as PersonId
const plan = '_________9876543' as NoteId
const named = (text: string) => readMentions(text, ({ sign, name, id }) => `<${sign}${name} ${id}>`)

/** Names with all that could be taken for notation, and with anything at all. */
const names = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'[]()\\@#*_`~>\n \u2028aé👩🏽\u200d\ud800'), maxLength: 260 }),
  fc.string({ unit: 'binary', maxLength: 260 }),
)
const ids = fc.string({ unit: fc.constantFrom(...'Az09_-'), minLength: 16, maxLength: 16 })
const mentions = fc.record({ sign: fc.constantFrom('@', '#'), id: ids, name: names }) as fc.Arbitrary<Mention>

describe('a mention', () => {
  it('is a sign, a name and an id', () => {
    expect(mentionText({ sign: '@', id: anna, name: 'Tiago Neves' })).toBe(`@[Tiago Neves](${anna})`)
    expect(mentionText({ sign: '#', id: plan, name: 'a [b]\\ *c*' })).toBe(
      `#[a \\[b\\]\\\\ \\*c\\*](${plan})`,
    )
    expect(named(`Perfect. @[Tiago](${anna}), see #[the plan](${plan}).`)).toBe(
      `Perfect. <@Tiago ${anna}>, see <#the plan ${plan}>.`,
    )
  })

  it('is read as it was written, whatever the name', () => {
    fc.assert(
      fc.property(mentions, fc.string(), fc.string(), (mention, before, after) => {
        const text = mentionText(mention)
        const plain = before.replaceAll(/[@#[]/g, '')
        const found = mentionAt(plain + text + after, plain.length)
        expect(found?.end).toBe(plain.length + text.length)
        // Once through, a name is one line of 200 characters, and stays what it is.
        expect(found?.mention.sign).toBe(mention.sign)
        expect(found?.mention.id).toBe(mention.id)
        const line = mention.name.replace(/\s+/g, ' ').trim()
        expect(found?.mention.name).toBe(Array.from(line).slice(0, 200).join('').trimEnd() || '?')
        if (found !== null) expect(mentionText(found.mention)).toBe(text)
        expect(readMentions(text, () => '')).toBe('')
      }),
      { seed: 30, numRuns: 300 },
    )
  })

  it.each([
    `@[](${anna})`,
    `@ [Anna](${anna})`,
    `@[Anna] (${anna})`,
    `@[Anna](${anna}x)`,
    `@[Anna](${anna.slice(1)})`,
    '@[Anna](javascript:alert(1))',
    '@[Anna](constructor)',
    '@[Anna]("onclick=alert())',
    `@[An\nna](${anna})`,
    `@[Anna\\](${anna})`,
    `@\\[Anna](${anna})`,
    `@[${'a'.repeat(201)}](${anna})`,
    `@[Anna](${anna.replace('A', 'Ä')})`,
    'anna@example.org #1 @ # @[ #[',
  ])('isn’t %j', (text) => expect(named(text)).toBe(text))

  it('isn’t left behind by half', () => {
    const text = mentionText({ sign: '@', id: anna, name: 'An[na]' })
    for (let i = 2; i < text.length; i++) expect(withoutHalf(`So, ${text.slice(0, i)}`)).toBe('So, ')
    for (const whole of [text, `${text} and`, 'anna@', '@ [x]', '[@'])
      expect(withoutHalf(`So, ${whole}`)).toBe(`So, ${whole}`)
  })

  it.each(['@[', '@[a', '@[\\', '@[a](', `@[${'a'.repeat(199)}`, '@#['])(
    'takes time by the length of the text, for %j again and again',
    (part) => {
      const text = part.repeat(400_000 / part.length)
      expect(readMentions(text, () => '')).toBe(text)
    },
  )
})
