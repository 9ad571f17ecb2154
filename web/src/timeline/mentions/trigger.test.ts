import { describe, expect, it } from 'vitest'
import { fit, folded, matches } from './matches.ts'
import { triggerAt } from './trigger.ts'

/** The caret is at the bar. */
const at = (text: string) => {
  const caret = text.indexOf('|')
  const found = triggerAt(text.replace('|', ''), caret)
  return found && `${found.sign}${found.query} at ${found.from}`
}

describe('a name that is being typed', () => {
  it.each([
    ['@|', '@ at 0'],
    ['#|', '# at 0'],
    ['ask @ti|', '@ti at 4'],
    ['ask @ti| again', '@ti at 4'],
    ['(see #open|', '#open at 5'],
    ['**@ti|', '@ti at 2'],
    ['> @ti|', '@ti at 2'],
    ['one\n@ti|', '@ti at 4'],
    ['ask @Tiago Ne|', '@Tiago Ne at 4'],
    ['`a` and @ti|', '@ti at 8'],
    ['@João|', '@João at 0'],
    ['ask @| ti', '@ at 4'],
    ['@a and @b|', '@b at 7'],
  ])('%j', (text, trigger) => expect(at(text)).toBe(trigger))

  it.each([
    'anna@exam|ple.org',
    'see #1|',
    'see #12 and|',
    'C#|',
    'at @ fi|ve',
    '# a head|ing',
    'ask |@ti',
    '@ti\nno|',
    '`@ti|',
    '```\n@ti|',
    `@${'a'.repeat(60)}|`,
    'https://x.example/a#par|t',
  ])('not in %j', (text) => expect(at(text)).toBeNull())
})

describe('what fits', () => {
  it('is found without its marks, in any case, by the beginning of any word', () => {
    expect(folded('Łukasz ÑÚÑEZ Straße')).toBe('lukasz nunez strasse')
    expect(fit('João Ávila', 'joa')).toBe(2)
    expect(fit('João Ávila', 'avi')).toBe(1)
    expect(fit('João Ávila', 'vila')).toBe(0)
    expect(fit('Anna', 'ánn')).toBe(2)
    expect(fit('Tiago Neves', 'tiago n')).toBe(2)
    expect(fit('Tiago', 'tiago ')).toBe(0)
    expect(fit('李小龍', '李')).toBe(2)
  })
  it('comes best first, and else as it was', () => {
    const names = ['Rosa Blum', 'Anna Bell', 'Ben', 'Cleo']
    expect(matches(names, (name) => name, 'b')).toEqual(['Ben', 'Rosa Blum', 'Anna Bell'])
    expect(matches(names, (name) => name, '')).toEqual(names)
  })
})
