import { decodeDown, decodeUp, encodeDown } from '@weft/space/wire'
import { deviceFacade, facade, roomsFacade } from './facades.ts'
import type { Planted } from './plant.ts'
import { ON_DEVICES } from './plants-on-devices.ts'
import { ON_DISK } from './plants-on-disk.ts'
import { ON_LINES } from './plants-on-lines.ts'

export const PLANTED: readonly Planted[] = [
  ...ON_DISK,
  ...ON_LINES,
  ...ON_DEVICES,
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
          ...roomsFacade(() => open),
          join(arrival) {
            connections++
            const connection = open.join(arrival)
            return {
              receive: (bytes) => connection.receive(bytes),
              pong: () => connection.pong(),
              pinged: () => connection.pinged(),
              drained: () => connection.drained(),
              end: (code, reason) => connection.end(code, reason),
              closed() {
                connection.closed()
                connections--
                if (connections === 0) open = make()
              },
            }
          },
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
