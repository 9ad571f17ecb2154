import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startWeft, type Weft } from '@weft/server'
import { createNote, type NoteId, type PersonId, type SpaceId } from '@weft/space'
import { Close, encodeUp, type PresenceEntry, type Up } from '@weft/space/wire'
import * as encoding from 'lib0/encoding'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { Program } from '../browser/fixtures/program.ts'
import { type Answer, attack } from './attacker.ts'
import { refusedUpdates, type Victim } from './updates.ts'

const NOTE = 'noteAAAAAAAAAAAA' as NoteId
type Made = Awaited<ReturnType<Weft['operator']['createToken']>>

let folder: string
let weft: Weft
let space: SpaceId
let victim: Program
/** Looks on: what it sees is what everybody sees. */
let witness: Program
let eve: Made
let vic: Made
let target: Victim
let me: PersonId
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-attacks-'))
  const unpaced = { joinRate: 0, spaceRate: 0, refusalRate: 0 }
  weft = await startWeft({ data: folder, limits: unpaced })
  const { operator } = weft
  const own = await operator.createToken({ target: { newSpace: 'Quiet' }, role: 'member', name: 'Victim' })
  space = own.space as SpaceId
  const token = (role: 'member' | 'viewer', name: string) =>
    operator.createToken({ target: { space }, role, name })
  eve = await token('member', 'Eve')
  vic = await token('viewer', 'Vic')
  me = eve.person as PersonId
  const origin = weft.url.replace('localhost', '127.0.0.1')
  victim = new Program(origin, space, own.token)
  witness = new Program(origin, space, (await token('viewer', 'Witness')).token)
  await Promise.all([victim.synced(), witness.synced()])
  const by = own.person as PersonId
  victim.doc.getArray('timeline').push([{ kind: 'message', at: 1, by, text: 'before' }])
  createNote(victim.doc, { id: NOTE, title: 'Mine', by, at: 1 })
  victim.awareness.setLocalState({ typing: true })
  target = { person: by, client: victim.doc.clientID, doc: witness.doc }
  await goesOn()
})
afterAll(async () => {
  victim.close()
  witness.close()
  await weft.close()
  await rm(folder, { recursive: true, force: true })
})

let words = 0
/** The victim writes on, and is seen: whatever the server took before has been told by then. */
async function goesOn(): Promise<void> {
  const text = `still here ${words++}`
  const seen = new Promise<void>((resolve) => {
    const look = (): void => {
      if (witness.doc.getMap('victim').get('says') !== text) return
      witness.doc.off('update', look)
      resolve()
    }
    witness.doc.on('update', look)
  })
  victim.doc.getMap('victim').set('says', text)
  await seen
}
/** All that is in the space but for what the victim says now. */
function state(): unknown {
  const { doc } = witness
  const roots = [...doc.share.keys()].filter((name) => name !== 'victim').toSorted()
  const notes = doc.getMap('notes').toJSON()
  const clients = [...Y.decodeStateVector(Y.encodeStateVector(doc))].filter(
    ([id]) => id !== victim.doc.clientID,
  )
  return {
    roots,
    notes,
    timeline: doc.getArray('timeline').toJSON(),
    meta: doc.getMap('meta').toJSON(),
    clients,
  }
}
const send = (token: string, ...messages: readonly Uint8Array[]): Promise<Answer> =>
  attack(weft.url, space, token, messages)
const up = (message: Up): Uint8Array => encodeUp(message)

interface Sending {
  readonly what: string
  readonly messages: readonly Uint8Array[]
  /** Nothing comes of it, and the connection goes on. */
  readonly waits?: true
}
/** Sends each on a connection of its own; says which were answered otherwise. Whatever it was: everybody else goes on. */
async function harm(token: string, attacks: readonly Sending[], codes: readonly number[]): Promise<string[]> {
  const before = state()
  const wrong: string[] = []
  for (const { what, messages, waits = false } of attacks) {
    const answer = await send(token, ...messages)
    const right =
      answer === 'goes on' ? waits : !waits && codes.includes(answer.closed) && answer.reason !== ''
    if (!right) wrong.push(`${what}: ${JSON.stringify(answer)}`)
  }
  await goesOn()
  expect(state()).toEqual(before)
  expect([victim.closed, witness.closed]).toEqual([null, null])
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  return wrong
}

describe('G6 G8 what no client of ours sends, sent by raw sockets', () => {
  it.each(['update', 'step2'] as const)(
    'updates that forge, poison, pollute or burst, as %s',
    async (type) => {
      const attacks = refusedUpdates(me, target).map(({ update, ...attack }) => ({
        ...attack,
        messages: [up({ type, update })],
      }))
      expect(attacks.length).toBeGreaterThan(140)
      expect(await harm(eve.token, attacks, [Close.badFrame, Close.refused])).toEqual([])
    },
  )

  it('whatever a viewer writes', async () => {
    const change = (run: (doc: Y.Doc) => void): Uint8Array => {
      const doc = new Y.Doc()
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(witness.doc))
      const before = Y.encodeStateVector(doc)
      run(doc)
      return Y.encodeStateAsUpdate(doc, before)
    }
    const by = vic.person as PersonId
    const entry = { kind: 'message', at: 1, by, text: 'let me in' }
    const writes: readonly (readonly [what: string, update: Uint8Array])[] = [
      ['an entry', change((doc) => doc.getArray('timeline').push([entry]))],
      [
        'a reaction',
        change((doc) => doc.getArray('timeline').push([{ ...entry, kind: 'react', emoji: '!' }])),
      ],
      ['a deletion', change((doc) => doc.getArray('timeline').delete(0))],
      [
        'a note',
        change((doc) => createNote(doc, { id: 'noteBBBBBBBBBBBB' as NoteId, title: '', by, at: 1 })),
      ],
      [
        'a title',
        change((doc) => (doc.getMap('notes').get(NOTE) as Y.Map<Y.Text>).get('title')?.insert(0, 'x')),
      ],
      ['the end of a note', change((doc) => doc.getMap('notes').delete(NOTE))],
      ['the space’s name', change((doc) => doc.getMap('meta').set('name', 'Mine'))],
      ['a root of its own', change((doc) => doc.getText('own').insert(0, 'x'))],
      ['one letter', change((doc) => doc.getText('victim').insert(0, 'x'))],
    ]
    for (const type of ['update', 'step2'] as const) {
      const attacks = writes.map(([what, update]) => ({ what, messages: [up({ type, update })] }))
      expect(await harm(vic.token, attacks, [Close.refused, Close.badFrame])).toEqual([])
    }
  })

  it('messages that are none, and that claim more than they bring', async () => {
    const bytes = (...all: number[]): Uint8Array =>
      encoding.encode((out) => {
        for (const one of all) encoding.writeVarUint(out, one)
      })
    const state = (json: string): Uint8Array =>
      up({ type: 'presence', entries: [{ client: 77, clock: 1, state: json }] })
    const attacks: readonly (readonly [what: string, ...messages: Uint8Array[]])[] = [
      ['no message', new Uint8Array()],
      ['an unknown type', bytes(4)],
      ['an unknown type of a newer protocol', bytes(100, 9)],
      ['what only a server says: an ack', bytes(100, 0, 1_000_000)],
      ['what only a server says: denied', bytes(2, 0, 0)],
      ['a number without an end', new Uint8Array(40).fill(255)],
      ['a number beyond numbers', new Uint8Array([0, 2, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1])],
      ['bytes behind the end', new Uint8Array([...up({ type: 'ping' }), 1])],
      ['an update that is longer than it is', bytes(0, 2, 2 ** 40)],
      ['a state vector of four thousand million', bytes(0, 0, 5, 2 ** 32)],
      ['a state vector that is longer than it is', bytes(0, 0, 1_000_000, 1)],
      ['presence of a thousand million', bytes(1, 5, 1_000_000_000)],
      ['presence that is no JSON', state('{"a":')],
      ['presence that is no object', state('[]')],
      ['presence that is a number', state('7')],
      ['presence with a reserved key', state('{"__proto__":{"polluted":1}}')],
      [
        'presence with a reserved key deep in it',
        state('{"a":[{"constructor":{"prototype":{"polluted":1}}}]}'),
      ],
      ['presence with a reserved key that is written otherwise', state('{"\\u005f_proto__":{"polluted":1}}')],
      ['presence within presence', state(`{"a":${'['.repeat(7_000)}${']'.repeat(7_000)}}`)],
      ['presence that is too large to read', state(`{"a":"${'x'.repeat(20_000)}"}`)],
    ]
    const sent = attacks.map(([what, ...messages]) => ({ what, messages }))
    expect(await harm(eve.token, sent, [Close.badFrame, Close.tooLarge])).toEqual([])
  })
})

describe('G6 G10 presence that isn’t one’s own', () => {
  /** Who is seen, and how. The victim says that it types. */
  const shown = (): readonly (readonly [number, unknown])[] =>
    [...witness.awareness.getStates()].filter(([id]) => id !== witness.awareness.clientID)

  it('changes nothing for its owner, and shows nobody in another’s name', async () => {
    const { clientID: theirs } = victim.awareness
    // Who doesn't show itself is told of the others after a while.
    await shows((all) => all.length > 0)
    const before = shown()
    expect(before).toMatchObject([[theirs, { typing: true, user: { name: 'Victim' } }]])
    const lie = JSON.stringify({ user: { name: 'Victim', id: target.person, role: 'owner' }, typing: false })
    const entries: readonly PresenceEntry[][] = [
      [{ client: theirs, clock: 4_000_000_000, state: lie }],
      [{ client: theirs, clock: 4_000_000_000, state: null }],
      [
        { client: theirs, clock: 1, state: lie },
        { client: theirs, clock: 2 ** 31, state: null },
      ],
      Array.from({ length: 5_000 }, (_, n) => ({
        client: n + 1,
        clock: 2 ** 31,
        state: n === 0 ? null : lie,
      })),
      [{ client: 0, clock: 0, state: lie }],
      [{ client: 2 ** 40, clock: 2 ** 40, state: lie }],
    ]
    const seen: { readonly id: number; readonly name: unknown; readonly role: unknown }[] = []
    const look = (): void => {
      for (const [id, { user }] of witness.awareness.getStates())
        seen.push({ id, name: user?.name, role: user?.role })
    }
    witness.awareness.on('change', look)
    const liar = new Program(weft.url, space, eve.token)
    liar.awareness.setLocalState(JSON.parse(lie))
    await shows(() => seen.some(({ name }) => name === 'Eve'))
    liar.close()
    for (const list of entries) await send(eve.token, up({ type: 'presence', entries: list }))
    await goesOn()
    witness.awareness.off('change', look)
    // What was shown for a moment was shown as Eve, a member; and the victim was there all the time.
    expect(seen.filter(({ id, name }) => (id === theirs) !== (name === 'Victim'))).toEqual([])
    expect(seen.filter(({ role }) => role === 'owner')).toEqual([])
    await shows((all) => all.every(([id]) => id === theirs))
    expect(shown()).toEqual(before)
  })

  async function shows(right: (all: readonly (readonly [number, unknown])[]) => boolean): Promise<void> {
    while (!right(shown()))
      await new Promise<void>((resolve) => witness.awareness.once('change', () => resolve()))
  }
})

describe('G5 what was revoked', () => {
  it('a token opens nothing any more, and what it had opened is closed', async () => {
    const made = await weft.operator.createToken({ target: { space }, role: 'member', name: 'Old' })
    const old = new Program(weft.url, space, made.token)
    await old.synced()
    const { tokens } = await weft.operator.tokens({ space })
    const { id = '' } = tokens.find(({ name }) => name === 'Old') ?? {}
    await weft.operator.revokeToken({ space, token: id })
    const by = made.person
    old.doc.getArray('timeline').push([{ kind: 'message', at: 1, by, text: 'too late' }])
    await goesOn()
    expect(old.closed).toBe(Close.unauthenticated)
    const entry = encoding.encode((out) => encoding.writeVarUint(out, 0))
    expect(await send(made.token, entry)).toMatchObject({ closed: Close.unauthenticated })
    const asked = await fetch(`${weft.url}/api/me`, { headers: { authorization: `Bearer ${made.token}` } })
    expect(asked.status).toBe(401)
    expect(JSON.stringify(state())).not.toContain('too late')
    old.close()
  })
})
