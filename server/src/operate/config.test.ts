import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configure, DEFAULTS, type Told } from './config.ts'
import { ALL_LIMITS, limitVariable, parseLimit } from './limits.ts'
import { allowedOrigins, homeOf } from './origins.ts'
import { Problem } from './problem.ts'

const told = (more: Partial<Told> = {}): Told => ({
  ...DEFAULTS,
  origin: [],
  insecureHttp: false,
  trustProxy: false,
  limit: [],
  ...more,
})
/** The one sentence that a wrong wish is answered with. */
const refusal = (more: Partial<Told>, environment: NodeJS.ProcessEnv = {}): string => {
  try {
    configure(told(more), environment)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    expect(error.message).toMatch(/^[^\n]+[.]$/)
    return error.message
  }
  throw new Error('it was taken')
}

describe('the configuration', () => {
  it('serves this machine alone, unless told otherwise', () => {
    expect(configure(told(), {})).toEqual({
      host: 'localhost',
      port: 4000,
      data: resolve('./data'),
      origins: [],
      insecureHttp: false,
      trustProxy: [],
      signin: null,
      logLevel: 'info',
      limits: ALL_LIMITS,
    })
  })

  it.each([
    [{ port: '65536' }, '--port'],
    [{ port: '-1' }, '--port'],
    [{ port: 'http' }, '--port'],
    [{ port: '' }, '--port'],
    [{ host: '' }, '--host'],
    [{ host: 'a b' }, '--host'],
    [{ logLevel: 'loud' }, '--log-level'],
    [{ origin: ['weft.example.org'] }, '--origin'],
    [{ origin: ['https://weft.example.org/path'] }, '--origin'],
    [{ origin: ['ftp://weft.example.org'] }, '--origin'],
    [{ origin: ['https://user@weft.example.org'] }, '--origin'],
    [{ origin: ['https://weft.example.org', ''] }, '--origin'],
    [{ limit: ['noSuch=1'] }, 'noSuch'],
    [{ limit: ['toString=1'] }, 'toString'],
    [{ limit: ['space=lots'] }, 'space'],
    [{ limit: ['space'] }, 'space'],
    [{ limit: ['outboundSoft=9M'] }, 'outboundHard'],
    [{ limit: ['viewerMessage=0'] }, 'viewerMessage'],
  ] as const)('refuses %j, naming it', (more, name) => expect(refusal(more)).toContain(name))

  it('takes no for an answer', () => {
    const insecure = (value: string) => configure(told(), { WEFT_INSECURE_HTTP: value }).insecureHttp
    expect(['1', 'true', 'YES'].map(insecure)).toEqual([true, true, true])
    expect(['0', 'false', 'no', ''].map(insecure)).toEqual([false, false, false, false])
    expect(refusal({}, { WEFT_TRUST_PROXY: 'perhaps' })).toContain('perhaps')
  })

  it('refuses a variable with a typing error', () => {
    expect(refusal({}, { WEFT_PROT: '5000' })).toContain('WEFT_PROT')
    expect(refusal({}, { WEFT_LIMIT_SPCAE: '1' })).toContain('WEFT_LIMIT_SPCAE')
    expect(refusal({}, { WEFT_LIMIT_SPACE: 'x' })).toContain('WEFT_LIMIT_SPACE')
    expect(configure(told(), { PATH: '/bin', WEFT_PORT: '1' }).port).toBe(4000)
  })

  it('takes limits from variables and options, the option first; 0 is none', () => {
    const environment = {
      WEFT_LIMIT_VIEWER_MESSAGE: '32K',
      WEFT_LIMIT_SPACE: '1G',
      WEFT_LIMIT_FRAME_RATE: '0',
    }
    const { limits } = configure(told({ limit: ['viewerMessage=16K'] }), environment)
    expect(limits.viewerMessage).toBe(16 * 1024)
    expect(limits.space).toBe(1024 ** 3)
    expect(limits.frameRate).toBe(0)
  })

  it('spells a space of 0 as none, above every viewer’s message', () => {
    expect(configure(told({ limit: ['space=0', 'viewerMessage=0'] }), {}).limits.space).toBe(0)
  })
})

describe('G5 off this machine', () => {
  it('asks for HTTPS, or for the word that one does without', () => {
    expect(refusal({ host: '0.0.0.0' })).toContain('--insecure-http')
    expect(refusal({ host: '192.0.2.7' })).toContain('--origin')
    expect(refusal({ host: '0.0.0.0', origin: ['http://weft.example.org'] })).toContain(
      'http://weft.example.org',
    )
    expect(refusal({ origin: ['http://weft.example.org'] })).toContain('HTTPS')
    expect(configure(told({ host: '0.0.0.0', origin: ['https://weft.example.org'] }), {}).host).toBe(
      '0.0.0.0',
    )
    expect(configure(told({ host: '0.0.0.0', insecureHttp: true }), {}).insecureHttp).toBe(true)
    expect(configure(told({ origin: ['http://127.0.0.1:5173'] }), {}).origins).toEqual([
      'http://127.0.0.1:5173',
    ])
  })

  it('refuses to be both', () => {
    expect(refusal({ insecureHttp: true, origin: ['https://weft.example.org'] })).toContain('contradicts')
  })
})

describe('origins', () => {
  it('of this machine are its three spellings, with the port', () => {
    for (const host of ['localhost', '127.0.0.1', '::1'])
      expect(allowedOrigins(host, 4000, [])).toEqual(
        new Set(['http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000']),
      )
  })

  it('have no port where a browser leaves it out', () => {
    expect(allowedOrigins('192.0.2.7', 80, ['https://weft.example.org'])).toEqual(
      new Set(['https://weft.example.org', 'http://192.0.2.7']),
    )
  })

  it('of every address are those of this machine, spelled as URLs', () => {
    const origins = allowedOrigins('0.0.0.0', 4000, [])
    expect(origins).toContain('http://127.0.0.1:4000')
    for (const origin of origins) expect(new URL(origin).origin).toBe(origin)
  })

  it('put the first one told into links', () => {
    expect(homeOf('0.0.0.0', 4000, [])).toBe('http://localhost:4000')
    expect(homeOf('127.0.0.1', 4000, [])).toBe('http://127.0.0.1:4000')
    expect(homeOf('::1', 4000, [])).toBe('http://[::1]:4000')
    expect(homeOf('0.0.0.0', 4000, ['https://a.example', 'https://b.example'])).toBe('https://a.example')
  })
})

describe('limits', () => {
  it('have a variable each', () => {
    expect(Object.keys(ALL_LIMITS).map(limitVariable)).toContain('WEFT_LIMIT_ROOM_CONNECTIONS')
    expect(new Set(Object.keys(ALL_LIMITS).map(limitVariable)).size).toBe(Object.keys(ALL_LIMITS).length)
  })

  it.each([
    ['64K', 65_536],
    ['64k', 65_536],
    ['1 MiB', 1_048_576],
    ['7', 7],
    ['0', 0],
  ])('%s is %d', (text, value) => expect(parseLimit(text, 'x')).toBe(value))
})

describe('a provider to sign in with', () => {
  const whole = { oidcIssuer: 'https://accounts.example.org/team', oidcClientId: 'weft' }
  const WEFT_OIDC_CLIENT_SECRET = 'hush'

  it('is named by its issuer, what it calls this server, and a secret', () => {
    const { signin } = configure(told(whole), { WEFT_OIDC_CLIENT_SECRET })
    expect(signin).toEqual({
      issuer: 'https://accounts.example.org/team',
      clientId: 'weft',
      clientSecret: 'hush',
      name: 'accounts.example.org',
    })
    const named = configure(told({ ...whole, oidcName: ' Team ' }), { WEFT_OIDC_CLIENT_SECRET })
    expect(named.signin?.name).toBe('Team')
    const local = { ...whole, oidcIssuer: 'http://127.0.0.1:9000' }
    expect(configure(told(local), { WEFT_OIDC_CLIENT_SECRET }).signin?.issuer).toBe(local.oidcIssuer)
  })

  it.each([
    [whole, {}, 'a secret'],
    [{ oidcClientId: 'weft' }, { WEFT_OIDC_CLIENT_SECRET }, '--oidc-issuer'],
    [{ oidcIssuer: whole.oidcIssuer }, { WEFT_OIDC_CLIENT_SECRET }, '--oidc-client-id'],
    [{}, { WEFT_OIDC_CLIENT_SECRET }, '--oidc-issuer'],
    [{ oidcName: 'Team' }, {}, '--oidc-issuer'],
    [{ ...whole, oidcIssuer: 'accounts.example.org' }, { WEFT_OIDC_CLIENT_SECRET }, '--oidc-issuer'],
    [{ ...whole, oidcIssuer: 'http://accounts.example.org' }, { WEFT_OIDC_CLIENT_SECRET }, 'HTTPS'],
    [{ ...whole, oidcIssuer: 'https://a.example?b' }, { WEFT_OIDC_CLIENT_SECRET }, '--oidc-issuer'],
    [{ ...whole, oidcName: '\u202e' }, { WEFT_OIDC_CLIENT_SECRET }, '--oidc-name'],
    [{ ...whole, oidcClientSecretFile: '/x' }, { WEFT_OIDC_CLIENT_SECRET }, 'contradicts'],
    [{ ...whole, oidcClientSecretFile: '/no/such/file' }, {}, 'ENOENT'],
  ])('refuses %j with %j', (more, environment, words) => {
    const said = refusal(more, environment)
    expect(said).toContain(words)
    expect(said).not.toContain('hush')
  })
})

describe('the proxies that are trusted', () => {
  const trusts = (trustProxy: Told['trustProxy'], WEFT_TRUST_PROXY = '') =>
    configure(told({ trustProxy }), { WEFT_TRUST_PROXY }).trustProxy

  it('are those that were told; without any, one on this machine', () => {
    expect(trusts(true)).toEqual(['loopback'])
    expect(trusts(['10.0.0.1', '192.168.0.0/16,::1'])).toEqual(['10.0.0.1', '192.168.0.0/16', '::1'])
    expect(trusts(false, '1')).toEqual(['loopback'])
    expect(trusts(false, '10.0.0.1, loopback')).toEqual(['10.0.0.1', 'loopback'])
    expect(trusts(['10.0.0.1'], '10.0.0.2')).toEqual(['10.0.0.1'])
    for (const none of ['', '0', 'false', 'no']) expect(trusts(false, none)).toEqual([])
  })

  it.each(['proxy.example.org', '10.0.0.0/40', '*', 'all'])('refuses %j', (address) => {
    expect(refusal({ trustProxy: [address] })).toContain(address)
    expect(refusal({}, { WEFT_TRUST_PROXY: address })).toContain('--trust-proxy')
  })
})
