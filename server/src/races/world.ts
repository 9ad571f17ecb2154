import { MemoryDisk, memoryStore } from '@weft/persistence/testing'
import type { PersonId, Role, SpaceId } from '@weft/space'
import { type VirtualRuntime, virtualRuntime } from '@weft/space/testing'
import { decodeUp } from '@weft/space/wire'
import * as Y from 'yjs'
import { proxiesOf } from '../gateway/address.ts'
import { createGateway, type Gateway } from '../gateway/gateway.ts'
import { decodeRecord } from '../log/record.ts'
import { type House, openHouse } from '../operate/house.ts'
import { ALL_LIMITS } from '../operate/limits.ts'
import { silentLog } from '../operate/log.ts'
import { watched } from '../operate/watched.ts'
import { DEVICE_COOKIE } from '../people/credentials.ts'
import { createDeviceLink } from '../people/device-links.ts'
import { acceptLink, createInvitation, createOwnerLink } from '../people/links.ts'
import { createToken } from '../people/tokens.ts'
import { type Who, whoOfDevice, whoOfToken } from '../people/who.ts'
import { SoftLine } from './soft-line.ts'

/** How somebody comes in, and who they are then. */
export interface Key {
  readonly who: Who
  readonly header: Readonly<Record<string, string>>
}

/** A whole server but for its TCP, its disk and its clock, which are the test's. */
export interface RaceWorld {
  readonly runtime: VirtualRuntime
  readonly house: House
  readonly space: SpaceId
  readonly owner: Key
  /** When each message arrived at the server, and when the server took it. Virtual ms. */
  readonly arrived: ReadonlyMap<string, number>
  readonly taken: ReadonlyMap<string, number>
  member(role: Role): Promise<Key>
  /** One more device of theirs. */
  device(of: Key): Promise<Key>
  /** Lasts a day. */
  token(): Promise<Key>
  line(key: Key, doc: Y.Doc, manners: { readonly latency: number; readonly rude: boolean }): SoftLine
  /** From here on the disk takes its time: up to so many ms a call. */
  slowDisk(ms: number): void
  /** Lets time pass until it is done. */
  until<T>(promise: Promise<T>): Promise<T>
  close(): Promise<void>
}

const ORIGIN = 'https://weft.example'
/** So few frames at once that an eager client is slowed, and what it sent waits here. */
const LIMITS = { ...ALL_LIMITS, frameRate: 20, frameBurst: 30, joinRate: 0, refusalRate: 0, spaceRate: 0 }

export async function raceWorld(seed: number): Promise<RaceWorld> {
  const runtime = virtualRuntime(seed)
  let slowest = 0
  const disk = new MemoryDisk({
    schedule: (step) =>
      slowest === 0 ? queueMicrotask(step) : void runtime.timer(runtime.chance() * slowest, step),
  })
  const arrived = new Map<string, number>()
  const taken = new Map<string, number>()
  const note = (into: Map<string, number>, update: Uint8Array): void => {
    for (const text of textsIn(update)) if (!into.has(text)) into.set(text, runtime.elapsed())
  }
  const store = watched(await memoryStore(disk), {
    append(record) {
      for (const { update } of decodeRecord(record).parts) note(taken, update)
    },
  })
  let gateway: Gateway | null = null
  const meter = { add: () => undefined, observe: () => undefined }
  const house = await openHouse({
    data: 'nowhere',
    limits: LIMITS,
    runtime,
    meter,
    log: silentLog,
    store,
    credentialEnded: (hash) => gateway?.credentialEnded(hash),
  })
  const { desk, rooms } = house
  const doors = createGateway({
    rooms,
    book: desk.book,
    runtime,
    limits: LIMITS,
    origins: new Set([ORIGIN]),
    proxies: proxiesOf([]),
    meter,
    warn: () => undefined,
  })
  gateway = doors

  async function accept(secret: string, name?: string): Promise<Key> {
    const got = await acceptLink(desk, null, { secret, name, secure: true, userAgent: undefined })
    if (typeof got === 'string' || got.device === null) throw new Error(`not let in: ${String(got)}`)
    return keyOf(whoOfDevice(desk.book, got.device), {
      cookie: `${DEVICE_COOKIE}=${got.device}`,
      origin: ORIGIN,
    })
  }
  const owner = await accept(await createOwnerLink(desk, { printed: true, hours: null }), 'Olga')
  const space = await house.createSpace('Race', owner.who.persona.id, owner.who.persona.id)

  return {
    runtime,
    house,
    space,
    owner,
    arrived,
    taken,
    async member(role) {
      const lent = role === 'viewer' ? 'viewer' : 'member'
      const link = { space, role: lent, by: null, hours: 1, uses: 1 } as const
      return await accept(await createInvitation(desk, link), 'Mia')
    },
    async device({ who }) {
      const link = await createDeviceLink(desk, who)
      if (typeof link === 'string') throw new Error(link)
      return await accept(link.secret)
    },
    async token() {
      const { token } = await createToken(desk, { space, role: 'member', name: 'Program', days: 1 })
      return keyOf(whoOfToken(desk.book, token), { authorization: `Bearer ${token}` })
    },
    line({ who, header }, doc, { latency, rude }) {
      const me: PersonId = who.persona.id
      return new SoftLine({
        ...{ gateway: doors, runtime, me, doc, latency, rude },
        path: `/sync/${space}`,
        headers: { 'sec-websocket-protocol': 'weft.1', ...header },
        arrived(bytes) {
          const up = decodeUp(bytes)
          if (up.type === 'update' || up.type === 'step2') note(arrived, up.update)
        },
      })
    },
    slowDisk(ms) {
      slowest = ms
    },
    async until(promise) {
      let done = false
      const settled = promise.finally(() => {
        done = true
      })
      // Its failure is the caller's to see, below.
      settled.catch(() => undefined)
      for (await runtime.settle(); !done; await runtime.settle())
        if (!runtime.step() && !done) throw new Error('nothing happens any more')
      return await promise
    },
    async close() {
      slowest = 0
      const closed = house.close()
      await runtime.advance(10_000)
      await closed
    },
  }
}

function keyOf(who: Who | null, header: Key['header']): Key {
  if (who === null) throw new Error('nobody by this key')
  return { who, header }
}

/** What is said in it for the first time or once more. */
function textsIn(update: Uint8Array): string[] {
  return Y.decodeUpdate(update).structs.flatMap((struct) =>
    struct instanceof Y.Item && struct.content instanceof Y.ContentAny
      ? struct.content.arr.flatMap((entry: { text?: unknown }) =>
          typeof entry?.text === 'string' ? [entry.text] : [],
        )
      : [],
  )
}
