import { spacesSchema } from '@weft/space/api'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ask, NoAnswer, nothing, Refusal, StrangeAnswer } from './http.ts'

const answer = (status: number, body: string | null) =>
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status })))
afterEach(() => vi.unstubAllGlobals())
const spaces = () => ask('GET', '/api/spaces', spacesSchema)

describe('asking the server', () => {
  it('gives what fits the schema', async () => {
    answer(200, '{"spaces":[]}')
    await expect(spaces()).resolves.toEqual({ spaces: [] })
    answer(204, null)
    await expect(ask('POST', '/api/signout', nothing)).resolves.toBeNull()
  })
  it('tells a refusal, with its code, from no answer and from a strange one', async () => {
    answer(404, '{"error":{"code":"link_used","message":"This link was used.","retryAfter":3}}')
    await expect(spaces()).rejects.toMatchObject({ code: 'link_used', status: 404, retryAfter: 3 })
    await expect(spaces()).rejects.toBeInstanceOf(Refusal)
    answer(502, '<h1>Bad gateway</h1>')
    await expect(spaces()).rejects.toBeInstanceOf(NoAnswer)
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    await expect(spaces()).rejects.toBeInstanceOf(NoAnswer)
    for (const body of ['<html>', '{"spaces":[{"id":"short"}]}', '']) {
      answer(200, body)
      await expect(spaces()).rejects.toBeInstanceOf(StrangeAnswer)
    }
  })
})
