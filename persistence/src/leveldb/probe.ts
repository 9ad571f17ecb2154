import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { storeError } from './errors.ts'

/** Opening writes the last of the journal into a table, and a new list of files: twice what LevelDB holds back is plenty. */
const ROOM = 16 * 1024 * 1024
const PIECE = 1024 * 1024

/** Writes a file of its own beside what is stored, syncs it, and takes it away. Throws StoreError when that doesn't succeed. */
export async function probe(folder: string): Promise<void> {
  const path = join(folder, 'probe')
  try {
    try {
      const file = await open(path, 'w', 0o600)
      try {
        // No zeros: some file systems store those in no room at all.
        const piece = crypto.getRandomValues(new Uint8Array(PIECE / 16))
        const bytes = Buffer.concat(Array.from({ length: 16 }, () => piece))
        for (let written = 0; written < ROOM; written += PIECE) await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
    } finally {
      await rm(path, { force: true })
    }
  } catch (error) {
    throw storeError(error, folder)
  }
}
