import type { Op } from '@weft/persistence'
import { decodeRecord, encodeRecord } from '@weft/server/core'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
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
    name: 'now and then a record deletes what another brought',
    breaks: ['G1'],
    plant: () => {
      let before: Range | null = null
      return {
        log: (log) => ({
          ...facade(log),
          append(space, bytes) {
            const entry = decodeRecord(bytes)
            const [first, ...others] = entry.parts
            const deleted = before
            before = first?.ranges[0] ?? before
            if (!first || !deleted || deleted.clock % 7 !== 0) return log.append(space, bytes)
            const update = Y.mergeUpdates([first.update, deletionOf(deleted)])
            return log.append(space, encodeRecord({ ...entry, parts: [{ ...first, update }, ...others] }))
          },
        }),
      }
    },
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
  {
    name: 'having the disk again takes back one write too many',
    breaks: ['G1', 'G2', 'G4'],
    plant: () => {
      let last: readonly Op[] = []
      return {
        disk(disk) {
          let fresh = true
          return {
            ...diskFacade(disk),
            async batch(ops, options) {
              // What puts back what was there before a failed write is the first that is written, and takes something away.
              const undoes = fresh && ops.some((op) => 'del' in op)
              fresh = false
              const more = undoes ? last.flatMap((op) => ('put' in op ? [{ del: op.put }] : [])) : []
              await disk.batch([...ops, ...more], options)
              last = ops
            },
          }
        },
      }
    },
  },
]

interface Range {
  readonly client: number
  readonly clock: number
}

/** An update that deletes one unit. */
const deletionOf = ({ client, clock }: Range): Uint8Array =>
  encoding.encode((out) => {
    for (const uint of [0, 1, client, 1, clock, 1]) encoding.writeVarUint(out, uint)
  })
