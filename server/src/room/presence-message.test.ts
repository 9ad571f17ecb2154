import { decodeDown, encodeDown, type PresenceEntry } from '@weft/space/wire'
import { expect, test } from 'vitest'
import { entryBytes, presenceMessage, presenceMessageWithout } from './presence-message.ts'

const entries: PresenceEntry[] = Array.from({ length: 200 }, (_, i) => ({
  client: 2 ** 32 - 1 - i,
  clock: 1_767_225_600_000 + i,
  state: i % 7 === 0 ? null : JSON.stringify({ name: 'Jürgen '.repeat(i % 5), i }),
}))
const bytes = entries.map(({ client, clock, state }) => entryBytes(client, clock, state))

test.each([0, 1, 2, 127, 128, 200])(
  '%i states put together are the bytes that the wire makes of them',
  (n) => {
    const message = presenceMessage(bytes.slice(0, n))
    expect(message).toEqual(encodeDown({ type: 'presence', entries: entries.slice(0, n) }))
  },
)

test('one can be left out', () => {
  for (const omitted of [0, 1, 100, 199]) {
    const others = entries.filter((_, i) => i !== omitted)
    expect(decodeDown(presenceMessageWithout(bytes, omitted))).toEqual({ type: 'presence', entries: others })
  }
})
