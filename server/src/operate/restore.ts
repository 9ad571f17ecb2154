import { createReadStream } from 'node:fs'
import { mkdir, readdir, realpath, rename, rm, rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import {
  ArchiveError,
  type Item,
  openStore,
  readArchive,
  type Store,
  type StoredSpace,
} from '@weft/persistence'
import { isSpaceId, type SpaceId } from '@weft/space'
import { OPERATOR } from '../audit/doer.ts'
import { Journal } from '../audit/journal.ts'
import { encodeSnapshot } from '../log/snapshot.ts'
import { amnestyChange } from '../people/amnesty.ts'
import { Book } from '../people/book.ts'
import { atOnce } from '../room/lane.ts'
import type { Rebuilt } from '../room/load.ts'
import { syncFolder } from './backup.ts'
import { Examination, type Report } from './examine.ts'
import { Problem } from './problem.ts'

/** Small records of one write. */
const WRITE = 500

/**
 * Makes a data folder from a backup. The whole file is checked before anything is written; the folder gets its name when all is
 * in it. For `amnesty` hours from `now` on, its spaces take back what people wrote after the backup from any member's device
 * that has it, and not only from its author's: the backup doesn't know whose it is. Throws Problem: the folder isn't empty, the
 * file isn't a whole backup, the disk is full.
 */
export async function restoreBackup(
  file: string,
  data: string,
  { now, amnesty }: { readonly now: () => number; readonly amnesty: number },
): Promise<Report> {
  const target = await emptyFolder(data)
  for await (const _ of itemsOf(file)) {
    // Reading to the end is the check.
  }
  await mkdir(dirname(target), { recursive: true })
  const part = `${target}.part`
  await makePart(part)
  let report: Report
  try {
    const store = await openStore(part)
    try {
      report = await fill(store, file, { at: now(), amnesty })
    } finally {
      await store.close()
    }
    await takePlace(part, target)
  } catch (error) {
    await rm(part, { recursive: true, force: true })
    throw error
  }
  await syncFolder(dirname(target))
  return report
}

async function fill(
  store: Store,
  file: string,
  { at, amnesty }: { readonly at: number; readonly amnesty: number },
): Promise<Report> {
  const examination = new Examination()
  const spaces: string[] = []
  let small: { kind: string; key: string; value: unknown }[] = []
  const flush = async () => {
    await store.records.write(small)
    small = []
  }
  for await (const item of itemsOf(file)) {
    const rebuilt = examination.take(item)
    if (item.kind === 'space') {
      spaces.push(item.space)
      await store.holdings.adopt(item.space, rebuilt ? mended(item.stored, rebuilt, at) : item.stored)
      rebuilt?.document.destroy()
    } else if ('value' in item.piece) {
      small.push(item.piece)
      if (small.length >= WRITE) await flush()
    }
  }
  await flush()
  await note(store, { spaces: spaces.filter(isSpaceId), at, amnesty })
  return examination.report()
}

/** Opens the amnesties, in place of those that the backup holds, and puts on record that this is a restored folder. */
async function note(
  { records }: Store,
  { spaces, at, amnesty }: { spaces: readonly SpaceId[]; at: number; amnesty: number },
): Promise<void> {
  const journal = new Journal(records, () => at)
  const restored = { at, ...OPERATOR, what: 'restored', spaces: spaces.length } as const
  await journal.write([{ scope: 'server', entry: restored }])
  if (amnesty === 0) return
  // What is damaged is in the report.
  const book = await Book.open(records, () => undefined, journal)
  await book.commit(
    spaces.map((space) => amnestyChange(space, { hours: amnesty, by: null, at })),
    OPERATOR,
  )
}

/** What a restored space starts from: as it was; of a damaged one, one more snapshot with all that is good. */
function mended(
  stored: StoredSpace,
  { document, owners, stretches, wounded, unreadable }: Rebuilt,
  at: number,
): Pick<StoredSpace, 'snapshots' | 'records'> {
  const { snapshots, records, damaged, last } = stored
  if (!wounded) return stored
  const fresh = {
    seq: Math.max(last, 1),
    bytes: encodeSnapshot({
      ...atOnce(document.everything()),
      ...{ at, wounded, owners: owners.all(), stretches: stretches.all() },
    }),
  }
  // What was damaged is told now, and the new folder starts without holes; but what this version can't make out is kept.
  if (damaged.length > 0 && unreadable.length === 0) return { snapshots: [fresh], records: [] }
  return { snapshots: [...snapshots.filter(({ seq }) => seq < fresh.seq), fresh], records }
}

/** Its real path. Throws Problem unless nothing is there, or an empty folder. */
async function emptyFolder(data: string): Promise<string> {
  try {
    const target = await realpath(data)
    if ((await readdir(target)).length === 0) return target
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') return data
    if (code === 'ENOTDIR')
      throw new Problem(`${data} is not a folder; name a new one with --data.`, { cause: error })
    throw error
  }
  throw new Problem(`${data} is not empty; restore into a new folder with --data.`)
}

async function makePart(part: string): Promise<void> {
  try {
    await mkdir(part, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new Problem(`${part} is left from a restore that was ended, or under way; delete it first.`, {
      cause: error,
    })
  }
}

async function takePlace(part: string, target: string): Promise<void> {
  try {
    await rmdir(target).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    })
    await rename(part, target)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new Problem(`${target} can't be replaced (${code}); name a new folder, one below it say.`, {
      cause: error,
    })
  }
}

async function* itemsOf(file: string): AsyncIterable<Item> {
  try {
    yield* readArchive(createReadStream(file, { highWaterMark: 1024 * 1024 }))
  } catch (error) {
    if (error instanceof ArchiveError) throw new Problem(SENTENCES[error.code](file), { cause: error })
    const { syscall, path, code } = error as NodeJS.ErrnoException
    const ofFile = path === file || syscall === 'read'
    throw ofFile ? new Problem(`${file} can't be read (${code}); name a backup.`, { cause: error }) : error
  }
}

const SENTENCES: Readonly<Record<ArchiveError['code'], (file: string) => string>> = {
  foreign: (file) => `${file} is not a backup of Weft; nothing was restored.`,
  version: (file) => `${file} was made by a newer Weft; restore it with that version.`,
  truncated: (file) => `${file} is cut short; nothing was restored, take another backup.`,
  damaged: (file) => `${file} is damaged; nothing was restored, take another backup.`,
}
