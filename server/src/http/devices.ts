import type { Device } from '@weft/space/api'
import { type Context, Hono } from 'hono'
import { createDeviceLink, DEVICE_LINK_MS, deviceLinkOf, endDeviceLink } from '../people/device-links.ts'
import { devicesOf, endDevice, endOtherDevices } from '../people/devices.ts'
import { accountsOf } from '../people/identity.ts'
import { passkeysOf } from '../people/passkeys.ts'
import type { Who } from '../people/who.ts'
import { fail } from './answer.ts'
import type { Env, HttpOptions } from './context.ts'
import { takeCookie } from './session.ts'
import { linkUrl } from './spaces.ts'

/** Whoever asks, if it is a person at a device of theirs: programs have one token, and no devices. */
export function personAt(c: Context<Env>): Who | null {
  const who = c.get('who')
  return who?.credential.kind === 'device' ? who : null
}
export const denyPerson = (c: Context<Env>) =>
  fail(c, c.get('who') === null ? 'unauthenticated' : 'not_found')

/** Where one is signed in: below `/me/devices`. */
export function deviceRoutes({ desk, home, connected }: HttpOptions): Hono<Env> {
  return new Hono<Env>()
    .get('/', (c) => {
      const who = personAt(c)
      if (who === null) return denyPerson(c)
      const devices = devicesOf(desk, who.persona.id).map(({ id, name, at, seen, hash }): Device => {
        return { id, name, at, seen, current: hash === who.credential.hash, open: connected(hash) }
      })
      const expires = deviceLinkOf(desk, who.persona.id)
      const passkeys = passkeysOf(desk, who.persona.id)
      const accounts = accountsOf(desk, who.persona.id)
      return c.json({ devices, passkeys, accounts, link: expires === null ? null : { expires } })
    })
    .delete('/', async (c) => {
      const who = personAt(c)
      if (who === null) return denyPerson(c)
      const ended = await endOtherDevices(c.get('desk'), who)
      return ended === 'ended' ? c.body(null, 204) : fail(c, ended)
    })
    .post('/link', async (c) => {
      const who = personAt(c)
      if (who === null) return denyPerson(c)
      const link = await createDeviceLink(c.get('desk'), who)
      if (typeof link === 'string') return fail(c, link)
      return c.json({ url: linkUrl(home(), link.secret), holds: DEVICE_LINK_MS }, 201)
    })
    .delete('/link', async (c) => {
      const who = personAt(c)
      if (who === null) return denyPerson(c)
      await endDeviceLink(c.get('desk'), who)
      return c.body(null, 204)
    })
    .delete('/:id', async (c) => {
      const who = personAt(c)
      if (who === null) return denyPerson(c)
      const ended = await endDevice(c.get('desk'), who, c.req.param('id'))
      if (ended !== 'ended') return fail(c, ended)
      // It was this one.
      if (desk.book.get('device', who.credential.hash) === undefined) takeCookie(c)
      return c.body(null, 204)
    })
}
