import { copyFile, link, mkdir, open, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { ClassicLevel } from 'classic-level'
import { type Belongs, mendTable } from './mend-table.ts'

/** Where files are kept as they were found. LevelDB leaves what it doesn't know alone. */
const KEPT = 'damaged'

/**
 * Looks at every table before LevelDB does, and mends those in which it would lose its way. A table that its writer hasn't
 * finished is left alone, so this is safe beside a running process; it reads all of the data once, at several hundred MB a second.
 */
export async function mendTables(
  folder: string,
  belongs: Belongs,
  warn: (what: string) => void,
): Promise<void> {
  for (const name of (await readdir(folder)).filter((file) => /^\d+\.(ldb|sst)$/.test(file))) {
    const path = join(folder, name)
    const file = await readIfThere(path)
    const mended = file && mendTable(file, belongs)
    if (!mended) continue
    const kept = await keep(folder, [name])
    warn(
      `${path} is damaged: ${mended === 'unmendable' ? 'restore a backup' : 'what is good in it was kept'}; as it was found, it is in ${kept}`,
    )
    if (mended !== 'unmendable') await replace(path, mended)
  }
}

/**
 * Has LevelDB make a new list of its files from the files themselves, when it can't open because of that list. Only for a folder
 * that LevelDB has locked and found damaged: so nobody else is in it.
 */
export async function rebuildManifest(folder: string, warn: (what: string) => void): Promise<void> {
  const names = (await readdir(folder)).filter((name) =>
    /^(\d+\.(ldb|sst|log)|MANIFEST-\d+|CURRENT)$/.test(name),
  )
  const kept = await keep(folder, names)
  warn(
    `The list of files in ${folder} is damaged and is made anew; as they were found, the files are in ${kept}`,
  )
  await ClassicLevel.repair(folder)
}

async function keep(folder: string, names: readonly string[]): Promise<string> {
  const all = join(folder, KEPT)
  await mkdir(all, { recursive: true, mode: 0o700 })
  const own = join(all, String((await readdir(all)).length + 1))
  await mkdir(own)
  for (const name of names) {
    // Tables never change, so a second name for one is a copy; logs and lists do.
    if (/\.(ldb|sst)$/.test(name)) await link(join(folder, name), join(own, name))
    else await copyFile(join(folder, name), join(own, name))
  }
  return own
}

/** Whole or not at all, and on the disk before anybody reads it. */
async function replace(path: string, content: Uint8Array): Promise<void> {
  const fresh = `${path}.mended`
  const file = await open(fresh, 'w', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(fresh, path)
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path)
  } catch (error) {
    // A running process may take away a table that it has merged into others.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
