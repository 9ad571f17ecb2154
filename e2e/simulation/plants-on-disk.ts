import { decodeRecord, encodeRecord } from '@weft/server/core'
import { diskFacade, facade } from './facades.ts'
import type { Planted } from './plant.ts'

/** Bugs in how the server keeps what it took. */
export const ON_DISK: readonly Planted[] = [
  {
    name: 'the log is never synced',
    breaks: ['G1', 'G2'],
    plant: () => ({
      disk: (disk) => ({ ...diskFacade(disk), batch: (ops) => disk.batch(ops, { sync: false }) }),
    }),
  },
  {
    name: 'a write that failed is taken for done',
    breaks: ['G1', 'G2'],
    plant: () => ({
      log: (log) => ({
        ...facade(log),
        append: (space, bytes) => log.append(space, bytes).catch(() => 1),
      }),
    }),
  },
  {
    name: 'recovery leaves off the last record',
    breaks: ['G1', 'G2', 'G4'],
    plant: () => ({
      log: (log) => ({
        ...facade(log),
        async load(space) {
          const loaded = await log.load(space)
          return { ...loaded, records: loaded.records.slice(0, -1) }
        },
      }),
    }),
  },
  {
    name: 'a snapshot is said to cover one record more than it does',
    breaks: ['G1', 'G2', 'G4'],
    plant: () => ({
      log(log, time) {
        let last = 0
        return {
          ...facade(log),
          async append(space, bytes) {
            last = await log.append(space, bytes)
            return last
          },
          async compact(space, through, snapshot) {
            // It takes so long that others write meanwhile.
            await new Promise<void>((resolve) => {
              time.timer(1_000, resolve)
            })
            await log.compact(space, Math.max(through, Math.min(through + 1, last)), snapshot)
          },
        }
      },
    }),
  },
  {
    name: 'all that one tick stores is put down to its first writer',
    breaks: ['G5', 'G6'],
    plant: () => ({
      log: (log) => ({
        ...facade(log),
        append(space, bytes) {
          const entry = decodeRecord(bytes)
          const parts = entry.parts.map((part) => ({
            ...part,
            person: entry.parts[0]?.person ?? part.person,
          }))
          return log.append(space, encodeRecord({ ...entry, parts }))
        },
      }),
    }),
  },
]
