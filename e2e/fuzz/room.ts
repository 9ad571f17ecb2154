import { MemoryDisk, memoryStore } from '@weft/persistence/testing'
import { type Connection, createRooms, LIMITS, type Rooms } from '@weft/server/core'
import type { Member, PersonId, SpaceId } from '@weft/space'
import { type VirtualRuntime, virtualRuntime } from '@weft/space/testing'
import { type CloseCode, decodeDown, encodeUp } from '@weft/space/wire'
import * as Y from 'yjs'

const SPACE = 'fuzzspace-fuzzspace-22' as SpaceId
const person = (name: string): Member => ({
  id: name.padEnd(16, '_') as PersonId,
  name,
  dye: 'moss',
  role: 'member',
})

/** A room with something in it, to which strangers say what no honest program says. */
export class FuzzedRoom {
  readonly #runtime: VirtualRuntime
  readonly #rooms: Rooms
  readonly #warned: string[]
  #strangers = 0

  private constructor(runtime: VirtualRuntime, rooms: Rooms, warned: string[]) {
    this.#runtime = runtime
    this.#rooms = rooms
    this.#warned = warned
  }

  /** `update`: what is in it to begin with. */
  static async open(update: Uint8Array): Promise<FuzzedRoom> {
    const runtime = virtualRuntime(1)
    const store = await memoryStore(new MemoryDisk())
    const warned: string[] = []
    const rooms = createRooms({
      log: store.log,
      runtime,
      limits: LIMITS,
      meter: { add: () => undefined, observe: () => undefined },
      people: async () => [],
      metaChanged: () => undefined,
      warn: (event) => warned.push(event),
    })
    const room = new FuzzedRoom(runtime, rooms, warned)
    await room.send(person('ann'), update)
    return room
  }

  async state(): Promise<Uint8Array> {
    return await this.#rooms.read(SPACE, (doc) => Y.encodeStateAsUpdate(doc))
  }

  /** A stranger comes, sends this as an update, and leaves. @returns the code that the stranger was closed with, or null. */
  async stranger(update: Uint8Array): Promise<CloseCode | null> {
    return await this.send(person(`stranger${this.#strangers++ % 1_000}`), update)
  }

  /** @throws when the room fell ill of something. */
  check(): void {
    if (this.#warned.length > 0) throw new Error(`the room warned: ${this.#warned.join(', ')}`)
  }

  async close(): Promise<void> {
    const closed = this.#rooms.close()
    await this.#runtime.advance(20)
    await closed
  }

  async send(member: Member, update: Uint8Array): Promise<CloseCode | null> {
    let code: CloseCode | null = null
    let acked = 0
    const connection: Connection = this.#rooms.join({
      space: SPACE,
      member,
      protocol: 'weft.1',
      transport: {
        send({ payload }) {
          const down = decodeDown(payload)
          if (down.type === 'ack') acked = down.count
        },
        sendPart: () => undefined,
        cork: () => undefined,
        uncork: () => undefined,
        close(with_) {
          code ??= with_
        },
        drop: () => undefined,
        pause: () => undefined,
        resume: () => undefined,
        ping: () => undefined,
        buffered: 0,
        received: 0,
      },
    })
    await this.#runtime.settle()
    connection.receive(encodeUp({ type: 'step2', update }))
    for (let tick = 0; tick < 4 && code === null && acked === 0; tick++) await this.#runtime.advance(20)
    connection.closed()
    return code
  }
}
