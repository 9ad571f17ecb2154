import { isSpaceId } from '@weft/space'
import type { MiddlewareHandler } from 'hono'
import { whyAsked } from '../audit/why.ts'
import type { Env, HttpOptions } from './context.ts'

/** Who is turned away when they want to change something, or to see what isn't theirs, goes on record. */
export function noted({ refusals }: Pick<HttpOptions, 'refusals'>): MiddlewareHandler<Env> {
  return async (c, next) => {
    await next()
    const code = c.get('code')
    const reads = c.req.method === 'GET' || c.req.method === 'HEAD'
    // Each page asks who its browser is: that nobody knows it is no refusal.
    if (code === undefined || !TURNED_AWAY.has(c.res.status) || (reads && c.res.status === 401)) return
    const space = c.req.param('id')
    refusals.note({
      why: whyAsked(c.req.method, c.req.routePath, code),
      by: c.get('who')?.persona.id ?? null,
      from: c.get('address') ?? null,
      space: isSpaceId(space) ? space : null,
    })
  }
}
const TURNED_AWAY = new Set([401, 403, 404, 409, 410, 429])
