import { signinTroubleSchema } from '@weft/space/api'
import { expect, it } from 'vitest'
import { takeTrouble } from './words.ts'

function at(search: string) {
  const addresses: string[] = []
  const history = {
    state: null,
    replaceState: (_: unknown, __: string, url?: string | URL | null) => void addresses.push(String(url)),
  }
  return { words: takeTrouble({ search, pathname: '/s/x', hash: '' }, history), addresses }
}

it('says each trouble in words of its own, once', () => {
  const all = signinTroubleSchema.options.map((trouble) => at(`?signin=${trouble}`))
  expect(new Set(all.map(({ words }) => words)).size).toBe(signinTroubleSchema.options.length)
  for (const { words, addresses } of all) {
    expect(words).toMatch(/\.$/)
    expect(addresses).toEqual(['/s/x'])
  }
})

it('shows nothing that somebody else put into the address', () => {
  expect(at('')).toEqual({ words: null, addresses: [] })
  expect(at('?signin=<b>you won</b>').words).toBe(at('?signin=failed').words)
})
