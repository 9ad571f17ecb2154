import type { Store, StoreOptions } from '../contract.ts'
import { storeOver } from '../store.ts'
import type { MemoryDisk } from './memory-disk.ts'

export { MemoryDisk, type MemoryDiskOptions } from './memory-disk.ts'

/** A store on a disk in memory, which outlives it: crash or close, and open another on the same disk. */
export const memoryStore = async (disk: MemoryDisk, options: StoreOptions = {}): Promise<Store> =>
  storeOver(disk.open(), 'the memory disk', {
    again: { probe: () => disk.probe(), open: async () => disk.open() },
    ...options,
  })
