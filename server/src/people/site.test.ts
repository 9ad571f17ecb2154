import { expect, it } from 'vitest'
import { siteOf } from './site.ts'

it.each([
  ['https://weft.example.org', 'weft.example.org', 'https://weft.example.org'],
  ['https://weft.example.org:8443', 'weft.example.org', 'https://weft.example.org:8443'],
  ['http://localhost:4000', 'localhost', 'http://localhost:4000'],
])('%s is %s', (home, id, origin) => {
  expect(siteOf(home)).toEqual({ id, origin })
})

it.each(['http://127.0.0.1:4000', 'http://[::1]:4000', 'https://192.0.2.1', 'http://weft.example.org'])(
  '%s has no passkeys',
  (home) => {
    expect(siteOf(home)).toBeNull()
  },
)
