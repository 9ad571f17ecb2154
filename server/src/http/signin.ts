import { type Signin, type SigninTrouble, signinRequest } from '@weft/space/api'
import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { whyReturned } from '../audit/why.ts'
import { network, rateEach } from '../gateway/rate.ts'
import { hasAccount, signInWith } from '../people/identity.ts'
import { newSecret } from '../people/secret.ts'
import type { Who } from '../people/who.ts'
import { FLOW_MS, Flows } from '../signin/flows.ts'
import { createProvider, type Identity, type Provider, SignInError } from '../signin/provider.ts'
import { fail } from './answer.ts'
import { readBody } from './body.ts'
import type { Env, HttpOptions } from './context.ts'
import { giveCookie, overHttps } from './session.ts'

const CALLBACK = '/api/signin/callback'
const FLOW_COOKIE = 'weft_signin'

/** Signing in with the accounts that a team has elsewhere (OpenID Connect: authorization code, PKCE, state, nonce). */
export function signinRoutes(options: HttpOptions): Hono<Env> {
  const { desk, limits, log, refusals, runtime } = options
  const flows = new Flows()
  const provider = options.signin === null ? null : createProvider(options.signin, () => runtime.elapsed())
  const rate = rateEach({ perSecond: limits.linkRate, burst: limits.linkBurst })
  const wait = (c: Context<Env>) => rate.take(network(c.get('address')), runtime.elapsed())
  const back = (c: Context<Env>, trouble: SigninTrouble, who: Who | null = null) => {
    refusals.note({ why: whyReturned(trouble), by: who?.persona.id ?? null, from: c.get('address') })
    return c.redirect(`/?signin=${trouble}`, 303)
  }

  async function finish(c: Context<Env>, from: Provider): Promise<Response> {
    const secret = getCookie(c, FLOW_COOKIE)
    deleteCookie(c, FLOW_COOKIE, { path: CALLBACK })
    if (wait(c) > 0) return back(c, 'too_many')
    const flow = secret === undefined ? null : flows.take(secret, runtime.elapsed())
    if (flow === null) return back(c, 'expired')
    const answer = new URL(flow.origin + CALLBACK)
    answer.search = new URL(c.req.url).search
    let identity: Identity
    try {
      identity = await from.finish(answer, flow)
    } catch (error) {
      if (!(error instanceof SignInError)) throw error
      log.warn('signin_failed', { why: error.why, code: error.code })
      return back(c, error.why === 'denied' ? 'denied' : 'failed', flow.who)
    }
    const secure = flow.origin.startsWith('https://')
    const userAgent = c.req.header('user-agent')
    const signedIn = await signInWith(c.get('desk'), identity, { who: flow.who, secure, userAgent })
    if (typeof signedIn === 'string') return back(c, signedIn === 'ended' ? 'expired' : signedIn, flow.who)
    if (signedIn.device !== null) giveCookie(c, signedIn.device, secure)
    return c.redirect(flow.next, 303)
  }

  return new Hono<Env>()
    .get('/', (c) => {
      const name = options.signin?.name
      if (name === undefined) return c.json({ provider: null } satisfies Signin)
      const linked = hasAccount(desk, c.get('who')?.persona.id ?? null)
      return c.json({ provider: { name, linked } } satisfies Signin)
    })
    .post('/provider', async (c) => {
      if (provider === null) return fail(c, 'not_found')
      const retryAfter = wait(c)
      if (retryAfter > 0) return fail(c, 'too_many', { retryAfter })
      const who = c.get('who')
      const origin = c.req.header('origin')
      // A browser comes back; a program couldn't, and its token must not become a person's way in.
      if (origin === undefined || !options.origins.has(origin) || who?.credential.kind === 'token')
        return fail(c, 'bad_request', { message: 'Signing in is for people, in a browser.' })
      const body = await readBody(c, signinRequest)
      if (!body.ok) return fail(c, 'bad_request', body)
      try {
        const { url, ...checks } = await provider.begin(origin + CALLBACK)
        const secret = newSecret((bytes) => runtime.random(bytes))
        const { next = '/' } = body.value
        flows.begin(secret, { ...checks, origin, next, who }, runtime.elapsed())
        setCookie(c, FLOW_COOKIE, secret, {
          path: CALLBACK,
          httpOnly: true,
          // The browser comes back from another site: `Strict` would leave it at home.
          sameSite: 'Lax',
          secure: overHttps(c),
          maxAge: FLOW_MS / 1000,
        })
        return c.json({ url })
      } catch (error) {
        if (!(error instanceof SignInError)) throw error
        log.warn('signin_unavailable', { code: error.code })
        return fail(c, 'provider')
      }
    })
    .get('/callback', async (c): Promise<Response> => {
      return provider === null ? fail(c, 'not_found') : finish(c, provider)
    })
}
