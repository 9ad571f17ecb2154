import { mkdir, open } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { belongs, deletable } from './belongs.ts'
import type { Store, StoreOptions } from './contract.ts'
import { openLevel } from './leveldb/bytes.ts'
import { storeError } from './leveldb/errors.ts'
import { probe } from './leveldb/probe.ts'
import { storeOver, warnProcess } from './store.ts'

/**
 * Opens the store in `folder`, making it (mode 0700: what people wrote is in it) if it isn't there. One process at a time.
 * Throws StoreError: `LOCKED`, `DENIED`, `FULL`, `IO`, `DAMAGED` or `FORMAT`, each with a sentence that says what to do.
 */
export async function openStore(folder: string, options: StoreOptions = {}): Promise<Store> {
  const path = resolve(folder)
  try {
    const made = await mkdir(path, { recursive: true, mode: 0o700 })
    if (made !== undefined) await syncUpwards(path, dirname(made))
  } catch (error) {
    throw storeError(error, path)
  }
  const warn = options.warn ?? warnProcess
  const open = () => openLevel(path, { belongs, deletable }, warn)
  const again = { probe: () => probe(path), open }
  return storeOver(await open(), path, { again, ...options, warn })
}

/** A new folder is on disk only when its parent's list of names is, up to the first parent that was there before. */
async function syncUpwards(from: string, to: string): Promise<void> {
  for (let at = dirname(from); ; at = dirname(at)) {
    const handle = await open(at)
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (at === to || at === dirname(at)) return
  }
}
