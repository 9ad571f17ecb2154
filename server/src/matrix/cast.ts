import { MemoryDisk, memoryStore } from '@weft/persistence/testing'
import type { PersonId, Role, SpaceId } from '@weft/space'
import { meSchema } from '@weft/space/api'
import type { KEPT } from '../audit/journal.ts'
import { ALL_LIMITS, type AllLimits } from '../operate/limits.ts'
import { type Ask, type Trial, trial } from '../operate/trial.ts'
import { watched } from '../operate/watched.ts'
import type { WeftOptions } from '../operate/weft.ts'
import { hashOf } from '../people/secret.ts'
import { idOf } from '../people/tokens.ts'
import { MARKS } from '../unread/marks.ts'
import { ACTORS, type Actor } from './table.ts'

/** With what somebody asks. */
export type Credential = Pick<Ask, 'cookie' | 'token' | 'origin'>

/** A server with a space in it, and everybody who could come to it. */
export interface Cast {
  readonly t: Trial
  /** How often something was written, but for the record of refusals, which is there for who is denied, and marks, which wait their while. */
  writes(): number
  readonly space: SpaceId
  /** The cookie of an owner of the space whom nobody takes anything from. */
  readonly ada: string
  readonly as: Readonly<Record<Actor, Credential>>
  /** The same sort of somebody, new: for what ends them. */
  fresh(actor: Actor): Promise<Credential>
  /** A new person in the space. */
  join(role: Role): Promise<{ readonly cookie: string; readonly id: PersonId }>
  /** From now on the disk takes no writes. */
  breakDisk(): void
  /** It takes them again, and the server has found out. */
  healDisk(): Promise<void>
  /** All that is on the disk. */
  stored(): string
  close(): Promise<void>
}

/** A line about somebody who was denied. */
const REFUSAL: keyof typeof KEPT = 'refusal'
/** No limit on how fast one asks: every cell is asked. */
const UNPACED: Partial<AllLimits> = Object.fromEntries(
  Object.keys(ALL_LIMITS)
    .filter((name) => /Rate$|Burst$|^madeSpaces$/.test(name))
    .map((name) => [name, 0]),
)

export async function cast(options: Pick<WeftOptions, 'signin'> = {}): Promise<Cast> {
  let writes = 0
  const disk = new MemoryDisk()
  const store = watched(await memoryStore(disk), {
    append: () => void writes++,
    write(changes) {
      if (changes.some(({ kind }) => kind !== REFUSAL && kind !== MARKS)) writes++
    },
  })
  const t = await trial({ limits: UNPACED, store, ...options })
  const { cookie: first, space } = await t.owner()
  const { operator } = t.weft
  const elsewhere = await operator.createToken({
    target: { newSpace: 'Elsewhere' },
    role: 'member',
    name: 'e',
  })

  async function join(role: Role, where: SpaceId = space) {
    const link = await t.invite(where, role === 'viewer' ? 'viewer' : 'member')
    const { cookie } = await t.accept(link, 'Somebody')
    const { person } = meSchema.parse(await (await t.ask('/api/me', { cookie })).json())
    if (role === 'owner') await operator.setRole({ space, person: person.id, role })
    return { cookie, id: person.id }
  }
  // Whose server it is has no role in the space.
  const { cookie: ada } = await join('owner')
  const { person: founder } = meSchema.parse(await (await t.ask('/api/me', { cookie: first })).json())
  await operator.setRole({ space, person: founder.id, role: null })

  const person = async (role: Role): Promise<Credential> => ({ cookie: (await join(role)).cookie })
  const token = async (role: 'member' | 'viewer'): Promise<string> =>
    (await operator.createToken({ target: { space }, role, name: 'Program' })).token

  const makers: Readonly<Record<Actor, () => Promise<Credential>>> = {
    nobody: async () => ({}),
    'an unknown cookie': async () => ({ cookie: `weft_device=${'A'.repeat(43)}` }),
    'a device that was signed out': async () => {
      const { cookie } = await join('member')
      await t.ask('/api/signout', { method: 'POST', cookie })
      return { cookie }
    },
    'an unknown token': async () => ({ token: `weft_${'A'.repeat(43)}` }),
    'a revoked token': async () => {
      const revoked = await token('member')
      await operator.revokeToken({ space, token: idOf(hashOf(revoked)) })
      return { token: revoked }
    },
    'another site’s page': async () => ({ ...(await person('owner')), origin: 'https://evil.example' }),
    'an owner’s browser, without an Origin': async () => ({ ...(await person('owner')), origin: null }),
    'a stranger': async () => ({ cookie: (await join('member', elsewhere.space as SpaceId)).cookie }),
    'somebody removed': async () => {
      const { cookie, id } = await join('member')
      await operator.setRole({ space, person: id, role: null })
      return { cookie }
    },
    'a token for elsewhere': async () => ({ token: elsewhere.token }),
    'a viewer’s token': async () => ({ token: await token('viewer') }),
    'a member’s token': async () => ({ token: await token('member') }),
    'the owner of the server': async () => {
      const { url } = await operator.ownerLink({})
      return { cookie: (await t.accept(url, 'Olga')).cookie }
    },
    'a viewer': () => person('viewer'),
    'a member': () => person('member'),
    'an owner': () => person('owner'),
  }
  const made: Partial<Record<Actor, Credential>> = {}
  for (const actor of ACTORS) made[actor] = await makers[actor]()
  return {
    t,
    writes: () => writes,
    space,
    ada,
    // reason: filled with every actor just above.
    as: made as Record<Actor, Credential>,
    fresh: (actor) => makers[actor](),
    join,
    breakDisk: () => disk.break(),
    async healDisk() {
      disk.heal()
      await store.reopen()
    },
    stored: () =>
      JSON.stringify(
        disk.entries().map((entry) => entry.map((bytes) => Buffer.from(bytes).toString('base64'))),
      ),
    close: () => t.close(),
  }
}
