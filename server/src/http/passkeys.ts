import { passkeySignInRequest, registerPasskeyRequest } from '@weft/space/api'
import { type Context, Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { network, rateEach } from '../gateway/rate.ts'
import { Challenges } from '../people/challenges.ts'
import {
  addPasskey,
  beginPasskey,
  beginSignIn,
  type PasskeyDesk,
  removePasskey,
  signInByPasskey,
} from '../people/passkeys.ts'
import { siteOf } from '../people/site.ts'
import { personaOf } from '../people/who.ts'
import { fail } from './answer.ts'
import { readBody } from './body.ts'
import type { Env, HttpOptions } from './context.ts'
import { denyPerson, personAt } from './devices.ts'
import { meOf } from './me.ts'
import { browserOf, giveCookie, overHttps } from './session.ts'

/** Passkeys: making them while signed in, and signing in by one. */
export function passkeyRoutes(options: HttpOptions): Hono<Env> {
  const { desk, home, limits, log, runtime } = options
  // Apart, so that strangers can't push out what those who are signed in were asked.
  const register = new Challenges(runtime)
  const signIn = new Challenges(runtime)
  const rate = rateEach({ perSecond: limits.linkRate, burst: limits.linkBurst })
  const slowly = createMiddleware<Env>(async (c, next) => {
    const wait = rate.take(network(c.get('address')), runtime.elapsed())
    return wait > 0 ? fail(c, 'too_many', { retryAfter: wait }) : next()
  })
  /** Null when a browser would refuse here, which it says in words that nobody understands. */
  const deskFor = (c: Context<Env>, challenges: Challenges): PasskeyDesk | null => {
    const site = siteOf(home())
    return site === null || c.env.incoming.headers.origin !== site.origin
      ? null
      : { desk: c.get('desk'), challenges, site }
  }
  const elsewhere = (c: Context<Env>) => {
    const site = siteOf(home())
    return fail(
      c,
      'passkey_unavailable',
      site === null
        ? {}
        : { message: `Passkeys of this server work at ${site.origin} only. Open Weft there.` },
    )
  }

  return new Hono<Env>()
    .post('/me/passkeys/options', async (c) => {
      const who = personAt(c)
      if (who === null) return denyPerson(c)
      const passkeys = deskFor(c, register)
      return passkeys === null ? elsewhere(c) : c.json(await beginPasskey(passkeys, who))
    })
    .post('/me/passkeys', async (c) => {
      const who = personAt(c)
      if (who === null) return denyPerson(c)
      const body = await readBody(c, registerPasskeyRequest)
      if (!body.ok) return fail(c, 'bad_request', body)
      const passkeys = deskFor(c, register)
      if (passkeys === null) return elsewhere(c)
      const made = await addPasskey(passkeys, who, body.value, browserOf(c))
      if (made === 'too_many')
        return fail(c, made, { message: 'You have as many passkeys as this server keeps. Remove one first.' })
      return typeof made === 'string' ? fail(c, made) : c.json(made, 201)
    })
    .delete('/me/passkeys/:id', async (c) => {
      const who = personAt(c)
      if (who === null) return denyPerson(c)
      return (await removePasskey(c.get('desk'), who, c.req.param('id')))
        ? c.body(null, 204)
        : fail(c, 'not_found')
    })
    .post('/passkeys/options', slowly, async (c) => {
      const passkeys = deskFor(c, signIn)
      return passkeys === null ? elsewhere(c) : c.json(await beginSignIn(passkeys))
    })
    .post('/passkeys/signin', slowly, async (c) => {
      const who = c.get('who')
      if (who?.credential.kind === 'token')
        return fail(c, 'bad_request', { message: 'Passkeys are for people.' })
      const body = await readBody(c, passkeySignInRequest)
      if (!body.ok) return fail(c, 'bad_request', body)
      const passkeys = deskFor(c, signIn)
      if (passkeys === null) return elsewhere(c)
      const signedIn = await signInByPasskey(passkeys, who, body.value, browserOf(c))
      if (typeof signedIn === 'string') {
        log.warn('passkey_refused', { code: signedIn, address: c.get('address') })
        return fail(c, signedIn)
      }
      if (signedIn.device !== null) giveCookie(c, signedIn.device, overHttps(c))
      const persona = personaOf(desk.book, signedIn.person)
      const record = desk.book.get('person', signedIn.person)
      if (persona === null || record === undefined) return fail(c, 'internal')
      return c.json({ me: meOf(options, { persona, owner: record.owner }) })
    })
}
