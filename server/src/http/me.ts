import { StoreError } from '@weft/persistence'
import { isPersonId } from '@weft/space'
import { editMeRequest, LARGEST_PICTURE, type Me } from '@weft/space/api'
import { Hono } from 'hono'
import { getCookie } from 'hono/cookie'
import { DEVICE_COOKIE } from '../people/credentials.ts'
import { signOut, wasSignedOut } from '../people/devices.ts'
import { unlinkAccount } from '../people/identity.ts'
import { pictureOf, seesPerson } from '../people/pictures.ts'
import { editPersona, seen } from '../people/self.ts'
import type { Who } from '../people/who.ts'
import { fail } from './answer.ts'
import { readBody } from './body.ts'
import type { Env, HttpOptions } from './context.ts'
import { giveCookie, takeCookie } from './session.ts'

const NO_PICTURE = `A picture is a PNG, JPEG or WebP of at most ${LARGEST_PICTURE / 1024} KiB.`

export const meOf = (options: HttpOptions, who: Pick<Who, 'persona' | 'owner'>): Me => ({
  person: who.persona,
  owner: who.owner,
  version: options.version,
})

/** Who they are is known all the same; that their device is in use is noted when they next ask. */
function laterWhenStored(error: unknown): null {
  if (error instanceof StoreError) return null
  throw error
}

export function meRoutes(options: HttpOptions): Hono<Env> {
  const { desk } = options
  return new Hono<Env>()
    .get('/me', async (c) => {
      const who = c.get('who')
      if (who === null) {
        const past = getCookie(c, DEVICE_COOKIE)
        return fail(c, past !== undefined && wasSignedOut(desk.book, past) ? 'signed_out' : 'unauthenticated')
      }
      const renewal = await seen(c.get('desk'), who).catch(laterWhenStored)
      const secret = getCookie(c, DEVICE_COOKIE)
      if (renewal !== null && secret !== undefined) giveCookie(c, secret, renewal.secure)
      return c.json(meOf(options, who))
    })
    .patch('/me', async (c) => {
      const who = c.get('who')
      if (who === null) return fail(c, 'unauthenticated')
      const body = await readBody(c, editMeRequest)
      if (!body.ok) return fail(c, 'bad_request', body)
      const { name, dye, picture: sent } = body.value
      const picture = typeof sent === 'string' ? pictureOf(sent) : sent
      if (typeof sent === 'string' && picture === null) return fail(c, 'bad_request', { message: NO_PICTURE })
      const persona = await editPersona(c.get('desk'), who, { name, dye, picture })
      return c.json(meOf(options, { persona, owner: who.owner }))
    })
    .get('/people/:id/picture', (c) => {
      const who = c.get('who')
      if (who === null) return fail(c, 'unauthenticated')
      const id = c.req.param('id')
      const picture =
        isPersonId(id) && seesPerson(desk.book, who, id) ? desk.book.get('picture', id) : undefined
      if (picture === undefined) return fail(c, 'not_found')
      // Not for the browser's own cache, as all of the API: the app keeps it where signing out takes it away.
      return c.body(Buffer.from(picture.data, 'base64'), 200, { 'Content-Type': picture.type })
    })
    .delete('/me/accounts/:id', async (c) => {
      const who = c.get('who')
      if (who === null) return fail(c, 'unauthenticated')
      return (await unlinkAccount(c.get('desk'), who, c.req.param('id')))
        ? c.body(null, 204)
        : fail(c, 'not_found')
    })
    .post('/signout', async (c) => {
      const who = c.get('who')
      if (who?.credential.kind === 'device') await signOut(c.get('desk'), who)
      takeCookie(c)
      // What the browser cached by itself, pages that it keeps for going back among it.
      return c.body(null, 204, { 'Clear-Site-Data': '"cache"' })
    })
}
