import fc from 'fast-check'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { readSyncMessage, writeSyncStep1, writeSyncStep2, writeUpdate } from 'y-protocols/sync'
import * as Y from 'yjs'
import { decodeDown, decodeUp, WireError, type WireErrorCode } from './decode.ts'
import { encodeDown, encodePresence, encodeUp } from './encode.ts'
import { DOWN_EXAMPLES, UP_EXAMPLES } from './examples.ts'
import type { Down, Up } from './messages.ts'
import golden from './wire.golden.json' with { type: 'json' }

const hex = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('')
const written = <T>(examples: Record<string, T>, encode: (message: T) => Uint8Array) =>
  Object.fromEntries(Object.entries(examples).map(([name, message]) => [name, hex(encode(message))]))

/** What a decoder says about bytes that are no message. */
const problem = (read: () => unknown): WireErrorCode | 'none' => {
  try {
    read()
    return 'none'
  } catch (error) {
    if (error instanceof WireError) return error.code
    throw error
  }
}

describe('golden bytes', () => {
  // Red here means that a client in the field and this server no longer understand each other: bump the subprotocol,
  // keep the old one for a release, write the line of history into docs/protocol.md, and only then change the file.
  it('are written as they always were', () => {
    expect({ up: written(UP_EXAMPLES, encodeUp), down: written(DOWN_EXAMPLES, encodeDown) }).toEqual(golden)
  })

  it.each(Object.entries<Up>(UP_EXAMPLES))('up: %s comes back as it was', (_, message) => {
    expect(decodeUp(encodeUp(message))).toEqual(message)
  })

  it.each(Object.entries<Down>(DOWN_EXAMPLES))('down: %s comes back as it was', (_, message) => {
    expect(decodeDown(encodeDown(message))).toEqual(message)
  })
})

const uint = fc.nat({ max: Number.MAX_SAFE_INTEGER })
const bytes = fc.uint8Array({ maxLength: 300 })
const stateVector = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 20 }).map((entries) =>
  encoding.encode((out) => {
    encoding.writeVarUint(out, entries.length)
    for (const [client, clock] of entries) {
      encoding.writeVarUint(out, client)
      encoding.writeVarUint(out, clock)
    }
  }),
)
const state = fc.option(
  fc
    .dictionary(
      fc.string({ unit: 'grapheme' }).filter((k) => !/^(__proto__|constructor|prototype)$/.test(k)),
      fc.integer(),
    )
    .map((o) => JSON.stringify(o)),
  { nil: null },
)
const shared: fc.Arbitrary<Up & Down> = fc.oneof(
  fc.record({ type: fc.constant('step1' as const), stateVector }),
  fc.record({ type: fc.constantFrom('step2' as const, 'update' as const), update: bytes }),
  fc.record({
    type: fc.constant('presence' as const),
    entries: fc.array(fc.record({ client: uint, clock: uint, state }), { maxLength: 8 }),
  }),
)
const anyUp: fc.Arbitrary<Up> = fc.oneof(
  shared,
  fc.constantFrom<Up>({ type: 'ping' }, { type: 'queryPresence' }),
)
const anyDown: fc.Arbitrary<Down> = fc.oneof(
  shared,
  fc.record({ type: fc.constant('ack' as const), count: uint }),
  fc.constantFrom<Down>(...Object.values<Down>(DOWN_EXAMPLES)),
)

describe('every message', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(anyUp, (message) => {
        expect(decodeUp(encodeUp(message))).toEqual(message)
      }),
      { seed: 2 },
    )
    fc.assert(
      fc.property(anyDown, (message) => {
        expect(decodeDown(encodeDown(message))).toEqual(message)
      }),
      { seed: 3 },
    )
  })

  it('G8: cut short anywhere, or with a byte too many, is refused with a code', () => {
    fc.assert(
      fc.property(anyUp, anyDown, (up, down) => {
        for (const [frame, decode] of [
          [encodeUp(up), decodeUp],
          [encodeDown(down), decodeDown],
        ] as const) {
          for (let cut = 0; cut < frame.length; cut++) {
            expect(problem(() => decode(frame.subarray(0, cut)))).not.toBe('none')
          }
          expect(problem(() => decode(Uint8Array.of(...frame, 0)))).toBe('trailing')
        }
      }),
      { seed: 4, numRuns: 20 },
    )
  })

  it('G8: with bytes changed or made up is a message or a WireError, nothing else', () => {
    let refused = 0
    let taken = 0
    const noise = fc.oneof(
      bytes,
      fc
        .tuple(anyUp.map(encodeUp), fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 }))
        .map(([frame, changes]) => {
          const copy = frame.slice()
          for (const [at, byte] of changes) copy[at % copy.length] = byte
          return copy
        }),
    )
    fc.assert(
      fc.property(noise, (frame) => {
        for (const decode of [decodeUp, decodeDown])
          problem(() => decode(frame)) === 'none' ? taken++ : refused++
      }),
      { seed: 5, numRuns: 2_500 },
    )
    expect(Math.min(refused, taken)).toBeGreaterThan(200)
  })
})

describe('bounds', () => {
  const up = (...frame: number[]) => problem(() => decodeUp(Uint8Array.from(frame)))
  const down = (...frame: number[]) => problem(() => decodeDown(Uint8Array.from(frame)))
  const presence = (text: string) =>
    problem(() => decodeUp(encodeUp({ type: 'presence', entries: [{ client: 1, clock: 1, state: text }] })))
  const people = (text: string) =>
    problem(() =>
      decodeDown(
        encoding.encode((out) => {
          encoding.writeUint8Array(out, Uint8Array.of(100, 2))
          encoding.writeVarString(out, text)
        }),
      ),
    )

  it.each([
    ['no bytes', up(), 'truncated'],
    ['an unknown type', up(9), 'unknown'],
    ['an unknown sync kind', up(0, 3, 0), 'unknown'],
    ['an ack from a client', up(100, 0, 1), 'unknown'],
    ['auth from a client', up(2, 0, 0), 'unknown'],
    ['a ping from a server', down(100, 3), 'unknown'],
    ['a number of nine bytes', up(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0), 'overflow'],
    ['a number above 2^53', up(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), 'overflow'],
    ['an update longer than its frame', up(0, 2, 0xff, 0xff, 0xff, 0x7f, 0), 'truncated'],
    ['a state vector of 268 million clients', up(0, 0, 5, 0xff, 0xff, 0xff, 0x7f, 0), 'count'],
    ['a state vector with bytes after it', up(0, 0, 2, 0, 0), 'trailing'],
    ['an empty state vector', up(0, 0, 0), 'truncated'],
    ['268 million presences', up(1, 5, 0xff, 0xff, 0xff, 0x7f, 0), 'count'],
    ['presence with bytes after it', up(1, 2, 0, 0), 'trailing'],
    ['text that is not UTF-8', up(1, 5, 1, 1, 1, 1, 0xff), 'text'],
    ['presence that is not JSON', presence('{'), 'json'],
    ['presence that is no object', presence('[1]'), 'json'],
    ['presence that is a number', presence('1'), 'json'],
    ['presence with a reserved key', presence('{"a":[{"__proto__":{"x":1}}]}'), 'reserved'],
    ['presence nested without end', presence(`{"a":${'['.repeat(4_000)}${']'.repeat(4_000)}}`), 'json'],
    ['a presence of 20 KiB', presence(JSON.stringify({ a: 'x'.repeat(20_480) })), 'tooLarge'],
    [
      'a notice of the future',
      problem(() => decodeDown(encodeDown({ type: 'notice', notice: { kind: 'x' } as never }))),
      'unknown',
    ],
    [
      'a notice without its field',
      problem(() => decodeDown(encodeDown({ type: 'notice', notice: { kind: 'role' } as never }))),
      'json',
    ],
    ['people who are no list', people('{}'), 'json'],
    ['a person without a name', people('[{"id":"AAAAAAAAAAAAAAAA","dye":"woad","role":"owner"}]'), 'json'],
    ['a person with a reserved key', people('[{"__proto__":1}]'), 'reserved'],
  ])('G8: %s is refused', (_, seen, code) => {
    expect(seen).toBe(code)
  })

  it('G8: counts above the limits are refused as too large', () => {
    const limits = { stateVector: 1, presences: 1, presence: 16 }
    const two = Y.encodeStateVector(docOf(letterOf(1), letterOf(2)))
    expect(problem(() => decodeUp(encodeUp({ type: 'step1', stateVector: two }), limits))).toBe('tooLarge')
    const entries = [1, 2].map((client) => ({ client, clock: 0, state: '{}' }))
    expect(problem(() => decodeUp(encodeUp({ type: 'presence', entries }), limits))).toBe('tooLarge')
    expect(problem(() => decodeUp(encodeUp({ type: 'presence', entries: entries.slice(1) }), limits))).toBe(
      'none',
    )
  })
})

function docOf(...updates: Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}
function letterOf(client: number): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = client
  doc.getText('t').insert(0, 'a')
  return Y.encodeStateAsUpdate(doc)
}

describe('y-protocols', () => {
  /** A stock frame: the type, and what y-protocols writes after it. */
  const stock = (type: number, write: (out: encoding.Encoder) => void) =>
    encoding.encode((out) => {
      encoding.writeVarUint(out, type)
      write(out)
    })

  it('writes and reads the same sync bytes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' })),
        fc.nat({ max: 2 ** 32 - 1 }),
        (words, client) => {
          const doc = new Y.Doc()
          doc.clientID = client
          for (const word of words) doc.getText('t').insert(0, word)
          const update = Y.encodeStateAsUpdate(doc)
          const step1 = stock(0, (out) => writeSyncStep1(out, doc))
          expect(encodeUp({ type: 'step1', stateVector: Y.encodeStateVector(doc) })).toEqual(step1)
          expect(decodeUp(step1)).toEqual({ type: 'step1', stateVector: Y.encodeStateVector(doc) })
          expect(encodeDown({ type: 'step2', update })).toEqual(stock(0, (out) => writeSyncStep2(out, doc)))
          expect(encodeDown({ type: 'update', update })).toEqual(stock(0, (out) => writeUpdate(out, update)))

          const other = new Y.Doc()
          const reader = decoding.createDecoder(encodeDown({ type: 'step2', update }))
          decoding.readVarUint(reader)
          readSyncMessage(reader, encoding.createEncoder(), other, null)
          expect(other.getText('t').toString()).toBe(doc.getText('t').toString())
        },
      ),
      { seed: 6 },
    )
  })

  it('writes and reads the same presence bytes', () => {
    const awareness = new Awareness(new Y.Doc())
    awareness.setLocalState({ at: { notes: ['n'] }, user: { name: 'Ånn' } })
    const payload = encodeAwarenessUpdate(awareness, [awareness.clientID])
    const frame = stock(1, (out) => encoding.writeVarUint8Array(out, payload))
    const message = decodeUp(frame)
    expect(encodeUp(message)).toEqual(frame)
    if (message.type !== 'presence') throw new Error('not presence')
    expect(encodePresence(message.entries)).toEqual(payload)

    const other = new Awareness(new Y.Doc())
    applyAwarenessUpdate(other, encodePresence(message.entries), null)
    expect(other.getStates().get(awareness.clientID)).toEqual(awareness.getLocalState())
    awareness.destroy()
    other.destroy()
  })
})
