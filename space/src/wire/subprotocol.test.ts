import { describe, expect, it } from 'vitest'
import { parseSubprotocols, tokenSubprotocol } from './subprotocol.ts'

describe('subprotocols', () => {
  const token = 'weft_Zm9v~?>+/='
  const carrier = tokenSubprotocol(token)

  it('writes a token in the characters that a header may hold', () => {
    expect(carrier).toMatch(/^weft\.token\.[A-Za-z0-9_-]+$/)
    expect(() => tokenSubprotocol('not visible: ä')).toThrow(RangeError)
  })

  it.each([
    [undefined, null, null],
    ['', null, null],
    ['weft.0', 'weft.0', null],
    ['weft.1', 'weft.1', null],
    ['weft.0, weft.1', 'weft.1', null],
    ['other, weft.0', 'weft.0', null],
    [`weft.0,${carrier}`, 'weft.0', token],
    [`${carrier}, weft.1`, 'weft.1', token],
  ])('of %j selects %j', (header, selected, found) => {
    expect(parseSubprotocols(header)).toEqual({ ok: true, selected, token: found })
  })

  it.each([
    ['weft.2', 'unsupported'],
    ['chat, other', 'unsupported'],
    [carrier, 'unsupported'],
    [`weft.0, ${carrier}, ${carrier}`, 'token'],
    ['weft.0, weft.token.', 'token'],
    ['weft.0, weft.token.%%%', 'token'],
    ['weft.0, weft.token.A', 'token'],
    ['weft.0, weft.token.AAAA', 'token'],
    [`weft.0, ${'x'.repeat(3000)}`, 'tooLong'],
  ])('of %j says what is wrong', (header, problem) => {
    expect(parseSubprotocols(header)).toEqual({ ok: false, problem })
  })
})
