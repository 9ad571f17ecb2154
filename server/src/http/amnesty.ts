import { isSpaceId, type SpaceId } from '@weft/space'
import { type ApiAmnesty, openAmnestyRequest } from '@weft/space/api'
import { type Context, Hono } from 'hono'
import { amnestyOf, endAmnesty, openAmnesty } from '../people/amnesty.ts'
import { authorize } from '../people/authorize.ts'
import type { Who } from '../people/who.ts'
import { fail } from './answer.ts'
import { readBody } from './body.ts'
import type { Env, HttpOptions } from './context.ts'

interface Door {
  readonly who: Who
  readonly space: SpaceId
}

/** Whether a space takes back what was lost, whoever wrote it: below `/spaces/:id`. For its owners. */
export function amnestyRoutes({ desk }: HttpOptions): Hono<Env> {
  const owned = (c: Context<Env>): Door | null => {
    const who = c.get('who')
    const space = c.req.param('id')
    return who !== null && isSpaceId(space) && authorize(who, space, 'manage') ? { who, space } : null
  }
  const stillOwner = (c: Context<Env>, { who, space }: Door) =>
    c.get('desk').while(() => authorize(who, space, 'manage'))
  const deny = (c: Context<Env>) => fail(c, c.get('who') === null ? 'unauthenticated' : 'not_found')

  return new Hono<Env>()
    .get('/:id/amnesty', (c) => {
      const door = owned(c)
      if (door === null) return deny(c)
      const amnesty = amnestyOf(desk.book, door.space, desk.runtime.now())
      return c.json({ amnesty } satisfies ApiAmnesty)
    })
    .post('/:id/amnesty', async (c) => {
      const door = owned(c)
      if (door === null) return deny(c)
      const body = await readBody(c, openAmnestyRequest)
      if (!body.ok) return fail(c, 'bad_request', body)
      const { who, space } = door
      const { hours } = body.value
      const amnesty = await openAmnesty(stillOwner(c, door), space, { hours, by: who.persona.id })
      return c.json({ amnesty } satisfies ApiAmnesty)
    })
    .delete('/:id/amnesty', async (c) => {
      const door = owned(c)
      if (door === null) return deny(c)
      return (await endAmnesty(stillOwner(c, door), door.space)) ? c.body(null, 204) : fail(c, 'not_found')
    })
}
