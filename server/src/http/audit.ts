import { isSpaceId } from '@weft/space'
import { type Context, Hono } from 'hono'
import { auditPage, serverPage } from '../audit/page.ts'
import { authorize } from '../people/authorize.ts'
import { fail } from './answer.ts'
import type { Env, HttpOptions } from './context.ts'

/** Longer than any place in the record. */
const LONGEST = 40

/** Who did what: in a space for its owners, on the whole server for an owner of it. */
export function auditRoutes({ desk, journal, refusals }: HttpOptions): Hono<Env> {
  /** From where on older lines are asked for; undefined for what is no place. */
  const placeOf = (c: Context<Env>): string | null | undefined => {
    const before = c.req.query('before') ?? null
    return before !== null && before.length > LONGEST ? undefined : before
  }
  return new Hono<Env>()
    .get('/spaces/:id/audit', async (c) => {
      const who = c.get('who')
      const space = c.req.param('id')
      if (who === null) return fail(c, 'unauthenticated')
      if (!isSpaceId(space) || !authorize(who, space, 'manage')) return fail(c, 'not_found')
      const before = placeOf(c)
      if (before === undefined) return fail(c, 'bad_request')
      await refusals.settle()
      return c.json(await auditPage(journal, desk.book, space, { before, whole: who.owner }))
    })
    .get('/audit', async (c) => {
      const who = c.get('who')
      if (who === null) return fail(c, 'unauthenticated')
      if (!who.owner || who.scope !== null) return fail(c, 'not_found')
      const before = placeOf(c)
      if (before === undefined) return fail(c, 'bad_request')
      await refusals.settle()
      return c.json(await serverPage(journal, desk.book, before))
    })
}
