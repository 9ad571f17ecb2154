import { MemoryDisk, memoryStore } from '@weft/persistence/testing'
import { spaceId } from '@weft/space'
import { type VirtualRuntime, virtualRuntime } from '@weft/space/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { Book } from './book.ts'
import { createDesk, type Desk } from './desk.ts'
import { createDeviceLink, DEVICE_LINK_MS, deviceLinkOf, endDeviceLink } from './device-links.ts'
import { devicesOf, endDevice, endOtherDevices, MOST_DEVICES, signOut } from './devices.ts'
import { type Accepted, acceptLink, createInvitation, createOwnerLink, lookAtLink } from './links.ts'
import type { SecretHash } from './secret.ts'
import { addSpace } from './spaces.ts'
import { sweep } from './sweep.ts'
import { idOf } from './tokens.ts'
import { currentWho, type Who, whoOfDevice } from './who.ts'

let disk: MemoryDisk
let runtime: VirtualRuntime
let desk: Desk
let ended: SecretHash[]
let olga: Who

beforeEach(async () => {
  disk = new MemoryDisk()
  runtime = virtualRuntime(1)
  ended = []
  const store = await memoryStore(disk)
  desk = createDesk(await Book.open(store.records, () => undefined), runtime, {
    roleChanged: () => undefined,
    personaChanged: () => undefined,
    credentialEnded: (hash) => void ended.push(hash),
    amnestyChanged: () => undefined,
  })
  olga = signedIn(await accepted(await createOwnerLink(desk, { printed: true, hours: null }), null, 'Olga'))
})

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const accept = (secret: string, who: Who | null = null, name?: string) =>
  acceptLink(desk, who, { secret, name, secure: false, userAgent: FIREFOX })
const accepted = async (secret: string, who: Who | null = null, name?: string): Promise<Accepted> => {
  const answer = await accept(secret, who, name)
  if (typeof answer === 'string') throw new Error(answer)
  return answer
}
const signedIn = (answer: Accepted): Who => {
  const who = whoOfDevice(desk.book, answer.device ?? '')
  if (who === null) throw new Error('not signed in')
  return who
}
const link = async (who: Who = olga): Promise<string> => {
  const made = await createDeviceLink(desk, who)
  if (typeof made === 'string') throw new Error(made)
  return made.secret
}
const somebodyElse = async (): Promise<Who> => {
  const space = spaceId((bytes) => bytes.fill(7))
  await addSpace(desk, { id: space, name: 'S', by: olga.persona.id, owner: olga.persona.id })
  const invitation = await createInvitation(desk, { space, role: 'member', by: null, hours: 1, uses: 1 })
  return signedIn(await accepted(invitation, null, 'Carla'))
}
const another = async (): Promise<Who> => signedIn(await accepted(await link()))

describe('a link to another device', () => {
  it('signs it in as the same person, once', async () => {
    const secret = await link()
    expect(lookAtLink(desk, secret)).toEqual({
      kind: 'device',
      person: olga.persona,
      expires: runtime.now() + DEVICE_LINK_MS,
    })
    const phone = signedIn(await accepted(secret))
    expect(phone.persona).toEqual(olga.persona)
    expect(phone.owner).toBe(true)
    expect(await accept(secret)).toBe('link_used')
    expect(devicesOf(desk, olga.persona.id).map(({ name }) => name)).toEqual([
      'Firefox on Linux',
      'Firefox on Linux',
    ])
  })

  it('G5 lets one in of twenty who open it at once', async () => {
    const secret = await link()
    const answers = await Promise.all(Array.from({ length: 20 }, () => accept(secret)))
    expect(answers.filter((answer) => answer !== 'link_used')).toHaveLength(1)
    expect(devicesOf(desk, olga.persona.id)).toHaveLength(2)
  })

  it('says whether it has expired, was taken back or replaced, was cut off, or isn’t known', async () => {
    const late = await link()
    await runtime.advance(DEVICE_LINK_MS)
    expect(lookAtLink(desk, late)).toBe('link_expired')
    expect(await accept(late)).toBe('link_expired')

    const taken = await link()
    await endDeviceLink(desk, olga)
    expect(await accept(taken)).toBe('link_revoked')
    expect(deviceLinkOf(desk, olga.persona.id)).toBeNull()

    const replaced = await link()
    const newest = await link()
    expect(await accept(replaced)).toBe('link_revoked')
    expect(lookAtLink(desk, newest)).toMatchObject({ kind: 'device' })

    expect(await accept(newest.slice(0, -1))).toBe('link_mangled')
    expect(await accept(newest.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')))).toBe('link_unknown')
    expect(devicesOf(desk, olga.persona.id)).toHaveLength(1)
  })

  it('isn’t used up in a browser that is that person’s already', async () => {
    const secret = await link()
    expect(await accept(secret, olga)).toMatchObject({ person: olga.persona.id, device: null })
    expect(await accept(secret)).toMatchObject({ person: olga.persona.id })
  })

  it('G6 turns nobody who is signed in into somebody else', async () => {
    const carla = await somebodyElse()
    const secret = await link()
    expect(await accept(secret, carla)).toBe('other_person')
    expect(await accept(secret)).toMatchObject({ person: olga.persona.id })
  })

  it('changes nothing when the disk fails', async () => {
    const secret = await link()
    disk.failNext('batch')
    await expect(accept(secret)).rejects.toThrow()
    expect(devicesOf(desk, olga.persona.id)).toHaveLength(1)
  })

  it('G8 leaves few records behind, however many one makes', async () => {
    for (let n = 0; n < 40; n++) await link()
    expect(desk.book.all('invitation').size).toBeLessThan(15)
    await runtime.advance(31 * 86_400_000)
    await sweep(desk)
    expect(desk.book.all('invitation').size).toBe(0)
  })

  it('G8 signs in on so many devices at most', async () => {
    const last = await link()
    while (devicesOf(desk, olga.persona.id).length < MOST_DEVICES)
      await accepted(await createOwnerLink(desk, { printed: false, hours: 1 }), null, 'Olga')
    expect(await createDeviceLink(desk, olga)).toBe('too_many_devices')
    expect(await accept(last)).toBe('too_many_devices')
    await endOtherDevices(desk, olga)
    expect(devicesOf(desk, olga.persona.id)).toHaveLength(1)
  })
})

describe('G5 a device that is signed out', () => {
  it('is told to its connections, and answers to nothing any more', async () => {
    const phone = await another()
    const id = idOf(phone.credential.hash)
    expect(await endDevice(desk, olga, id)).toBe('ended')
    expect(ended).toEqual([phone.credential.hash])
    expect(currentWho(desk.book, phone)).toBeNull()
    expect(phone.roles.size).toBe(0)
    expect(await endDevice(desk, olga, id)).toBe('not_found')
    expect(devicesOf(desk, olga.persona.id).map(({ hash }) => hash)).toEqual([olga.credential.hash])
  })

  it('takes its links with it, so that it doesn’t come back by one', async () => {
    const thief = await another()
    const back = await link(thief)
    await endOtherDevices(desk, olga)
    expect(ended).toEqual([thief.credential.hash])
    expect(await accept(back)).toBe('link_revoked')
  })

  it('whose request waited for its turn makes no link and ends nobody', async () => {
    const thief = await another()
    const [away, made, others, one] = await Promise.all([
      endOtherDevices(desk, olga),
      createDeviceLink(desk, thief),
      endOtherDevices(desk, thief),
      endDevice(desk, thief, 'any'),
    ])
    expect([away, made, others, one]).toEqual([
      'ended',
      'unauthenticated',
      'unauthenticated',
      'unauthenticated',
    ])
    expect(currentWho(desk.book, olga)).not.toBeNull()
  })

  it('can do that itself', async () => {
    const secret = await link()
    await signOut(desk, olga)
    expect(ended).toEqual([olga.credential.hash])
    expect(devicesOf(desk, olga.persona.id)).toEqual([])
    expect(await accept(secret)).toBe('link_revoked')
  })

  it('of another person can’t be named', async () => {
    const carla = await somebodyElse()
    expect(await endDevice(desk, carla, idOf(olga.credential.hash))).toBe('not_found')
    await endOtherDevices(desk, carla)
    expect(currentWho(desk.book, olga)).not.toBeNull()
  })
})
