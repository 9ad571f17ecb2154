import type { PersonId } from '@weft/space'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

interface Attack {
  readonly what: string
  readonly update: Uint8Array
  /** It lacks what it builds on, as an honest client's may: that is asked for, and nothing of it taken. */
  readonly waits?: true
}

const made = (change: (doc: Y.Doc) => void): Uint8Array => {
  const doc = new Y.Doc()
  change(doc)
  return Y.encodeStateAsUpdate(doc)
}
/** As long as `key`. Yjs itself writes no such key, so that it is put in its place afterwards. */
const standIn = (key: string): string => 'K'.repeat(key.length)
function unmask(update: Uint8Array, key: string): Uint8Array {
  const text = Buffer.from(update).toString('latin1')
  if (!text.includes(standIn(key))) throw new Error(`${key} isn't in it`)
  return new Uint8Array(Buffer.from(text.replaceAll(standIn(key), key), 'latin1'))
}
const nested = (depth: number): unknown => (depth === 0 ? 0 : [nested(depth - 1)])
const typesWithin = (depth: number): Y.Array<unknown> => {
  const outer = new Y.Array<unknown>()
  if (depth > 0) outer.insert(0, [typesWithin(depth - 1)])
  return outer
}
const bytes = (...numbers: readonly number[]): Uint8Array =>
  encoding.encode((out) => {
    for (const number of numbers) encoding.writeVarUint(out, number)
  })

/** Whom the attacks are on: somebody else in the space, with a client id under which they wrote, and the document as it is. */
export interface Victim {
  readonly person: PersonId
  readonly client: number
  readonly doc: Y.Doc
}

/** An update that goes on from what is known. */
function onTop({ doc: known }: Victim, change: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(known))
  const before = Y.encodeStateVector(doc)
  change(doc)
  return Y.encodeStateAsUpdate(doc, before)
}

/** Updates that no server may take, from a member: `me`, whose token sends them. */
export function refusedUpdates(me: PersonId, other: Victim): Attack[] {
  const attacks: Attack[] = []
  const add = (what: string, update: Uint8Array): void => void attacks.push({ what, update })
  for (const key of ['__proto__', 'constructor', 'prototype']) {
    const name = standIn(key)
    const value = { kind: 'message', at: 1, by: me, [name]: { polluted: 1 } }
    const keyed = (what: string, change: (doc: Y.Doc) => void): void =>
      add(`${key} ${what}`, unmask(made(change), key))
    keyed('in an entry', (doc) => doc.getArray('timeline').push([value]))
    keyed('deep in an entry', (doc) => doc.getArray('timeline').push([{ ...value, more: [{ value }] }]))
    keyed('as a key', (doc) => doc.getMap('notes').set(name, 'x'))
    keyed('as a root', (doc) => doc.getMap(name).set('x', 'y'))
    keyed('as an attribute', (doc) => doc.getXmlElement('x').setAttribute(name, 'y'))
    keyed('in a value', (doc) => doc.getMap('x').set('a', value))
    keyed('as a format', (doc) => doc.getText('x').insert(0, 'words', { [name]: true }))
    keyed('in a format', (doc) => doc.getText('x').insert(0, 'words', { p: value }))
    keyed('embedded', (doc) => doc.getText('x').insertEmbed(0, value))
  }
  // One section of one client (9) with one struct in the root "x", as Yjs writes it.
  const root = [0x01, 0x01, 0x78]
  add('a list said to be of 160 million', bytes(1, 1, 9, 0, 8, ...root, 160_000_000))
  add('nine bytes that Yjs makes 160 MB of', bytes(1, 30_000_000, 1, 0, 0))
  add('four thousand million clients', bytes(2 ** 32))
  add('a thousand million structs', bytes(1, 1_000_000_000, 9, 0))
  add('a clock for ever', bytes(1, 1, other.client, 0, 0, 2 ** 40, 0))
  add('a text longer than it is', bytes(1, 1, 9, 0, 4, ...root, 1_000_000_000))
  add('bytes behind the end', new Uint8Array([0, 0, 1, 2, 3]))
  add(
    'values within values',
    made((doc) => doc.getArray('x').push([nested(500)])),
  )
  add(
    'types within types',
    made((doc) => doc.getArray('x').insert(0, [typesWithin(100)])),
  )
  add(
    'a document within',
    made((doc) => doc.getMap('x').set('doc', new Y.Doc())),
  )
  add(
    'a very long name',
    made((doc) => doc.getMap('x'.repeat(5_000)).set('a', 1)),
  )
  add(
    'a hundred root types',
    made((doc) => {
      for (let i = 0; i < 100; i++) doc.getMap(`root ${i}`).set('a', 1)
    }),
  )
  const next = Y.getState(other.doc.store, other.client)
  attacks.push({
    what: 'a gap in another’s clock',
    update: bytes(1, 1, other.client, next, 10, 1_000, 0),
    waits: true,
  })
  add(
    'nothing at another’s clock, so that what they type next is passed over',
    bytes(1, 1, other.client, next, 0, 1_000, 0),
  )
  attacks.push({
    what: 'the end of one’s own clock',
    update: bytes(1, 1, 9, 2 ** 31 - 2, 0, 1, 0),
    waits: true,
  })
  add('a client id that is none', bytes(1, 1, 0, 0, 0, 1, 0))
  add('a client id that is too large', bytes(1, 1, 2 ** 32, 0, 0, 1, 0))
  add('a deletion out of bounds', bytes(0, 1, other.client, 1, 0, 2 ** 40))
  add(
    'another’s client id',
    onTop(other, (doc) => {
      doc.clientID = other.client
      doc.getMap('x').set('a', 1)
    }),
  )
  add(
    'another’s client id, beside one’s own',
    Y.mergeUpdates([
      made((doc) => doc.getMap('x').set('mine', 1)),
      onTop(other, (doc) => {
        doc.clientID = other.client
        doc.getMap('x').set('theirs', 1)
      }),
    ]),
  )
  for (const by of [other.person, undefined, null, 7, '', 'x', [me], { toString: me }, ` ${me}`, `${me}\0`]) {
    const what = JSON.stringify(by) ?? 'nobody'
    for (const kind of ['message', 'edit', 'delete', 'react', 'unreact', 'pin', 'unpin', 'made up']) {
      const entry = { kind, at: 1, ...(by === undefined ? {} : { by }), text: 'a lie', of: '1:0', emoji: '!' }
      add(
        `${kind} by ${what}`,
        onTop(other, (doc) => doc.getArray('timeline').push([entry])),
      )
    }
    // One that says nothing of its maker is nobody's, and shown so.
    if (by === undefined) continue
    add(
      `a note by ${what}`,
      onTop(other, (doc) => {
        doc.getMap('notes').set(
          'noteBBBBBBBBBBBB',
          new Y.Map<unknown>([
            ['by', by],
            ['at', 1],
          ]),
        )
      }),
    )
  }
  const first = { kind: 'message', at: 1, by: me, text: 'put in front' }
  add(
    'a lie among much that is true',
    onTop(other, (doc) => {
      const own = Array.from({ length: 20 }, () => ({ ...first, text: 'true' }))
      doc.getArray('timeline').push([...own, { ...first, by: other.person }, ...own])
    }),
  )
  add(
    'an entry in front of what was said',
    onTop(other, (doc) => doc.getArray('timeline').insert(0, [first])),
  )
  add(
    'the end of what was said',
    onTop(other, (doc) => doc.getArray('timeline').delete(0)),
  )
  const said = [...(other.doc.store.clients.get(other.client) ?? [])].find(
    (struct) => struct instanceof Y.Item && struct.parent === other.doc.getArray('timeline'),
  )
  for (const kind of ['edit', 'delete'])
    add(
      `an ${kind} of what another said`,
      onTop(other, (doc) =>
        doc
          .getArray('timeline')
          .push([{ kind, at: 1, by: me, text: 'a lie', of: `${other.client}:${said?.id.clock ?? 0}` }]),
      ),
    )
  add(
    'the conversation as a map',
    onTop(other, (doc) => {
      const fresh = new Y.Doc()
      fresh.getMap('timeline').set('0', 'a lie')
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(fresh))
    }),
  )
  return attacks
}
