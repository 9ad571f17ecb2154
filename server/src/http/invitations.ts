import { type Accepted, acceptRequest, lookRequest } from '@weft/space/api'
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { network, rateEach } from '../gateway/rate.ts'
import { acceptLink, lookAtLink } from '../people/links.ts'
import { personaOf } from '../people/who.ts'
import { fail } from './answer.ts'
import { readBody } from './body.ts'
import type { Env, HttpOptions } from './context.ts'
import { meOf } from './me.ts'
import { browserOf, giveCookie, overHttps } from './session.ts'

/** The name of the space that the first owner finds: a place to stay in, empty, with nothing in it to clean up. */
export const FIRST_SPACE = 'Home'

/** Looking at and accepting links: all that somebody unknown can do here. Secrets can't be guessed; the rate bounds the load. */
export function invitationRoutes(options: HttpOptions): Hono<Env> {
  const { desk, limits, log, runtime } = options
  const rate = rateEach({ perSecond: limits.linkRate, burst: limits.linkBurst })
  const slowly = createMiddleware<Env>(async (c, next) => {
    const wait = rate.take(network(c.get('address')), runtime.elapsed())
    return wait > 0 ? fail(c, 'too_many', { retryAfter: wait }) : next()
  })

  return new Hono<Env>()
    .post('/look', slowly, async (c) => {
      const body = await readBody(c, lookRequest)
      if (!body.ok) return fail(c, 'bad_request', body)
      const look = lookAtLink(desk, body.value.secret)
      return typeof look === 'string' ? fail(c, look) : c.json(look)
    })
    .post('/accept', slowly, async (c) => {
      const who = c.get('who')
      const body = await readBody(c, acceptRequest)
      if (!body.ok) return fail(c, 'bad_request', body)
      // A program can't be invited: its token is for one space, and must not become a person's way in.
      if (who?.credential.kind === 'token')
        return fail(c, 'bad_request', { message: 'Links are for people.' })
      const accepted = await acceptLink(c.get('desk'), who, { ...body.value, ...browserOf(c) })
      if (typeof accepted === 'string') return fail(c, accepted)
      if (accepted.device !== null) giveCookie(c, accepted.device, overHttps(c))

      let { space } = accepted
      if (accepted.becameOwner && desk.book.all('space').size === 0) {
        try {
          space = await options.createSpace(FIRST_SPACE, accepted.person, c.get('desk'))
        } catch (error) {
          // reason: the link is used up and the owner is in. Without the cookie of this answer they would be locked out.
          log.error('first_space_failed', { error: String(error) })
        }
      }
      const persona = personaOf(desk.book, accepted.person)
      const record = desk.book.get('person', accepted.person)
      if (persona === null || record === undefined) return fail(c, 'internal')
      return c.json({ me: meOf(options, { persona, owner: record.owner }), space } satisfies Accepted)
    })
}
