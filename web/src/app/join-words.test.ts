import type { PersonId } from '@weft/space'
import { expect, it } from 'vitest'
import { joinWords, linkTrouble } from './join-words.ts'

it('says where a link leads and as what', () => {
  const look = {
    kind: 'space',
    space: 'Harbour café',
    role: 'viewer',
    invitedBy: 'Anna',
    dye: 'woad',
    expires: null,
  } as const
  expect(joinWords(look)).toMatchObject({ title: 'Join Harbour café', until: null })
  expect(joinWords(look).text).toBe('Anna invited you. You will be able to read along in this space.')
  expect(joinWords({ ...look, expires: Date.now() + 3_600_000 }).until).toMatch(/^This link holds until /)
  const person = { id: 'AAAAAAAAAAAAAAAA' as PersonId, name: 'Anna', dye: 'woad' } as const
  const device = joinWords({ kind: 'device', person, expires: Date.now() + 600_000 })
  expect(device).toMatchObject({ action: 'Sign in as Anna', until: expect.stringContaining('holds until') })
  expect(joinWords({ kind: 'owner', dye: 'madder' }).action).toBe('Begin')
})

it('says of each broken link which kind it is, and what to do', () => {
  const titles = (
    [
      'link_used',
      'link_expired',
      'link_revoked',
      'link_mangled',
      'link_unknown',
      'too_many_devices',
      'too_many',
      null,
    ] as const
  ).map((c) => linkTrouble(c, null).title)
  expect(new Set(titles).size).toBe(8)
  expect(linkTrouble(null, 'The server can’t be reached.').text).toBe('The server can’t be reached.')
  expect(linkTrouble('link_used', null).text).toContain('ask')
})
