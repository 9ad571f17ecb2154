import { isSpaceId } from '@weft/space'
import { Hono } from 'hono'
import { auditPage } from '../audit/page.ts'
import { authorize } from '../people/authorize.ts'
import { fail } from './answer.ts'
import type { Env, HttpOptions } from './context.ts'

/** Longer than any place in the record. */
const LONGEST = 40

/** Who did what in a space, for its owners: below `/spaces/:id`. */
export function auditRoutes({ desk, journal, refusals }: HttpOptions): Hono<Env> {
  return new Hono<Env>().get('/:id/audit', async (c) => {
    const who = c.get('who')
    const space = c.req.param('id')
    if (who === null) return fail(c, 'unauthenticated')
    if (!isSpaceId(space) || !authorize(who, space, 'manage')) return fail(c, 'not_found')
    const before = c.req.query('before') ?? null
    if (before !== null && before.length > LONGEST) return fail(c, 'bad_request')
    await refusals.flush()
    return c.json(await auditPage(journal, desk.book, space, before))
  })
}
