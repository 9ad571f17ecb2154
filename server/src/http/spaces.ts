import { isSpaceId, type Role, type SpaceId, type Unread } from '@weft/space'
import { changeSpaceRequest, createSpaceRequest, inviteRequest, type SpaceSummary } from '@weft/space/api'
import { type Context, Hono } from 'hono'
import { orNone } from '../gateway/limits.ts'
import { authorize, effectiveRole, mayCreateSpace } from '../people/authorize.ts'
import { archiveSpace } from '../people/deletion.ts'
import { createInvitation } from '../people/links.ts'
import type { Who } from '../people/who.ts'
import { fail } from './answer.ts'
import { readBody } from './body.ts'
import type { Env, HttpOptions } from './context.ts'

const MOST_FACES = 8
/** A link without a term would be a door that stays open for ever: a week, unless it says otherwise. */
const LINK_HOURS = 24 * 7

export const linkUrl = (home: string, secret: string): string => `${home}/join#${secret}`

export function spaceRoutes(options: HttpOptions): Hono<Env> {
  const { desk, rooms, marks } = options
  const summary = (who: Who, id: SpaceId, role: Role): SpaceSummary | null => {
    const space = desk.book.get('space', id)
    if (space === undefined) return null
    const others = rooms.here(id).filter((persona) => persona.id !== who.persona.id)
    const { name, icon, archived } = space
    const here = others.slice(0, MOST_FACES)
    return { id, name, icon, role, here, ...(archived === undefined ? {} : { archived }) }
  }

  /** Of each space that something is new in. Programs read what they want, and have seen what they have read. */
  const newsOf = async (who: Who): Promise<ReadonlyMap<SpaceId, Unread>> => {
    const found = new Map<SpaceId, Unread>()
    if (who.scope !== null) return found
    const asked = [...who.roles.keys()].map(async (id) => {
      const unread = await marks.of(id, who.persona.id)
      if (unread !== null) found.set(id, unread)
    })
    await Promise.all(asked)
    return found
  }

  const owned = (c: Context<Env>): { who: Who; space: SpaceId } | null => {
    const who = c.get('who')
    const space = c.req.param('id')
    return who !== null && isSpaceId(space) && authorize(who, space, 'manage') ? { who, space } : null
  }
  const deny = (c: Context<Env>) => fail(c, c.get('who') === null ? 'unauthenticated' : 'not_found')

  return new Hono<Env>()
    .get('/', async (c) => {
      const who = c.get('who')
      if (who === null) return fail(c, 'unauthenticated')
      const news = await newsOf(who)
      // Asked after what takes a while: somebody may have been removed meanwhile.
      if (!who.current) return fail(c, 'unauthenticated')
      const spaces: SpaceSummary[] = []
      for (const id of who.roles.keys()) {
        const role = effectiveRole(who, id)
        const shown = role === null ? null : summary(who, id, role)
        const unread = news.get(id)
        if (shown !== null) spaces.push(unread === undefined ? shown : { ...shown, unread })
      }
      spaces.sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1))
      const gone = who.scope === null ? [...desk.book.formerOf(who.persona.id)] : []
      return c.json({ spaces, ...(gone.length === 0 ? {} : { gone }) })
    })
    .post('/', async (c) => {
      const who = c.get('who')
      if (who === null) return fail(c, 'unauthenticated')
      if (!mayCreateSpace(who)) return fail(c, 'not_found')
      const body = await readBody(c, createSpaceRequest)
      if (!body.ok) return fail(c, 'bad_request', body)
      const made = [...desk.book.all('space').values()].filter(({ by }) => by === who.persona.id)
      if (made.length >= orNone(options.limits.madeSpaces))
        return fail(c, 'too_many', {
          message: 'You have made as many spaces as this server lets one person make.',
        })
      const id = await options.createSpace(body.value.name, who.persona.id, c.get('desk'))
      const shown = summary(who, id, 'owner')
      return shown === null ? fail(c, 'internal') : c.json(shown, 201)
    })
    .patch('/:id', async (c) => {
      const door = owned(c)
      if (door === null) return deny(c)
      const body = await readBody(c, changeSpaceRequest)
      if (!body.ok) return fail(c, 'bad_request', body)
      const { who, space } = door
      if (!(await archiveSpace(c.get('desk'), who, space, body.value.archived))) return deny(c)
      const shown = summary(who, space, 'owner')
      return shown === null ? deny(c) : c.json(shown)
    })
    .delete('/:id', async (c) => {
      const door = owned(c)
      if (door === null) return deny(c)
      return (await options.deleteSpace(c.get('desk'), door.who, door.space)) ? c.body(null, 204) : deny(c)
    })
    .post('/:id/invitations', async (c) => {
      const who = c.get('who')
      if (who === null) return fail(c, 'unauthenticated')
      const space = c.req.param('id')
      if (!isSpaceId(space) || !authorize(who, space, 'invite')) return fail(c, 'not_found')
      const body = await readBody(c, inviteRequest)
      if (!body.ok) return fail(c, 'bad_request', body)
      const { role, hours = LINK_HOURS, uses = null } = body.value
      const desk = c.get('desk').while(() => authorize(who, space, 'invite'))
      const secret = await createInvitation(desk, { space, role, by: who.persona.id, hours, uses })
      return c.json({ url: linkUrl(options.home(), secret) }, 201)
    })
}
