import { copyFile, link, mkdir, open, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { ClassicLevel } from 'classic-level'
import { readJournal, type Write } from './journal.ts'
import { type Checks, mendTable } from './mend-table.ts'

export type Level = ClassicLevel<Uint8Array, Uint8Array>

/** Where files are kept as they were found. LevelDB leaves what it doesn't know alone. */
const KEPT = 'damaged'

/**
 * Looks at every table before LevelDB does, and mends those in which it would lose its way. A table that its writer hasn't
 * finished is left alone, so this is safe beside a running process; it reads all of the data once, at several hundred MB a second.
 */
export async function mendTables(
  folder: string,
  checks: Checks,
  warn: (what: string) => void,
): Promise<void> {
  for (const name of (await readdir(folder)).filter((file) => /^\d+\.(ldb|sst)$/.test(file))) {
    const path = join(folder, name)
    const file = await readIfThere(path)
    const mended = file && mendTable(file, checks)
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

/** A damaged write-ahead log, as it was before LevelDB made it into a table and deleted it. */
export interface Journals {
  readonly files: readonly { readonly name: string; readonly content: Uint8Array }[]
  readonly writes: readonly Write[]
}

/** To be read before LevelDB opens the folder; null when LevelDB will see everything in them. */
export async function readJournals(folder: string, checks: Checks): Promise<Journals | null> {
  const files = []
  const writes: Write[] = []
  let damaged = false
  const names = (await readdir(folder)).filter((file) => /^\d+\.log$/.test(file))
  for (const name of names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))) {
    const content = await readIfThere(join(folder, name))
    if (content === null) continue
    const journal = readJournal(content, checks)
    files.push({ name, content })
    // One by one: a call has room for some 100,000 arguments, and a store with more would never open again.
    for (const write of journal.writes) writes.push(write)
    damaged ||= journal.damaged
  }
  return damaged ? { files, writes } : null
}

/** Gives an open level what it didn't see in its damaged journals. What only may be right takes nothing's place. */
export async function replay(
  level: Level,
  { files, writes }: Journals,
  warn: (what: string) => void,
): Promise<void> {
  const kept = await ownFolder(level.location)
  for (const { name, content } of files) await writeSynced(join(kept, name), content)
  const last = new Map(writes.map((write) => [Buffer.from(write.key).toString('latin1'), write]))
  const ops = []
  for (const { key, value, proven } of last.values()) {
    const there = await level.get(key)
    if (value === null && proven && there !== undefined) ops.push({ type: 'del' as const, key })
    if (value !== null && (there === undefined || (proven && Buffer.compare(there, value) !== 0)))
      ops.push({ type: 'put' as const, key, value })
  }
  await level.batch(ops, { sync: true })
  warn(
    `The newest writes in ${level.location} were damaged, ${ops.length} of them were saved; as found, they are in ${kept}`,
  )
}

async function keep(folder: string, names: readonly string[]): Promise<string> {
  const own = await ownFolder(folder)
  for (const name of names) {
    const [from, to] = [join(folder, name), join(own, name)]
    // Tables never change, so a second name for one is a copy; logs and lists do. Not every file system knows second names.
    const linked = /\.(ldb|sst)$/.test(name) && (await link(from, to).then(...asBoolean))
    if (!linked) await copyFile(from, to)
  }
  return own
}
const asBoolean = [() => true, () => false] as const

async function ownFolder(folder: string): Promise<string> {
  const all = join(folder, KEPT)
  await mkdir(all, { recursive: true, mode: 0o700 })
  const own = join(all, String((await readdir(all)).length + 1))
  await mkdir(own)
  return own
}

/** Whole or not at all, and on the disk before anybody reads it. */
async function replace(path: string, content: Uint8Array): Promise<void> {
  await writeSynced(`${path}.mended`, content)
  await rename(`${path}.mended`, path)
}

async function writeSynced(path: string, content: Uint8Array): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
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
