import { MemoryDisk, memoryStore } from '@weft/persistence/testing'
import { DYES, type PersonId, type Role, type SpaceId, spaceId } from '@weft/space'
import { type VirtualRuntime, virtualRuntime } from '@weft/space/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { Book } from './book.ts'
import { createDesk, type Desk } from './desk.ts'
import { leastUsedDye } from './dye.ts'
import { type Accepted, acceptLink, createInvitation, createOwnerLink, lookAtLink } from './links.ts'
import { setRole } from './members.ts'
import { seen } from './self.ts'
import { addSpace, mirrorMeta } from './spaces.ts'
import { sweep } from './sweep.ts'
import { createToken } from './tokens.ts'
import {
  currentWho,
  firstOwner,
  hasOwner,
  memberOf,
  membersOf,
  type Who,
  whoOfDevice,
  whoOfToken,
} from './who.ts'

const HOUR = 3_600_000
const space: SpaceId = spaceId((bytes) => bytes.fill(7))

let disk: MemoryDisk
let runtime: VirtualRuntime
let desk: Desk
let told: [space: SpaceId, person: PersonId, role: Role | null][]

beforeEach(async () => {
  disk = new MemoryDisk()
  runtime = virtualRuntime(1)
  told = []
  const store = await memoryStore(disk)
  desk = createDesk(await Book.open(store.records, () => undefined), runtime, {
    roleChanged: (...change) => void told.push(change),
    personaChanged: () => undefined,
    amnestyChanged: () => undefined,
    credentialEnded: () => undefined,
  })
})

const accept = (secret: string, name?: string, who: Who | null = null) =>
  acceptLink(desk, who, { secret, name, secure: false })
const accepted = async (secret: string, name: string, who: Who | null = null): Promise<Accepted> => {
  const answer = await accept(secret, name, who)
  if (typeof answer === 'string') throw new Error(answer)
  return answer
}
const signedIn = (answer: Accepted): Who => {
  const who = whoOfDevice(desk.book, answer.device ?? '')
  if (who === null) throw new Error('not signed in')
  return who
}
const becomeOwner = async () =>
  signedIn(await accepted(await createOwnerLink(desk, { printed: true, hours: null }), 'Olga'))
const invite = (role: 'member' | 'viewer', uses: number | null = null, hours: number | null = 1) =>
  createInvitation(desk, { space, role, by: null, hours, uses })
const withSpace = async () => {
  const olga = await becomeOwner()
  await addSpace(desk, { id: space, name: 'Trial', by: olga.persona.id, owner: olga.persona.id })
  return olga
}

describe('the owner link', () => {
  it('makes its opener the owner, once', async () => {
    const secret = await createOwnerLink(desk, { printed: true, hours: null })
    expect(lookAtLink(desk, secret)).toEqual({ kind: 'owner', dye: 'madder' })
    const olga = await accepted(secret, 'Olga')
    expect(signedIn(olga).owner).toBe(true)
    expect(await accept(secret, 'Mallory')).toBe('link_used')
    expect(desk.book.all('person').size).toBe(1)
  })

  it('asks for a name, and is not used up by the question', async () => {
    const secret = await createOwnerLink(desk, { printed: true, hours: null })
    expect(await accept(secret)).toBe('name_needed')
    expect(hasOwner(desk.book)).toBe(false)
    expect(await accept(secret, 'Olga')).toMatchObject({ becameOwner: true })
  })

  it('of two starts only the later link opens, and none once there is an owner', async () => {
    const first = await createOwnerLink(desk, { printed: true, hours: null })
    const second = await createOwnerLink(desk, { printed: true, hours: null })
    const made = await createOwnerLink(desk, { printed: false, hours: 24 })
    expect(await accept(first, 'Mallory')).toBe('link_unknown')
    await accepted(made, 'Olga')
    expect(await accept(second, 'Mallory')).toBe('link_unknown')
  })

  it('lets an owner who lost their device back in, as themselves', async () => {
    const olga = await becomeOwner()
    const answer = await accepted(await createOwnerLink(desk, { printed: false, hours: 24 }), 'Olga K.')
    expect(answer.person).toBe(olga.persona.id)
    expect(signedIn(answer).persona.name).toBe('Olga K.')
    expect(desk.book.all('person').size).toBe(1)
  })

  it('makes somebody who is signed in an owner beside the first', async () => {
    await withSpace()
    const bert = signedIn(await accepted(await invite('member'), 'Bert'))
    await accepted(await createOwnerLink(desk, { printed: false, hours: 24 }), 'Bert', bert)
    expect(desk.book.get('person', bert.persona.id)?.owner).toBe(true)
    expect(firstOwner(desk.book)).not.toBe(bert.persona.id)
  })

  it('gives the new owner every space that nobody owns', async () => {
    const { member } = await createTokenFor()
    const olga = await becomeOwner()
    expect(memberOf(olga, space)?.role).toBe('owner')
    expect(memberOf(olga, space)?.id).not.toBe(member.id)
    expect(told.at(-1)).toEqual([space, olga.persona.id, 'owner'])
  })
})

async function createTokenFor() {
  const by = 'AAAAAAAAAAAAAAAA' as PersonId
  await addSpace(desk, { id: space, name: 'Made by the operator', by, owner: null })
  return createToken(desk, { space, role: 'member', name: 'Bot', days: null })
}

describe('G5 invitation links', () => {
  it('let exactly as many in as they have uses, however many come at once', async () => {
    await withSpace()
    const secret = await invite('member', 1)
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => accept(secret, `Person ${n}`)))
    expect(answers.filter((answer) => typeof answer !== 'string')).toHaveLength(1)
    expect(answers.filter((answer) => answer === 'link_used')).toHaveLength(19)
    expect(desk.book.rolesIn(space).size).toBe(2)
  })

  it('end at their term', async () => {
    await withSpace()
    const secret = await invite('member', null, 2)
    await runtime.advance(2 * HOUR - 1)
    expect(lookAtLink(desk, secret)).toMatchObject({ kind: 'space', space: 'Trial', role: 'member' })
    await runtime.advance(1)
    expect(lookAtLink(desk, secret)).toBe('link_expired')
    expect(await accept(secret, 'Late')).toBe('link_expired')
  })

  it('are unknown when one character differs', async () => {
    await withSpace()
    const secret = await invite('member')
    const wrong = `${secret.startsWith('A') ? 'B' : 'A'}${secret.slice(1)}`
    expect(await accept(wrong, 'Mallory')).toBe('link_unknown')
    for (const part of ['', secret.slice(1), `${secret}…`])
      expect(lookAtLink(desk, part)).toBe('link_mangled')
    expect(await accept(secret.slice(1), 'Mallory')).toBe('link_mangled')
  })

  it('raise a role but never lower it, and are not used up by who is in already', async () => {
    const olga = await withSpace()
    const toView = await invite('viewer', 1)
    await accepted(toView, 'Olga', olga)
    expect(desk.book.rolesIn(space).get(olga.persona.id)).toBe('owner')
    const vera = signedIn(await accepted(toView, 'Vera'))
    await accepted(await invite('member', 1), 'Vera', vera)
    expect(desk.book.rolesIn(space).get(vera.persona.id)).toBe('member')
  })

  it('keep the person who is signed in, and make no second device for them', async () => {
    await withSpace()
    const bert = signedIn(await accepted(await invite('viewer'), 'Bert'))
    const answer = await accepted(await invite('member'), 'Somebody else', bert)
    expect(answer).toMatchObject({ person: bert.persona.id, device: null })
    expect(desk.book.get('person', bert.persona.id)?.name).toBe('Bert')
  })

  it('tell open connections about the new role only after it is stored', async () => {
    await withSpace()
    const secret = await invite('member')
    told = []
    disk.failNext('batch')
    await expect(accept(secret, 'Bert')).rejects.toThrow()
    expect(told).toEqual([])
    expect(desk.book.rolesIn(space).size).toBe(1)
  })
})

describe('what is stored', () => {
  it('G5 holds no secret: neither of links, nor devices, nor tokens', async () => {
    const link = await createOwnerLink(desk, { printed: true, hours: null })
    const olga = await accepted(link, 'Olga')
    await addSpace(desk, { id: space, name: 'Trial', by: olga.person, owner: olga.person })
    const { token } = await createToken(desk, { space, role: 'viewer', name: 'Bot', days: null })
    const invitation = await invite('member')
    const stored = JSON.stringify(
      (['device', 'invitation', 'person', 'role', 'setting', 'space', 'token'] as const).map((kind) => [
        ...desk.book.all(kind),
      ]),
    )
    expect(stored).toContain('Olga')
    for (const secret of [link, olga.device ?? 'none', token, token.slice(5), invitation])
      expect(stored).not.toContain(secret)
  })
})

describe('tokens', () => {
  it('act as a person of their own, in their space alone', async () => {
    await withSpace()
    const { token, member } = await createToken(desk, { space, role: 'viewer', name: 'Bot', days: null })
    const who = whoOfToken(desk.book, token)
    expect(memberOf(who, space)).toEqual({ ...member, role: 'viewer' })
    expect(
      memberOf(
        who,
        spaceId((bytes) => bytes.fill(8)),
      ),
    ).toBeNull()
    expect(whoOfToken(desk.book, `${token}x`)).toBeNull()
    expect(whoOfDevice(desk.book, token)).toBeNull()
  })

  it('G5 are worth nothing once their person lost the role', async () => {
    await withSpace()
    const { token, member } = await createToken(desk, { space, role: 'member', name: 'Bot', days: null })
    await setRole(desk, space, member.id, null)
    expect(memberOf(whoOfToken(desk.book, token), space)).toBeNull()
    expect(told.at(-1)).toEqual([space, member.id, null])
  })
})

describe('dyes', () => {
  it('go to who comes, the least used first', async () => {
    await withSpace()
    for (let n = 1; n < DYES.length; n++) await accepted(await invite('member'), `Person ${n}`)
    const worn = [...desk.book.all('person').values()].map((person) => person.dye)
    expect(worn).toEqual(DYES)
    expect(leastUsedDye([...worn, 'madder'])).toBe('weld')
    expect(leastUsedDye(['madder'], ['weld'])).toBe('woad')
    expect(leastUsedDye(['madder', 'weld'], [...DYES, 'madder'])).toBe('woad')
  })

  it('are told apart in a space first: what the link shows is what who picks none gets', async () => {
    await withSpace()
    const link = await invite('member')
    const look = lookAtLink(desk, link)
    const dye = typeof look !== 'string' && look.kind === 'space' ? look.dye : null
    expect(signedIn(await accepted(link, 'Bert')).persona.dye).toBe(dye)
    expect(dye).not.toBe([...desk.book.all('person').values()][0]?.dye)
  })
})

describe('the sweep at a start', () => {
  const DAY = 86_400_000

  it('takes links and devices that nobody can use any more, and nothing else', async () => {
    await withSpace()
    const once = await invite('member', 1, null)
    await accepted(once, 'Bert')
    const [term, ever] = [await invite('member', null, 24), await invite('member', null, null)]
    const device = signedIn(await accepted(ever, 'Carla'))
    await runtime.advance(31 * DAY)
    expect(await sweep(desk)).toBe(2)
    expect(lookAtLink(desk, once)).toBe('link_unknown')
    expect(lookAtLink(desk, term)).toBe('link_expired')
    await runtime.advance(DAY)
    expect(await sweep(desk)).toBe(1)
    expect(lookAtLink(desk, term)).toBe('link_unknown')
    expect(lookAtLink(desk, ever)).toMatchObject({ kind: 'space' })
    expect(currentWho(desk.book, device)).not.toBeNull()
    await runtime.advance(400 * DAY)
    await sweep(desk)
    expect(currentWho(desk.book, device)).toBeNull()
    expect(lookAtLink(desk, ever)).toMatchObject({ kind: 'space' })
  })

  it('leaves devices that are in use', async () => {
    const olga = await becomeOwner()
    await runtime.advance(300 * DAY)
    expect(await seen(desk, olga)).toEqual({ secure: false })
    expect(await seen(desk, olga)).toBeNull()
    await runtime.advance(300 * DAY)
    await sweep(desk)
    expect(currentWho(desk.book, olga)).not.toBeNull()
  })
})

describe('G6 who is who in a space', () => {
  it('names who has a role, and who wrote there and has none any more', async () => {
    const olga = await withSpace()
    const bert = signedIn(await accepted(await invite('member'), 'Bert'))
    await setRole(desk, space, bert.persona.id, null)
    const wrote = new Set([bert.persona.id, olga.persona.id, 'AAAAAAAAAAAAAAAA' as PersonId])
    expect(membersOf(desk.book, space, wrote)).toEqual([
      { ...olga.persona, role: 'owner' },
      { ...bert.persona, role: 'viewer', gone: true },
    ])
  })
})

describe('the list of spaces', () => {
  it('mirrors the name of the document, cut, and keeps the old one for an empty name', async () => {
    await withSpace()
    await mirrorMeta(desk, space, { name: 'Renamed', icon: '🧵' })
    expect(desk.book.get('space', space)).toMatchObject({ name: 'Renamed', icon: '🧵' })
    await mirrorMeta(desk, space, { name: '  ', icon: null })
    expect(desk.book.get('space', space)?.name).toBe('Renamed')
    await mirrorMeta(desk, space, { name: 'x'.repeat(500), icon: null })
    expect(desk.book.get('space', space)?.name).toHaveLength(80)
  })
})
