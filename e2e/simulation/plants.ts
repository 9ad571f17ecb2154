import type { UpdateLog } from '@weft/persistence'
import type { Arrival, Rooms, Transport } from '@weft/server/core'
import type { Runtime } from '@weft/space'
import { decodeDown, decodeUp, encodeDown } from '@weft/space/wire'
import type { DeviceStore } from '@weft/web/sync'

/**
 * A bug put into the seams between the parts, to see that the simulation finds it. Each wraps what a part gets from its
 * neighbour; the parts themselves know nothing of it, and no product code has a switch for one.
 */
export interface Plant {
  /** The log, as the rooms get it; `time` is the world's. */
  log?(log: UpdateLog, time: Runtime): UpdateLog
  /** The rooms, as the gateway gets them; `make` opens others over the same log. */
  rooms?(make: () => Rooms): Rooms
  /** Somebody who is let in. */
  arrival?(arrival: Arrival): Arrival
  /** A message came from a client; `others` are the server's ends of all others' wires. */
  received?(bytes: Uint8Array, others: readonly Transport[]): void
  /** A message that the server sends; null for none. */
  sent?(bytes: Uint8Array): Uint8Array | null
  /** The device's store, as a tab gets it. */
  store?(store: DeviceStore): DeviceStore
}

/** What it is called, the promises of which one must be found broken, and a new one for each history. */
interface Planted {
  readonly name: string
  readonly breaks: readonly string[]
  readonly plant: () => Plant
}

export const PLANTED: readonly Planted[] = [
  {
    name: 'the server acks before the disk has synced',
    breaks: ['G1', 'G2'],
    plant: () => ({
      log(log) {
        let last = 0
        return {
          ...facade(log),
          async load(space) {
            const loaded = await log.load(space)
            last = loaded.last
            return loaded
          },
          async append(space, bytes) {
            // reason: nobody waits for it; that is the bug.
            log.append(space, bytes).catch(() => undefined)
            return ++last
          },
        }
      },
    }),
  },
  {
    name: 'the server tells others before it logs',
    breaks: ['G2'],
    plant: () => ({
      received(bytes, others) {
        const up = decodeUp(bytes)
        if (up.type !== 'update') return
        const payload = encodeDown({ type: 'update', update: up.update })
        for (const other of others) other.send({ payload })
      },
    }),
  },
  {
    name: 'a room is unloaded while a write runs',
    breaks: ['G1', 'G4'],
    plant: () => ({
      // A log that takes its time is no bug; it leaves room for this one.
      log: (log, time) => ({
        ...facade(log),
        async append(space, bytes) {
          await new Promise<void>((resolve) => {
            time.timer(200, resolve)
          })
          return await log.append(space, bytes)
        },
      }),
      rooms: (make) => {
        let open = make()
        let connections = 0
        return {
          join(arrival) {
            connections++
            const connection = open.join(arrival)
            return {
              receive: (bytes) => connection.receive(bytes),
              pong: () => connection.pong(),
              closed() {
                connection.closed()
                connections--
                if (connections === 0) open = make()
              },
            }
          },
          roleChanged: (space, person, role) => open.roleChanged(space, person, role),
          personaChanged: (persona) => open.personaChanged(persona),
          gone: (space) => open.gone(space),
          here: (space) => open.here(space),
          edit: (space, by, change) => open.edit(space, by, change),
          read: (space, use) => open.read(space, use),
          close: () => open.close(),
        }
      },
    }),
  },
  {
    name: 'a compaction stores the snapshot that was there before',
    breaks: ['G1', 'G2', 'G4', 'G11'],
    plant: () => ({
      log(log) {
        let before: Uint8Array | null = null
        return {
          ...facade(log),
          async load(space) {
            const loaded = await log.load(space)
            before = loaded.snapshot?.bytes ?? null
            return loaded
          },
          compact: (space, through, snapshot) => log.compact(space, through, before ?? snapshot),
        }
      },
    }),
  },
  {
    name: 'who leaves is not told to the others',
    breaks: ['G10'],
    plant: () => ({
      sent(bytes) {
        const down = decodeDown(bytes)
        if (down.type !== 'presence') return bytes
        const entries = down.entries.filter(({ state }) => state !== null)
        return entries.length > 0 ? encodeDown({ ...down, entries }) : null
      },
    }),
  },
  {
    name: 'a viewer is let in as a member',
    breaks: ['G5'],
    plant: () => ({
      arrival: (arrival) => ({ ...arrival, member: { ...arrival.member, role: 'member' } }),
    }),
  },
  {
    name: 'an ack counts one too many',
    breaks: ['G1'],
    plant: () => ({
      sent(bytes) {
        const down = decodeDown(bytes)
        return down.type === 'ack' && down.count > 0 ? encodeDown({ ...down, count: down.count + 1 }) : bytes
      },
    }),
  },
  {
    name: 'the server asks nobody for missing causes',
    breaks: ['G3', 'G4'],
    plant: () => {
      let greeted = 0
      return {
        sent(bytes) {
          const down = decodeDown(bytes)
          // A client is asked once when it comes, and must be asked again when something it sent lacks its causes.
          return down.type === 'step1' && greeted++ % 3 === 2 ? null : bytes
        },
      }
    },
  },
  {
    name: 'a device calls an edit kept before it is committed',
    breaks: ['G3'],
    plant: () => ({
      store(store) {
        let key = 1_000_000
        return {
          ...deviceFacade(store),
          async append(update, mine) {
            const row = store.append(update, mine)
            if (!mine) return row
            // reason: nobody waits for it; that is the bug.
            row.catch(() => undefined)
            return ++key
          },
        }
      },
    }),
  },
  {
    name: 'a device marks as acked what was not',
    breaks: ['G1', 'G3'],
    plant: () => ({
      store: (store) => ({
        ...deviceFacade(store),
        async append(update, mine) {
          const row = await store.append(update, mine)
          if (mine) await store.acked([row])
          return row
        },
      }),
    }),
  },
]

/** An object's methods, bound to it, so that some of them can be replaced. */
const facade = (log: UpdateLog): UpdateLog => ({
  append: (space, bytes) => log.append(space, bytes),
  load: (space) => log.load(space),
  compact: (space, through, snapshot) => log.compact(space, through, snapshot),
  size: (space) => log.size(space),
  spaces: () => log.spaces(),
  drop: (space) => log.drop(space),
})

const deviceFacade = (store: DeviceStore): DeviceStore => ({
  load: () => store.load(),
  append: (update, mine) => store.append(update, mine),
  acked: (rows) => store.acked(rows),
  compact: (through, state) => store.compact(through, state),
  savePeople: (people) => store.savePeople(people),
  refuse: (why, unkept) => store.refuse(why, unkept),
  forgetRefused: (id) => store.forgetRefused(id),
  dropCopy: () => store.dropCopy(),
  setAside: (...given) => store.setAside(...given),
  onOtherTab: (handle) => store.onOtherTab(handle),
  catchUp: () => store.catchUp(),
  close: () => store.close(),
})
