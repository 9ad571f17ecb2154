import { isSpaceId } from '@weft/space'
import { seenRequest } from '@weft/space/api'
import { Hono } from 'hono'
import { authorize } from '../people/authorize.ts'
import { fail } from './answer.ts'
import { readBody } from './body.ts'
import type { Env, HttpOptions } from './context.ts'

/** What people say they have seen: below `/spaces/:id`. Nobody but the person themselves is told of it. */
export function unreadRoutes({ marks }: HttpOptions): Hono<Env> {
  return new Hono<Env>().post('/:id/seen', async (c) => {
    const who = c.get('who')
    if (who === null) return fail(c, 'unauthenticated')
    const space = c.req.param('id')
    if (!isSpaceId(space) || who.scope !== null || !authorize(who, space, 'read')) return fail(c, 'not_found')
    const body = await readBody(c, seenRequest)
    if (!body.ok) return fail(c, 'bad_request', body)
    if (!authorize(who, space, 'read')) return fail(c, 'not_found')
    const unread = await marks.saw(space, who.persona.id, new Map(body.value.reach))
    return authorize(who, space, 'read') ? c.json({ unread }) : fail(c, 'not_found')
  })
}
