import { type Store, StoreError } from '@weft/persistence'
import { MemoryDisk, memoryStore } from '@weft/persistence/testing'
import { type PersonId, personId, type SpaceId, spaceId } from '@weft/space'
import { auditText } from '@weft/space/audit'
import { type VirtualRuntime, virtualRuntime } from '@weft/space/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { endAmnesty, openAmnesty } from '../people/amnesty.ts'
import { Book } from '../people/book.ts'
import { archiveSpace, deleteSpace } from '../people/deletion.ts'
import { createDesk, type Desk } from '../people/desk.ts'
import { createDeviceLink } from '../people/device-links.ts'
import { endOtherDevices, signOut } from '../people/devices.ts'
import { accountsOf, signInWith, unlinkAccount } from '../people/identity.ts'
import { revokeInvitation } from '../people/invitations.ts'
import { acceptLink, createInvitation, createOwnerLink } from '../people/links.ts'
import { setRole } from '../people/members.ts'
import { addSpace } from '../people/spaces.ts'
import { createToken, expireTokens, idOf, revokeToken } from '../people/tokens.ts'
import { type Who, whoOfDevice } from '../people/who.ts'
import { OPERATOR } from './doer.ts'
import { Journal, KEPT } from './journal.ts'
import type { Scope } from './lines.ts'
import { auditPage, namesIn } from './page.ts'

const space: SpaceId = spaceId((bytes) => bytes.fill(7))
const HERE = '10.0.0.1'

let disk: MemoryDisk
let store: Store
let runtime: VirtualRuntime
let journal: Journal
let desk: Desk
const open = async () => {
  store = await memoryStore(disk)
  journal = new Journal(store.records, () => runtime.now())
  const book = await Book.open(store.records, () => undefined, journal)
  desk = createDesk(book, runtime, {
    roleChanged: () => undefined,
    personaChanged: () => undefined,
    credentialEnded: () => undefined,
    amnestyChanged: () => undefined,
  })
}
beforeEach(async () => {
  disk = new MemoryDisk()
  runtime = virtualRuntime(1)
  await open()
})

/** The newest last, as people read them. */
const told = async (scope?: Scope): Promise<readonly string[]> => {
  const lines = await journal.read(scope)
  const names = new Map(namesIn(desk.book, lines).map(({ id, name }) => [id, name]))
  return lines
    .map(
      (line) =>
        `${auditText(line, (id) => names.get(id) ?? '?')}${line.from === null ? '' : ` from ${line.from}`}`,
    )
    .map((text) => text.replaceAll(/(?<![\w-])[\w-]{12}(?![\w-])/g, '…'))
    .toReversed()
}
const stranger = () => desk.as({ by: null, from: HERE })
const before = (who: Who) => desk.as({ by: who.persona.id, from: HERE })
const come = async (secret: string, name: string): Promise<Who> => {
  const answer = await acceptLink(stranger(), null, { secret, name, secure: false })
  const who = typeof answer === 'string' ? null : whoOfDevice(desk.book, answer.device ?? '')
  if (who === null) throw new Error(`not let in: ${JSON.stringify(answer)}`)
  return who
}
const withOwner = async (): Promise<Who> => {
  const olga = await come(await createOwnerLink(desk, { printed: true, hours: null }), 'Olga')
  const { id } = olga.persona
  await addSpace(before(olga), { id: space, name: 'Trial', by: id, owner: id })
  return olga
}
const invite = (at: Desk, uses: number | null = 1) =>
  createInvitation(at, { space, role: 'member', by: null, hours: 1, uses })

describe('the record of who did what', () => {
  it('has one line for each thing done, with who did it and from where, and none for what only follows', async () => {
    const olga = await withOwner()
    const bert = await come(await invite(before(olga)), 'Bert')
    await setRole(before(olga), space, bert.persona.id, 'viewer')
    const { id } = await createToken(before(olga), { space, role: 'member', name: 'Bot', days: 1 })
    await revokeToken(desk.as(OPERATOR), space, id)
    await createToken(before(olga), { space, role: 'viewer', name: 'Brief', days: 1 })
    await runtime.advance(86_400_000)
    await expireTokens(desk)
    await archiveSpace(before(olga), olga, space, true)
    await archiveSpace(before(olga), olga, space, false)
    await setRole(before(bert), space, bert.persona.id, null)
    await signOut(before(bert), bert)
    expect(await told(space)).toEqual([
      'Olga made this space from 10.0.0.1',
      'Olga made a link for 1 member (…) from 10.0.0.1',
      'Bert joined as a member by the link … from 10.0.0.1',
      'Olga made Bert a viewer (was a member) from 10.0.0.1',
      'Olga made a token for “Bot”, a member (…) from 10.0.0.1',
      'The operator revoked the token for “Bot” (…)',
      'Olga made a token for “Brief”, a viewer (…) from 10.0.0.1',
      'The token for “Brief” ran out (…)',
      'Olga archived the space from 10.0.0.1',
      'Olga brought the space back from the archive from 10.0.0.1',
      'Bert left from 10.0.0.1',
    ])
    expect(await told('server')).toEqual([
      'Olga became an owner of this server from 10.0.0.1',
      'Olga signed in by a link for an owner of the server (A browser) from 10.0.0.1',
      'Bert signed in by an invitation (A browser) from 10.0.0.1',
      'Bert signed out (A browser) from 10.0.0.1',
    ])
    // All of it in the order in which it came, also within a moment.
    const all = (await told()).map((text) => text.replace(/ (from|by|\().*/, ''))
    expect(all.slice(0, 6)).toEqual([
      'Olga became an owner of this server',
      'Olga signed in',
      'Olga made this space',
      'Olga made a link for 1 member',
      'Bert signed in',
      'Bert joined as a member',
    ])
    expect(all.at(-1)).toBe('Bert signed out')
  })

  it('has one for each way in that is made, used and ended, and none for what is only written again', async () => {
    const olga = await withOwner()
    const id = olga.persona.id
    const account = { issuer: 'https://id.example.org', subject: '1', name: null }
    const passkey = {
      kind: 'passkey' as const,
      key: 'p',
      value: {
        person: id,
        credential: 'c',
        publicKey: 'k',
        counter: 0,
        transports: [],
        synced: false,
        name: 'x',
        at: 1,
        used: null,
      },
    }
    const past = (await told('server')).length
    const link = await createDeviceLink(before(olga), olga)
    if (typeof link === 'string') throw new Error(link)
    const phone = await acceptLink(stranger(), null, {
      secret: link.secret,
      secure: false,
      userAgent: 'Firefox/140.0 (Android)',
    })
    await before(olga).commit([passkey])
    await before(olga).commit([{ ...passkey, value: { ...passkey.value, counter: 1, used: 2 } }])
    await before(olga).commit([{ ...passkey, value: undefined }])
    // The browser comes back from another site, without its cookie.
    await signInWith(stranger(), account, { secure: false, who: olga })
    await signInWith(stranger(), account, { secure: false, who: null })
    const [linked] = accountsOf(desk, id)
    await unlinkAccount(before(olga), olga, linked?.id ?? '')
    await signInWith(stranger(), { ...account, name: 'Nina' }, { secure: false, who: null })
    await endOtherDevices(before(olga), olga)
    expect(typeof phone).toBe('object')
    for (const { by } of await journal.read('server')) expect(by).toMatch(/^[\w-]{16}$/)
    expect((await told('server')).slice(past)).toEqual([
      'Olga made a link to sign in on another device from 10.0.0.1',
      'Olga signed in by a link from another device (Firefox on Android) from 10.0.0.1',
      'Olga added a passkey from 10.0.0.1',
      'Olga removed a passkey from 10.0.0.1',
      'Olga linked an account to sign in with from 10.0.0.1',
      'Olga signed in by an account elsewhere (A browser) from 10.0.0.1',
      'Olga unlinked an account to sign in with from 10.0.0.1',
      'Nina signed in by an account elsewhere (A browser) from 10.0.0.1',
      'Olga signed out (Firefox on Android) from 10.0.0.1',
      'Olga signed out (A browser) from 10.0.0.1',
    ])
    // Of all that, a space’s owners see who came and went.
    const { entries } = await auditPage(journal, desk.book, space, { before: null, whole: false })
    expect(new Set(entries.map(({ what }) => what))).toEqual(new Set(['signedIn', 'signedOut', 'spaceMade']))
    for (const entry of entries) {
      expect(entry.from).toBeNull()
      expect(entry).not.toHaveProperty('device')
    }
    // An owner of the server has it all.
    const all = await auditPage(journal, desk.book, space, { before: null, whole: true })
    for (const entry of all.entries) expect(entry.from).toBe(HERE)
    expect(all.entries.at(-1)).toMatchObject({ what: 'signedIn', device: 'A browser' })
  })

  it('tells when an amnesty is opened and ended, and not of one that had ended by itself', async () => {
    const olga = await withOwner()
    const { id } = olga.persona
    await openAmnesty(before(olga), space, { hours: 2, by: id })
    await endAmnesty(desk.as(OPERATOR), space)
    await openAmnesty(desk.as(OPERATOR), space, { hours: 1, by: null })
    await runtime.advance(3_600_000)
    await endAmnesty(before(olga), space)
    expect((await told(space)).slice(1).map((text) => text.replace(/\d{4}-.* UTC/, '…'))).toEqual([
      'Olga opened an amnesty until … from 10.0.0.1',
      'The operator ended the amnesty',
      'The operator opened an amnesty until …',
    ])
  })

  it('says of whom a role is taken, not of each link that ends with it', async () => {
    const olga = await withOwner()
    const bert = await come(await invite(before(olga)), 'Bert')
    const made = { space, role: 'viewer' as const, by: bert.persona.id, hours: 1, uses: null }
    await createInvitation(before(bert), made)
    await setRole(before(olga), space, bert.persona.id, 'viewer')
    await setRole(before(olga), space, bert.persona.id, null)
    expect((await told(space)).slice(-3)).toEqual([
      'Bert made a link for any number of viewers (…) from 10.0.0.1',
      'Olga made Bert a viewer (was a member) from 10.0.0.1',
      'Olga removed Bert (was a viewer) from 10.0.0.1',
    ])
  })

  it('tells of a link that is ended, not of one that had run out and is cleared away', async () => {
    const olga = await withOwner()
    const id = (secret: string) => [...desk.book.all('invitation').keys()].map(idOf).at(-1) ?? secret
    const good = id(await invite(desk.as(OPERATOR), null))
    await revokeInvitation(before(olga), space, good, () => true)
    const dead = id(await invite(desk.as(OPERATOR)))
    await runtime.advance(2 * 3_600_000)
    await revokeInvitation(before(olga), space, dead, () => true)
    expect((await told(space)).slice(1)).toEqual([
      'The operator made a link for any number of members (…)',
      'Olga ended the link … from 10.0.0.1',
      'The operator made a link for 1 member (…)',
    ])
  })

  it('is written with what it tells of: neither is there without the other', async () => {
    const olga = await withOwner()
    const lines = (await journal.read()).length
    disk.failNext('batch', new StoreError('FULL', 'full'))
    await expect(invite(before(olga))).rejects.toThrow(StoreError)
    disk.crash()
    await open()
    expect(desk.book.all('invitation').size).toBe(1)
    expect(await journal.read()).toHaveLength(lines)
  })

  it('holds no secret', async () => {
    const olga = await withOwner()
    const secret = await invite(before(olga))
    const { token } = await createToken(before(olga), { space, role: 'member', name: 'Bot', days: 1 })
    const text = JSON.stringify(await journal.read())
    for (const one of [secret, token, olga.credential.hash]) expect(text).not.toContain(one)
  })

  it('keeps its order over restarts and when the clock goes back', async () => {
    const olga = await withOwner()
    const role = (next: 'viewer' | 'member') => setRole(before(olga), space, olga.persona.id, next)
    await runtime.advance(10)
    await role('viewer')
    await store.close()
    runtime = virtualRuntime(2)
    await open()
    await role('member')
    await role('viewer')
    expect((await told(space)).slice(1).map((text) => text.slice(0, 20))).toEqual([
      'Olga became a viewer',
      'Olga became a member',
      'Olga became a viewer',
    ])
  })

  it('G8 keeps so many lines of each space, and drops the oldest', async () => {
    const olga = await withOwner()
    const placed = (n: number) => ({
      scope: space,
      entry: { at: n, by: olga.persona.id, from: null, what: 'refused' as const, why: `${n}`, count: 1 },
    })
    await journal.write(Array.from({ length: KEPT.refusal + 10 }, (_, n) => placed(n)))
    const kept = await journal.read(space)
    expect(kept.filter(({ what }) => what === 'refused')).toHaveLength(KEPT.refusal)
    expect(kept.some((line) => line.what === 'refused' && line.why === '9')).toBe(false)
    expect(kept.some((line) => line.what === 'refused' && line.why === '10')).toBe(true)
    // What somebody is refused takes nobody's deeds off the record.
    expect(kept.some(({ what }) => what === 'spaceMade')).toBe(true)
  })

  it('G8 lets nobody push what owners did off the record by making links, coming and going', async () => {
    const olga = await withOwner()
    const bert = await come(await invite(before(olga)), 'Bert')
    await setRole(before(olga), space, bert.persona.id, 'member')
    const link = {
      kind: 'space' as const,
      space,
      role: 'viewer' as const,
      by: bert.persona.id,
      at: 1,
      expires: null,
      left: 1,
    }
    for (let n = 0; n < 10; n++)
      await before(bert).commit(
        Array.from({ length: 300 }, (_, i) => ({
          kind: 'invitation' as const,
          key: `${n} ${i}`,
          value: link,
        })),
      )
    await setRole(before(bert), space, bert.persona.id, null)
    const kept = await journal.read(space)
    expect(kept.filter(({ what }) => what === 'linkMade')).toHaveLength(KEPT.coming - 1)
    expect(kept.map(({ what }) => what)).toContain('spaceMade')
    expect(new Set(kept.map(({ place }) => place)).size).toBe(kept.length)
  })

  it('of a deleted space keeps that it was deleted, when and by whom, and nothing else', async () => {
    const olga = await withOwner()
    await come(await invite(before(olga)), 'Bert')
    const rooms = { gone: () => Promise.resolve() }
    await deleteSpace(before(olga), { rooms, log: store.log, records: store.records }, olga, space)
    expect(await told(space)).toEqual([])
    expect((await told('server')).at(-1)).toBe(`Olga deleted the space ${space} of 2 people from ${HERE}`)
  })

  it('is shown to a space’s owners a page at a time, with who signed in but nothing of from where', async () => {
    const olga = await withOwner()
    await come(await invite(before(olga)), 'Bert')
    const elsewhere: PersonId = personId((bytes) => bytes.fill(9))
    await desk.commit([
      { kind: 'device', key: 'x', value: { person: elsewhere, at: 1, seen: 1, secure: false, name: 'x' } },
    ])
    for (let n = 0; n < 60; n++) {
      await runtime.advance(1)
      await setRole(before(olga), space, olga.persona.id, n % 2 ? 'owner' : 'member')
    }
    const first = await auditPage(journal, desk.book, space, { before: null, whole: false })
    expect(first.entries).toHaveLength(50)
    const second = await auditPage(journal, desk.book, space, { before: first.next, whole: false })
    expect(second.next).toBeNull()
    const all = [...first.entries, ...second.entries]
    expect(all.filter(({ what }) => what === 'role')).toHaveLength(61)
    const comings = all.filter((line) => line.what === 'signedIn')
    const names = new Map([...first.names, ...second.names].map(({ id, name }) => [id, name]))
    expect(comings.map(({ person, from }) => [names.get(person), from])).toEqual([
      ['Bert', null],
      ['Olga', null],
    ])
  })
})
