import { expect, it } from 'vitest'
import { whyAsked, whyClosed } from './why.ts'

it('says in words what was refused, and names a route that it has no words for', () => {
  expect(whyAsked('DELETE', '/api/spaces/:id', 404)).toBe('deleting the space')
  expect(whyAsked('DELETE', '/api/spaces/:id/members/:person', 409)).toBe(
    'taking a role away (the last owner)',
  )
  expect(whyAsked('POST', '/api/new', 403)).toBe('POST /api/new (from another site)')
  expect(whyClosed('update refused: viewer')).toBe('writing without the role')
  expect(whyClosed('text')).toBe('text')
})
