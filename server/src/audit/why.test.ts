import { virtualRuntime } from '@weft/space/testing'
import { expect, it } from 'vitest'
import { type AppOptions, createApp } from '../http/app.ts'
import { ALL_LIMITS } from '../operate/limits.ts'
import { whyAsked, whyClosed } from './why.ts'

it('says in words what was refused, and names a route that it has no words for', () => {
  expect(whyAsked('DELETE', '/api/spaces/:id', 'not_found')).toBe('deleting the space')
  expect(whyAsked('DELETE', '/api/spaces/:id/members/:person', 'last_owner')).toBe(
    'taking a role away (the last owner)',
  )
  expect(whyAsked('POST', '/api/new', 'not_found')).toBe('POST /api/new')
  expect(whyAsked('POST', '/api/*', 'foreign_origin')).toBe('changing something (from another site)')
  expect(whyAsked('GET', '/api/spaces/:id/*', 'too_many')).toBe('seeing something (too often, or too many)')
  expect(whyClosed('update refused: viewer')).toBe('writing without the role')
  expect(whyClosed('text')).toBe('text')
})

it('has words for whatever may be asked over HTTP', () => {
  const options = { limits: ALL_LIMITS, runtime: virtualRuntime(1), signin: null }
  const asked = createApp(options as unknown as AppOptions)
    .routes.filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/'))
    .map(({ method, path }) => whyAsked(method, path, 'not_found'))
  expect(asked.length).toBeGreaterThan(30)
  expect(asked.filter((words) => words.includes('/'))).toEqual([])
})
