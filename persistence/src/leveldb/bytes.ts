import { ClassicLevel } from 'classic-level'
import type { Op, OrderedBytes } from '../contract.ts'
import { storeError } from './errors.ts'
import { type Level, mendTables, readJournals, rebuildManifest, replay } from './mend-folder.ts'
import type { Checks } from './mend-table.ts'

/** Entries, and bytes, read ahead by a range: enough that the thread pool isn't asked for each entry. */
const AHEAD = 500
const AHEAD_BYTES = 1024 * 1024

/**
 * Bytes in a LevelDB. Without its compression, on purpose: one bit that flips in a compressed block costs every record of the
 * block, and without compression the one record whose check then fails.
 */
export async function openLevel(
  folder: string,
  checks: Checks,
  warn: (what: string) => void,
): Promise<OrderedBytes> {
  let level: Level | null = null
  try {
    await mendTables(folder, checks, warn)
    const journals = await readJournals(folder, checks)
    level = await openOrRebuild(folder, warn)
    if (journals !== null) await replay(level, journals, warn)
    return new LevelBytes(level, folder)
  } catch (error) {
    await level?.close()
    throw storeError(error, folder)
  }
}

async function openOrRebuild(folder: string, warn: (what: string) => void): Promise<Level> {
  const level = levelIn(folder)
  try {
    await level.open()
    return level
  } catch (error) {
    if (storeError(error, folder).code !== 'DAMAGED') throw error
    await rebuildManifest(folder, warn)
    const again = levelIn(folder)
    await again.open()
    return again
  }
}

const levelIn = (folder: string): Level =>
  new ClassicLevel(folder, {
    keyEncoding: 'view',
    valueEncoding: 'view',
    compression: false,
    writeBufferSize: 8 * 1024 * 1024,
  })

class LevelBytes implements OrderedBytes {
  readonly #level: Level
  readonly #folder: string

  constructor(level: Level, folder: string) {
    this.#level = level
    this.#folder = folder
  }

  async get(key: Uint8Array): Promise<Uint8Array | null> {
    try {
      const value = await this.#level.get(key)
      return value === undefined ? null : plain(value)
    } catch (error) {
      throw storeError(error, this.#folder)
    }
  }

  range(
    from: Uint8Array,
    to: Uint8Array,
    { reverse = false, limit = -1 } = {},
  ): AsyncIterable<[Uint8Array, Uint8Array]> {
    const ahead = { reverse, limit, highWaterMarkBytes: AHEAD_BYTES }
    return this.#read(
      () => this.#level.iterator({ gte: from, lt: to, ...ahead }),
      ([key, value]) => [plain(key), plain(value)],
    )
  }

  keys(from: Uint8Array, to: Uint8Array, { reverse = false, limit = -1 } = {}): AsyncIterable<Uint8Array> {
    const ahead = { reverse, limit, highWaterMarkBytes: AHEAD_BYTES }
    return this.#read(() => this.#level.keys({ gte: from, lt: to, ...ahead }), plain)
  }

  async batch(ops: readonly Op[], { sync }: { readonly sync: boolean }): Promise<void> {
    try {
      await this.#level.batch(
        ops.map((op) =>
          'put' in op
            ? { type: 'put' as const, key: op.put, value: op.value }
            : { type: 'del' as const, key: op.del },
        ),
        { sync },
      )
    } catch (error) {
      throw storeError(error, this.#folder)
    }
  }

  async erase(from: Uint8Array, to: Uint8Array): Promise<void> {
    try {
      // The first pass brings what is in memory into tables, as far down as nothing overlaps: there a deletion may lie in one
      // table with what it deletes. So the second brings down two more, at both ends, and every table between them is merged.
      await this.#level.compactRange(from, to)
      const last = Uint8Array.of(...from, 0xff, 0xff)
      await this.batch([{ del: from }, { del: last }], { sync: true })
      await this.#level.compactRange(from, to)
    } catch (error) {
      throw storeError(error, this.#folder)
    }
  }

  async close(): Promise<void> {
    try {
      await this.#level.close()
    } catch (error) {
      throw storeError(error, this.#folder)
    }
  }

  async *#read<T>(start: () => Reader<T>, each: (item: T) => T): AsyncIterable<T> {
    let iterator: Reader<T> | null = null
    try {
      iterator = start()
      for (;;) {
        const items = await iterator.nextv(AHEAD)
        if (items.length === 0) return
        for (const item of items) yield each(item)
      }
    } catch (error) {
      throw storeError(error, this.#folder)
    } finally {
      await iterator?.close()
    }
  }
}

interface Reader<T> {
  nextv(size: number): Promise<T[]>
  close(): Promise<void>
}

/** LevelDB's views are Buffers, whose `slice` shares memory where a Uint8Array's copies. */
const plain = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
