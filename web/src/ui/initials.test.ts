import { expect, it } from 'vitest'
import { initials } from './initials.ts'

it.each([
  ['Anna Kowal', 'AK'],
  ['Tiago', 'T'],
  ['  jo   van der marsh ', 'JM'],
  ['Élodie Ångström', 'ÉÅ'],
  ['Жанна', 'Ж'],
  ['李 雷', '李雷'],
  ['👩‍🚀 Astronaut', '👩‍🚀'],
  ['Room 7', 'R'],
  ['', '?'],
])('%s is %s', (name, expected) => expect(initials(name)).toBe(expected))
