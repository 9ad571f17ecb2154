import { isSpaceId } from '@weft/space'
import { type ApiAuthors, MOST_CLIENTS } from '@weft/space/api'
import { Hono } from 'hono'
import { authorize } from '../people/authorize.ts'
import { personaOf } from '../people/who.ts'
import type { AuthorsWanted } from '../room/authors.ts'
import { fail } from './answer.ts'
import type { Env, HttpOptions } from './context.ts'

/** Who wrote what in a space: below `/spaces/:id`. For people who may read it. */
export function authorRoutes({ desk, rooms }: HttpOptions): Hono<Env> {
  return new Hono<Env>().get('/:id/authors', async (c) => {
    const who = c.get('who')
    if (who === null) return fail(c, 'unauthenticated')
    const space = c.req.param('id')
    if (!isSpaceId(space) || who.scope !== null || !authorize(who, space, 'read')) return fail(c, 'not_found')
    const wanted = wantedOf(c.req.query('clients'), c.req.query('after'))
    if (wanted === null)
      return fail(c, 'bad_request', {
        message: `Ask with after=CLIENT, or with clients=1,2,3: at most ${MOST_CLIENTS} of them.`,
      })
    const { authors, next } = await rooms.authors(space, wanted)
    // Opening the room takes a while, in which a role may go.
    if (!authorize(who, space, 'read')) return fail(c, 'not_found')
    const named = new Set(
      authors.flatMap(({ person, stretches }) => [
        ...(person === null ? [] : [person]),
        ...stretches.map(({ by }) => by),
      ]),
    )
    const people = [...named].map((id) => personaOf(desk.book, id)).filter((persona) => persona !== null)
    return c.json({
      authors: authors.map(({ stretches, ...author }) => ({ ...author, stretches: [...stretches] })),
      people,
      next,
    } satisfies ApiAuthors)
  })
}

/** Null for what can't be read. */
function wantedOf(clients: string | undefined, after: string | undefined): AuthorsWanted | null {
  if (clients !== undefined) {
    const ids = clients.split(',')
    return after === undefined && ids.length <= MOST_CLIENTS && ids.every(isClient)
      ? { clients: ids.map(Number) }
      : null
  }
  if (after === undefined) return { after: -1 }
  return isClient(after) ? { after: Number(after) } : null
}

const isClient = (text: string): boolean => /^\d{1,10}$/.test(text)
