import { createNote, createTimeline, deleteNote, type NoteId, noteBody, type Role } from '@weft/space'
import { blocksToYjs, run, textBlock } from '@weft/space/note'
import { Close, type Up } from '@weft/space/wire'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { PACE } from '../room/lane.ts'
import { message, person, SPACE, type TestClient, type World, world } from '../room/testing.ts'
import { type Fate, MESSAGES, type Message, type MessageRule } from './table.ts'

/** What a room makes of a message; `gone`: the connection was ended before, whatever it says now. */
type Met = Fate | 'gone' | `closed with ${number}`

const STATES = [
  'new',
  'synced',
  'in a space at rest',
  'whose role was just given',
  'whose role was just taken',
  'whose person was just removed',
  'whose space was just deleted',
  'of a server whose disk takes no writes',
] as const
type State = (typeof STATES)[number]
const PROTOCOLS = ['weft.0', 'weft.1'] as const
type Protocol = (typeof PROTOCOLS)[number]
const ROLES: readonly Role[] = ['owner', 'member', 'viewer']
const NOTE = 'noteAAAAAAAAAAAA' as NoteId

interface Scene {
  readonly w: World
  /** Who sends. */
  readonly client: TestClient
  /** Somebody else in the space, who made all that is in it. */
  readonly other: TestClient
}

/** An update of a change to a document that has what `base` has. */
function update(change: (doc: Y.Doc) => void, base?: Y.Doc): Uint8Array {
  const doc = new Y.Doc()
  if (base) Y.applyUpdate(doc, Y.encodeStateAsUpdate(base))
  const before = Y.encodeStateVector(doc)
  change(doc)
  return Y.encodeStateAsUpdate(doc, before)
}
const written = (change: (doc: Y.Doc, scene: Scene) => void, type: 'update' | 'step2' = 'update') => {
  return (scene: Scene): void =>
    scene.client.send({ type, update: update((doc) => change(doc, scene), scene.other.doc) })
}
const entry = (doc: Y.Doc, { client }: Scene): void =>
  doc.getArray('timeline').push([message(client.me, 'x')])
/** The name of the first thing that was said. */
const firstOf = ({ doc }: TestClient): string | undefined => {
  const timeline = createTimeline(doc)
  const [first] = timeline.items
  timeline.destroy()
  return first?.id
}
const bytes =
  (...all: number[]) =>
  ({ client }: Scene): void =>
    client.sendBytes(new Uint8Array(all))
const plain =
  (up: Up) =>
  ({ client }: Scene): void =>
    client.send(up)

const SENT: Readonly<Record<Message, (scene: Scene) => void>> = {
  'an entry': written(entry),
  'an entry in an answer': written(entry, 'step2'),
  'a note of one’s own': written((doc, { client }) =>
    createNote(doc, { id: 'noteBBBBBBBBBBBB' as NoteId, title: 'x', by: client.me, at: 7 }),
  ),
  'words in another’s note': written((doc) =>
    noteBody(doc, NOTE)?.push(blocksToYjs([textBlock('p', [run('x')])])),
  ),
  'a deletion of another’s note': written((doc) => deleteNote(doc, NOTE)),
  'the space’s name': written((doc) => doc.getMap('meta').set('name', 'x')),
  'something of a program’s own': written((doc) => doc.getText('own').insert(0, 'x')),
  'an entry in another’s name': written((doc, { other }) =>
    doc.getArray('timeline').push([message(other.me, 'x')]),
  ),
  'a note in another’s name': written((doc, { other }) =>
    createNote(doc, { id: 'noteBBBBBBBBBBBB' as NoteId, title: 'x', by: other.me, at: 7 }),
  ),
  'a change under another’s client id': written((doc, { other }) => {
    doc.clientID = other.doc.clientID
    doc.getText('own').insert(0, 'x')
  }),
  'a deletion of another’s entry': written((doc) => doc.getArray('timeline').delete(0)),
  'the word that another’s entry is deleted': written((doc, { client, other }) =>
    doc.getArray('timeline').push([{ kind: 'delete', at: 1, by: client.me, of: firstOf(other) }]),
  ),
  'an edit of another’s entry': written((doc, { client, other }) =>
    doc.getArray('timeline').push([{ kind: 'edit', at: 1, by: client.me, of: firstOf(other), text: 'x' }]),
  ),
  nothing: plain({ type: 'update', update: new Uint8Array([0, 0]) }),
  'what is known already': ({ client, other }) =>
    client.send({ type: 'step2', update: Y.encodeStateAsUpdate(other.doc) }),
  'a question': plain({ type: 'step1', stateVector: new Uint8Array([0]) }),
  'a ping': plain({ type: 'ping' }),
  presence: plain({ type: 'presence', entries: [{ client: 7, clock: 1, state: '{"typing":true}' }] }),
  'a question who is here': plain({ type: 'queryPresence' }),
  'an unknown type': bytes(77, 1),
  'a torn message': bytes(0, 2, 200, 1),
  'an empty message': bytes(),
}
const NAMES = Object.keys(MESSAGES) as Message[]

function wanted(name: Message, role: Role, state: State, protocol: Protocol): Met {
  if (state === 'whose person was just removed' || state === 'whose space was just deleted') return 'gone'
  const { fate, may, type }: MessageRule = MESSAGES[name]
  const now: Role =
    state === 'whose role was just given' ? 'member' : state === 'whose role was just taken' ? 'viewer' : role
  if (!may.includes(now)) return 'refused'
  if (state === 'of a server whose disk takes no writes' && fate === 'taken')
    return `closed with ${Close.storage}`
  if (protocol === 'weft.1') return fate
  // Acks are there, and not told; a ping is none of y-websocket's messages, and passed over.
  return fate === 'acked' || type === 'ping' ? 'silent' : fate
}

async function scene(role: Role, state: State, protocol: Protocol): Promise<Scene> {
  const w = await world({ pace: state === 'in a space at rest' ? { ...PACE, rest: 1_000 } : PACE })
  const other = w.client(person('other')).hello()
  await w.pass()
  createNote(other.doc, { id: NOTE, title: 'soup', by: other.me, at: 7 })
  other.write('before')
  await w.pass(40)
  const me = person('me', role)
  const client = w.client(me, { protocol })
  if (state !== 'new') client.hello()
  await w.pass(40)
  if (state === 'in a space at rest') {
    await w.pass(3_000)
    expect(w.counted.get('rooms_closed')).toBe(1)
  }
  if (state === 'whose role was just given') {
    w.rooms.roleChanged(SPACE, me.id, 'member')
    // It is asked what it has, and answers; that is acked.
    await w.pass(40)
  }
  if (state === 'whose role was just taken') w.rooms.roleChanged(SPACE, me.id, 'viewer')
  if (state === 'whose person was just removed') w.rooms.roleChanged(SPACE, me.id, null)
  if (state === 'whose space was just deleted') await w.rooms.gone(SPACE)
  if (state === 'of a server whose disk takes no writes') w.disk.break()
  return { w, client, other }
}

async function met(name: Message, role: Role, state: State, protocol: Protocol): Promise<Met> {
  const all = await scene(role, state, protocol)
  const { w, client, other } = all
  const before = Y.encodeStateAsUpdate(other.doc)
  const [acked, got] = [client.acked, client.got.length]
  SENT[name](all)
  await w.pass(40)
  const changed = !Buffer.from(before).equals(Buffer.from(Y.encodeStateAsUpdate(other.doc)))
  if (client.code !== null) {
    expect(changed, 'something was taken all the same').toBe(false)
    if (client.code === Close.spaceGone) return 'gone'
    if (client.code === Close.refused) return 'refused'
    if (client.code === Close.storage) {
      expect([client.acked, other.code]).toEqual([acked, Close.storage])
      expect(other.all('notice').at(-1)?.notice).toEqual({ kind: 'storage', state: 'failing' })
    }
    return client.code === Close.badFrame ? 'badFrame' : `closed with ${client.code}`
  }
  if (changed) return 'taken'
  const { type, fate }: MessageRule = MESSAGES[name]
  if (fate === 'answered') {
    const answer = type === 'ping' ? 'ack' : 'step2'
    return client.got.slice(got).some((down) => down.type === answer) ? 'answered' : 'silent'
  }
  return client.acked > acked ? 'acked' : 'silent'
}

it('every message of the wire has a row', () => {
  const TYPES: Readonly<Record<Up['type'], true>> = {
    step1: true,
    step2: true,
    update: true,
    presence: true,
    queryPresence: true,
    ping: true,
  }
  const rows: readonly MessageRule[] = Object.values(MESSAGES)
  expect(new Set(rows.map(({ type }) => type).filter((type) => type !== null))).toEqual(
    new Set(Object.keys(TYPES)),
  )
})

const cells = STATES.flatMap((state) =>
  PROTOCOLS.flatMap((protocol) => ROLES.map((role) => [state, role, protocol] as const)),
)
it.each(cells)(
  'G5 G6 what comes of each message on a connection %s, of a space’s %s, in %s',
  async (state, role, protocol) => {
    const table: [string, Met][] = []
    for (const name of NAMES) table.push([name, await met(name, role, state, protocol)])
    expect(table).toEqual(NAMES.map((name) => [name, wanted(name, role, state, protocol)]))
  },
)
