import { isSpaceId } from '@weft/space'
import type { MiddlewareHandler } from 'hono'
import { network, rateEach } from '../gateway/rate.ts'
import { effectiveRole } from '../people/authorize.ts'
import type { Who } from '../people/who.ts'
import { fail } from './answer.ts'
import type { Env, HttpOptions } from './context.ts'

/** In how many seconds this person, or a stranger from this address, may ask again; 0 for now. */
export type Pace = (who: Who | null, address: string) => number

/** Whoever is known is counted by who they are, wherever they are: an office behind one address isn't one person. */
export function requestPace({ limits, runtime }: Pick<HttpOptions, 'limits' | 'runtime'>): Pace {
  const people = rateEach({ perSecond: limits.requestRate, burst: limits.requestBurst })
  const strangers = rateEach({ perSecond: limits.requestRate, burst: limits.requestBurst })
  return (who, address) =>
    who === null
      ? strangers.take(network(address), runtime.elapsed())
      : people.take(who.persona.id, runtime.elapsed())
}

/** Each change is written to the disk, and told to whoever is there: one person may cause so many. */
export function changesPaced({ limits, runtime }: HttpOptions): MiddlewareHandler<Env> {
  const rate = rateEach({ perSecond: limits.changeRate, burst: limits.changeBurst })
  return async (c, next) => {
    const who = c.get('who')
    if (who === null || c.req.method === 'GET' || c.req.method === 'HEAD') return next()
    const wait = rate.take(who.persona.id, runtime.elapsed())
    return wait > 0 ? fail(c, 'too_many', { retryAfter: wait }) : next()
  }
}

/** Many who are slow enough each for themselves. Those who don't belong take nothing, and learn nothing by it. */
export function spacePaced({ limits, runtime }: HttpOptions): MiddlewareHandler<Env> {
  const rate = rateEach({ perSecond: limits.spaceRate, burst: limits.spaceBurst })
  return async (c, next) => {
    const space = c.req.param('id')
    if (!isSpaceId(space) || effectiveRole(c.get('who'), space) === null) return next()
    const wait = rate.take(space, runtime.elapsed())
    return wait > 0 ? fail(c, 'too_many', { retryAfter: wait }) : next()
  }
}
