import { Close } from '@weft/space/wire'
import { afterAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import { archiveSpace } from '../people/deletion.ts'
import { endDevice, endOtherDevices, signOut } from '../people/devices.ts'
import { changeMember } from '../people/members.ts'
import { hashOf } from '../people/secret.ts'
import { idOf, revokeToken } from '../people/tokens.ts'
import type { SoftLine } from './soft-line.ts'
import { type Key, type RaceWorld, raceWorld } from './world.ts'

/** Virtual milliseconds, G5. */
const AT_MOST = 2_000
const DAY = 86_400_000

/** Somebody who is about to lose what their key opens, and how; resolves when it is done. */
interface Loss {
  readonly key: Key
  /** With what their connections end; null: they go on, as a viewer's. */
  readonly code: number | null
  /** Everybody in the space loses as much. */
  readonly everybody?: true
  end(): Promise<unknown>
}
const KINDS: Readonly<Record<string, (w: RaceWorld, when: number) => Promise<Loss>>> = {
  'a member is made a viewer': async (w) => {
    const key = await w.member('member')
    return {
      key,
      code: null,
      end: () => changeMember(w.house.desk, w.owner.who, w.space, key.who.persona.id, 'viewer'),
    }
  },
  'a person is removed': async (w) => {
    const key = await w.member('member')
    return {
      key,
      code: Close.spaceGone,
      end: () => changeMember(w.house.desk, w.owner.who, w.space, key.who.persona.id, null),
    }
  },
  'a space is archived': async (w) => {
    const key = await w.member('member')
    const { desk } = w.house
    const end = () => archiveSpace(desk, w.owner.who, w.space, true)
    return { key, code: null, everybody: true, end }
  },
  'a space is deleted': async (w) => {
    const key = await w.member('member')
    const { desk, deleteSpace } = w.house
    return { key, code: Close.spaceGone, everybody: true, end: () => deleteSpace(desk, w.owner.who, w.space) }
  },
  'a device is signed out from another': async (w) => {
    const other = await w.member('member')
    const key = await w.device(other)
    const id = idOf(key.who.credential.hash)
    return { key, code: Close.unauthenticated, end: () => endDevice(w.house.desk, other.who, id) }
  },
  'all other devices are signed out': async (w) => {
    const other = await w.member('member')
    const key = await w.device(other)
    return { key, code: Close.unauthenticated, end: () => endOtherDevices(w.house.desk, other.who) }
  },
  'a device signs out': async (w) => {
    const key = await w.member('member')
    return { key, code: Close.unauthenticated, end: () => signOut(w.house.desk, key.who) }
  },
  'a token is revoked': async (w) => {
    const key = await w.token()
    const id = idOf(hashOf(key.header.authorization?.replace('Bearer ', '') ?? ''))
    return { key, code: Close.unauthenticated, end: () => revokeToken(w.house.desk, w.space, id) }
  },
  'a token expires': async (w, when) => {
    const key = await w.token()
    // Its day is over at that moment.
    w.runtime.jump(DAY - when)
    return { key, code: Close.unauthenticated, end: () => Promise.resolve() }
  },
}

/** What a hundred races came to, so that none of them is about nothing. */
const total = { before: 0, refused: 0, heldBack: 0, cameBack: 0 }

async function race(seed: number, kind: string): Promise<void> {
  const w = await raceWorld(seed)
  const { runtime } = w
  const int = (below: number): number => Math.floor(runtime.chance() * below)
  const when = 300 + int(2_500)
  const loss = await (KINDS[kind] ?? (() => Promise.reject(new Error(kind))))(w, when)
  const bystander = await w.member('member')
  // So that the space has to be loaded when the first of them comes.
  await runtime.advance(40_000)
  if (kind === 'a token expires') runtime.jump(-40_000)
  const start = runtime.elapsed()
  const at = (ms: number, run: () => void): void => void runtime.timer(ms, run)
  w.slowDisk(5 + int(150))

  const calm = new Y.Doc()
  const calmLine = w.line(bystander, calm, { latency: 20, rude: false })
  const calmSaid: string[] = []
  for (let ms = int(200); ms < when + 4_000; ms += 100 + int(300))
    at(ms, () => {
      calmSaid.push(`calm ${calmSaid.length}`)
      calmLine.say(calmSaid.at(-1) ?? '')
    })

  const lines: SoftLine[] = []
  const said: string[] = []
  for (let n = 1 + int(3); n > 0; n--) {
    const doc = new Y.Doc()
    const manners = { latency: [1, 30, 400][int(3)] ?? 1, rude: runtime.chance() < 0.4 }
    const words = (): string => {
      said.push(`${seed}/${n}/${said.length}`)
      return said.at(-1) ?? ''
    }
    const dial = (): void => {
      const line = w.line(loss.key, doc, manners)
      lines.push(line)
      for (let ms = int(60); ms < 5_000; ms += 20 + int(250)) at(ms, () => line.say(words()))
      // More at once than is taken at once: the rest waits in the server.
      if (runtime.chance() < 0.5) at(int(when), () => line.burst(Array.from({ length: 150 }, words)))
      if (runtime.chance() < 0.3) at(int(when), () => line.cut())
    }
    at(int(when), dial)
    // And comes back, whatever was said.
    for (let again = 1 + int(3); again > 0; again--) at(when + int(3_000), dial)
  }

  let done = Number.POSITIVE_INFINITY
  at(when, () => {
    void loss.end().then(() => {
      done = runtime.elapsed()
    })
  })
  await runtime.advance(when + 12_000)
  expect(done).toBeLessThan(start + when + 2_000)

  // Not a word that came after it was done, and of what was here before nothing later than promised.
  const { taken, arrived } = w
  const grace = kind === 'a token expires' ? AT_MOST : 0
  const wrong = [...taken]
    .filter(
      ([text, moment]) =>
        (loss.everybody === true || said.includes(text)) &&
        (moment > done + AT_MOST || (arrived.get(text) ?? 0) > done + grace),
    )
    .map(
      ([text, moment]) => `${text} arrived at ${arrived.get(text)}, was taken at ${moment}; ended at ${done}`,
    )
  expect(wrong).toEqual([])
  // Nor is anything shown to who doesn't belong any more, and they are told.
  for (const line of lines) {
    if (loss.code === null) continue
    const shown = line.got.filter(
      ({ at: moment, down }) => moment > done + grace && (down.type === 'update' || down.type === 'step2'),
    )
    expect(shown).toEqual([])
    expect(line.closed?.at ?? Number.POSITIVE_INFINITY).toBeLessThan(
      Math.max(done, start + when + 3_000) + AT_MOST,
    )
  }
  if (loss.everybody === undefined) {
    // Everybody else goes on.
    expect(calmLine.closed).toBeNull()
    expect(calmSaid.filter((text) => !taken.has(text))).toEqual([])
    const kept = await w.until(
      w.house.rooms.read(w.space, (doc) => doc.getArray<{ text: string }>('timeline').toArray()),
    )
    expect(new Set(kept.map(({ text }) => text))).toEqual(new Set(taken.keys()))
    expect(calm.getArray('timeline').toArray()).toEqual(kept)
  }

  total.before += said.filter((text) => taken.has(text)).length
  total.refused += said.filter((text) => arrived.has(text) && !taken.has(text)).length
  total.heldBack += said.filter((text) => (arrived.get(text) ?? done) < done && !taken.has(text)).length
  total.cameBack += lines.filter(({ closed, got }) => closed !== null && got.length === 0).length
  await w.close()
}

const NAMES = Object.keys(KINDS)
const SEEDS = Array.from({ length: 108 }, (_, seed) => [NAMES[seed % NAMES.length] ?? '', seed] as const)

it.each(SEEDS)('G5 nothing gets in after %s (%i)', async (kind, seed) => {
  await race(seed, kind)
})

afterAll(() => {
  // They really raced.
  expect(total.before).toBeGreaterThan(1_000)
  expect(total.refused).toBeGreaterThan(1_000)
  expect(total.heldBack).toBeGreaterThan(100)
  expect(total.cameBack).toBeGreaterThan(50)
})
