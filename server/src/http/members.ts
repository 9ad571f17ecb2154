import { asPersona, isPersonId, isSpaceId, type SpaceId } from '@weft/space'
import { type ApiMember, changeMemberRequest, createTokenRequest } from '@weft/space/api'
import { type Context, Hono } from 'hono'
import { type Action, authorize } from '../people/authorize.ts'
import { invitationsOf, mayEnd, revokeInvitation } from '../people/invitations.ts'
import { changeMember, type MemberProblem } from '../people/members.ts'
import { createToken, revokeToken, tokensOf } from '../people/tokens.ts'
import { membersOf, type Who } from '../people/who.ts'
import { fail } from './answer.ts'
import { readBody } from './body.ts'
import type { Env, HttpOptions } from './context.ts'

/** Tokens that a space has at most: each is a person in its lists. */
const MOST_TOKENS = 100

/** Who belongs to a space, and what lets others in: below `/spaces/:id`. Programs have no part in it. */
export function memberRoutes({ desk }: HttpOptions): Hono<Env> {
  /** Whoever may do this to the space named in the path; the same answer for one that isn't there. */
  const allowed = (c: Context<Env>, action: Action): { who: Who; space: SpaceId } | null => {
    const who = c.get('who')
    const space = c.req.param('id')
    return who !== null && who.scope === null && isSpaceId(space) && authorize(who, space, action)
      ? { who, space }
      : null
  }
  const deny = (c: Context<Env>) => fail(c, c.get('who') === null ? 'unauthenticated' : 'not_found')
  const done = (c: Context<Env>, problem: MemberProblem | null) =>
    problem === null ? c.body(null, 204) : fail(c, problem)

  return new Hono<Env>()
    .get('/:id/members', (c) => {
      const door = allowed(c, 'read')
      if (door === null) return deny(c)
      const members = membersOf(desk.book, door.space).map((member): ApiMember => {
        const { id, role } = member
        const since = desk.book.get('role', `${door.space}/${id}`)?.at ?? 0
        const program = desk.book.get('person', id)?.program ?? false
        return { ...asPersona(member), role, since, program }
      })
      return c.json({ members })
    })
    .patch('/:id/members/:person', async (c) => {
      const door = allowed(c, 'manage')
      const person = c.req.param('person')
      if (door === null || !isPersonId(person)) return deny(c)
      const body = await readBody(c, changeMemberRequest)
      if (!body.ok) return fail(c, 'bad_request', body)
      return done(c, await changeMember(c.get('desk'), door.who, door.space, person, body.value.role))
    })
    .delete('/:id/members/:person', async (c) => {
      const door = allowed(c, 'leave')
      const person = c.req.param('person')
      if (door === null || !isPersonId(person)) return deny(c)
      return done(c, await changeMember(c.get('desk'), door.who, door.space, person, null))
    })
    .get('/:id/invitations', (c) => {
      const door = allowed(c, 'invite')
      if (door === null) return deny(c)
      const { who, space } = door
      const links = invitationsOf(desk, space).filter((link) => mayEnd(who, space, link))
      return c.json({
        invitations: links.map(({ id, role, by, at, expires, left }) => ({
          id,
          role,
          by,
          at,
          expires,
          left,
        })),
      })
    })
    .delete('/:id/invitations/:link', async (c) => {
      const door = allowed(c, 'invite')
      if (door === null) return deny(c)
      const { who, space } = door
      const ended = await revokeInvitation(c.get('desk'), space, c.req.param('link'), (link) =>
        mayEnd(who, space, link),
      )
      return ended ? c.body(null, 204) : fail(c, 'not_found')
    })
    .get('/:id/tokens', (c) => {
      const door = allowed(c, 'manage')
      if (door === null) return deny(c)
      const tokens = tokensOf(desk, door.space)
      return c.json({
        tokens: tokens.map(({ id, name, role, at, expires }) => ({ id, name, role, at, expires })),
      })
    })
    .post('/:id/tokens', async (c) => {
      const door = allowed(c, 'manage')
      if (door === null) return deny(c)
      const body = await readBody(c, createTokenRequest)
      if (!body.ok) return fail(c, 'bad_request', body)
      if (tokensOf(desk, door.space).length >= MOST_TOKENS)
        return fail(c, 'too_many', { message: 'This space has as many tokens as it may. Revoke some first.' })
      const { name, role, days = null } = body.value
      const stillOwner = c.get('desk').while(() => authorize(door.who, door.space, 'manage'))
      const { id, token } = await createToken(stillOwner, { space: door.space, name, role, days })
      return c.json({ id, token }, 201)
    })
    .delete('/:id/tokens/:token', async (c) => {
      const door = allowed(c, 'manage')
      if (door === null) return deny(c)
      const stillOwner = c.get('desk').while(() => authorize(door.who, door.space, 'manage'))
      const ended = await revokeToken(stillOwner, door.space, c.req.param('token'))
      return ended ? c.body(null, 204) : fail(c, 'not_found')
    })
}
